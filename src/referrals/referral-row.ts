import type { Agency } from '../agencies/agency.js';
import type { ActionOffered } from './available-actions.js';
import type { DeadlineRow, DetailRow, HandoffRow, InterventionSeen, InvitationRow, PartyRow, SharingDecisionSeen } from './detail-rows.js';
import type { PageDetails } from './page-details.js';
import type { TimelinePage } from './timeline.js';

/** One referral as its caller may see it. What costs a statement is a method, and is asked for a whole page at once. */
export class ReferralRow {
  constructor(
    readonly id: string,
    readonly reference: string,
    readonly version: number,
    readonly summary: string | null,
    readonly narrative: string | null,
    readonly pathway: { key: string; version: string; title: string },
    readonly status: string,
    readonly state: string[],
    readonly custodian: Agency,
    readonly relations: string[],
    readonly sections: { section: string; access: string }[],
    readonly nextDeadline: DeadlineRow | null,
    readonly createdAt: Date,
    private readonly page: PageDetails,
  ) {}

  async parties(): Promise<PartyRow[]> {
    return (await this.details()).parties;
  }
  async handoffs(): Promise<HandoffRow[]> {
    return (await this.details()).handoffs;
  }
  async invitations(): Promise<InvitationRow[]> {
    return (await this.details()).invitations;
  }
  async sharingDecisions(): Promise<SharingDecisionSeen[]> {
    return (await this.details()).sharingDecisions;
  }
  async interventions(): Promise<InterventionSeen[]> {
    return (await this.details()).interventions;
  }
  async deadlines(): Promise<DeadlineRow[]> {
    return (await this.details()).deadlines;
  }
  availableActions(): Promise<ActionOffered[]> {
    return this.page.availableActions(this.id);
  }
  timeline(args: { first?: number | null; after?: string | null }): Promise<TimelinePage> {
    return this.page.timeline(this.id, args.first ?? 50, args.after ?? null);
  }
  private details(): Promise<DetailRow> {
    return this.page.details(this.id);
  }
}

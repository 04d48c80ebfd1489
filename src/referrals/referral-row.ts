import type { Agency } from '../agencies/agency.js';
import type { ActionOffered } from './available-actions.js';
import type {
  DeadlineRow,
  DetailRow,
  HandoffRow,
  InterventionSeen,
  InvitationRow,
  PartyRow,
  SharingDecisionSeen,
} from './detail-rows.js';
import type { PageDetails } from './page-details.js';
import type { TimelinePage } from './timeline.js';

/** One referral as its caller may see it. What costs a statement is read when it is asked for, for a whole page at once. */
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

  get parties(): Promise<PartyRow[]> {
    return this.details().then((details) => details.parties);
  }
  get handoffs(): Promise<HandoffRow[]> {
    return this.details().then((details) => details.handoffs);
  }
  get invitations(): Promise<InvitationRow[]> {
    return this.details().then((details) => details.invitations);
  }
  get sharingDecisions(): Promise<SharingDecisionSeen[]> {
    return this.details().then((details) => details.sharingDecisions);
  }
  get interventions(): Promise<InterventionSeen[]> {
    return this.details().then((details) => details.interventions);
  }
  get deadlines(): Promise<DeadlineRow[]> {
    return this.details().then((details) => details.deadlines);
  }
  get availableActions(): Promise<ActionOffered[]> {
    return this.page.availableActions(this.id);
  }
  timeline(args: { first?: number | null; after?: string | null }): Promise<TimelinePage> {
    return this.page.timeline(this.id, args.first ?? 50, args.after ?? null);
  }
  private details(): Promise<DetailRow> {
    return this.page.details(this.id);
  }
}

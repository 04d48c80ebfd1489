import type { AgencyService } from '../../libs/access/actor.js';
import type { Agency } from '../agencies/agency.js';
import type { ActionOffered } from './available-actions.js';
import type { ConditionSeen } from './conditions-read.js';
import type {
  ColleagueSeen,
  DeadlineRow,
  HandoffRow,
  InterventionSeen,
  InvitationRow,
  PartyRow,
  SharingDecisionSeen,
} from './detail-rows.js';
import type { DisclosureSeen } from './disclosures-read.js';
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
    readonly service: AgencyService | null,
    readonly relations: string[],
    readonly sections: { section: string; access: string }[],
    readonly nextDeadline: DeadlineRow | null,
    readonly createdAt: Date,
    private readonly page: PageDetails,
  ) {}

  parties(): Promise<PartyRow[]> {
    return this.page.details(this.id, 'parties').then((details) => details.parties);
  }
  handoffs(): Promise<HandoffRow[]> {
    return this.page.details(this.id, 'offers').then((details) => details.handoffs);
  }
  invitations(): Promise<InvitationRow[]> {
    return this.page.details(this.id, 'offers').then((details) => details.invitations);
  }
  sharingDecisions(): Promise<SharingDecisionSeen[]> {
    return this.page.details(this.id, 'decisions').then((details) => details.sharingDecisions);
  }
  interventions(): Promise<InterventionSeen[]> {
    return this.page.details(this.id, 'interventions').then((details) => details.interventions);
  }
  deadlines(): Promise<DeadlineRow[]> {
    return this.page.details(this.id, 'deadlines').then((details) => details.deadlines);
  }
  allocatedTo(): Promise<ColleagueSeen | null> {
    return this.page.details(this.id, 'allocation').then((details) => details.allocatedTo);
  }
  disclosures(): Promise<DisclosureSeen[]> {
    return this.page.disclosures(this.id, null);
  }
  handlingConditions(): Promise<readonly ConditionSeen[]> {
    return this.page.conditions(this.id).then(({ bySection }) => bySection);
  }
  availableActions(): Promise<ActionOffered[]> {
    return this.page.availableActions(this.id);
  }
  timeline(args: { first?: number | null; after?: string | null }): Promise<TimelinePage> {
    return this.page.timeline(this.id, args.first ?? 50, args.after ?? null);
  }
}

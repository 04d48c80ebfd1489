import type { Actor, AgencyService } from '../../libs/access/actor.js';
import { OPENED_IN_AN_EMERGENCY } from '../../libs/access/break-glass.js';
import { sightOf } from '../../libs/access/sight.js';
import { Section } from '../../libs/access/vocabulary.js';
import { pathways } from '../../libs/pathways/index.js';
import type { Agency } from '../agencies/agency.js';
import type { ActionOffered } from './available-actions.js';
import type { ConditionSeen } from './conditions-read.js';
import type { PageAsked } from './cursor.js';
import {
  type ColleagueSeen,
  type DeadlineJson,
  deadlineOf,
  type DeadlineRow,
  type HandoffRow,
  type InterventionSeen,
  type InvitationRow,
  type PartyRow,
  type SharingDecisionSeen,
} from './detail-rows.js';
import type { DisclosureSeen } from './disclosures-read.js';
import { statesRead } from './kept-states.js';
import type { PageDetails } from './page-details.js';
import type { TimelinePage } from './timeline.js';

/** What a reading statement says of one referral; named as its columns. */
export interface ReferralJson {
  referral_id: string;
  service_id: string | null;
  reference: string;
  pathway_key: string;
  pathway_version: string;
  status: string;
  custodian_id: string;
  relations: string[];
  states: string[];
  sections: Record<string, string>;
  version: number;
  next_deadline_at: string;
  /** Only where the list goes by it. */
  reported_at?: string;
  created_at: Date;
  /** By the caller, in an emergency. */
  opened: boolean | null;
  summary: string | null;
  narrative: string | null;
  next_deadline: DeadlineJson | null;
}

/** One referral as its caller may see it. What costs a statement is read when it is asked for, for a whole page at once. */
export class ReferralRow {
  readonly id: string;
  readonly reference: string;
  /** It counts what the agency can see; whoever reads no section is not told that something happened. They take no action that names it. */
  readonly version: number;
  readonly summary: string | null;
  readonly narrative: string | null;
  readonly pathway: { key: string; version: string; title: string };
  readonly status: string;
  readonly state: string[];
  readonly custodian: Agency;
  /** Whoever finds it in a service belongs to that service. */
  readonly service: AgencyService | null;
  readonly relations: string[];
  readonly sections: { section: string; access: string }[];
  readonly nextDeadline: DeadlineRow | null;
  readonly createdAt: Date;

  constructor(
    row: ReferralJson,
    actor: Actor,
    known: (agencyId: string) => Agency,
    private readonly page: PageDetails,
  ) {
    const sections = row.opened ? OPENED_IN_AN_EMERGENCY : sightOf(actor).sections;
    // A member of staff who reported it sees that it is held, by whom, and what they are told; nothing else.
    const limited = sections.length === 0;
    const accessTo = (section: Section): string =>
      sections.includes(section) ? (row.sections[section] ?? 'NONE') : 'NONE';
    this.id = row.referral_id;
    this.reference = row.reference;
    this.version = limited ? 1 : row.version;
    this.summary = row.summary;
    this.narrative = row.narrative;
    const { pathway_key: key, pathway_version: version } = row;
    this.pathway = { key, version, title: pathways.get(key)?.title ?? key };
    this.status = row.status;
    this.state = statesRead(row.states, sections);
    this.custodian = known(row.custodian_id);
    this.service = actor.services.find(({ id }) => id === row.service_id) ?? null;
    this.relations = limited ? [] : row.relations;
    this.sections = limited ? [] : Object.values(Section).map((section) => ({ section, access: accessTo(section) }));
    this.nextDeadline = row.next_deadline ? deadlineOf(row.next_deadline, known) : null;
    this.createdAt = row.created_at;
  }

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
  timeline(asked: PageAsked): Promise<TimelinePage> {
    return this.page.timeline(this.id, asked);
  }
}

import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ActionOffered } from '../referrals/available-actions.js';
import type { ConditionSeen } from '../referrals/conditions-read.js';
import type {
  ColleagueSeen,
  DeadlineRow,
  HandoffRow,
  InterventionSeen,
  InvitationRow,
  PartyRow,
  SharingDecisionSeen,
} from '../referrals/detail-rows.js';
import type { DisclosureSeen } from '../referrals/disclosures-read.js';
import type { ReferralRow } from '../referrals/referral-row.js';
import type { TimelineEntryRow, TimelinePage } from '../referrals/timeline.js';
import { Handling } from './enums.js';
import { Colleague } from './types/agency.type.js';
import {
  AvailableAction,
  Deadline,
  Disclosure,
  HandlingCondition,
  Handoff,
  Intervention,
  Invitation,
  Party,
  SharingDecision,
} from './types/parts.type.js';
import { TimelineArgs } from './types/page.args.js';
import { Referral, TimelineConnection, TimelineEntry } from './types/referral.type.js';

/** What hangs on a referral and is read only when it is asked for, for all referrals of an answer at once. */
@Resolver(() => Referral)
export class ReferralPartsResolver {
  @ResolveField('parties', () => [Party])
  parties(@Parent() referral: ReferralRow): Promise<PartyRow[]> {
    return referral.parties();
  }
  @ResolveField('handoffs', () => [Handoff])
  handoffs(@Parent() referral: ReferralRow): Promise<HandoffRow[]> {
    return referral.handoffs();
  }
  @ResolveField('invitations', () => [Invitation])
  invitations(@Parent() referral: ReferralRow): Promise<InvitationRow[]> {
    return referral.invitations();
  }
  @ResolveField('sharingDecisions', () => [SharingDecision])
  sharingDecisions(@Parent() referral: ReferralRow): Promise<SharingDecisionSeen[]> {
    return referral.sharingDecisions();
  }
  @ResolveField('interventions', () => [Intervention])
  interventions(@Parent() referral: ReferralRow): Promise<InterventionSeen[]> {
    return referral.interventions();
  }
  @ResolveField('deadlines', () => [Deadline])
  deadlines(@Parent() referral: ReferralRow): Promise<DeadlineRow[]> {
    return referral.deadlines();
  }
  @ResolveField('allocatedTo', () => Colleague, {
    nullable: true,
    description:
      'Who of the caller’s agency works on it, by its newest allocation; null when nobody does, or the caller does not read the agency’s own notes and it is not the caller.',
  })
  allocatedTo(@Parent() referral: ReferralRow): Promise<ColleagueSeen | null> {
    return referral.allocatedTo();
  }
  @ResolveField('disclosures', () => [Disclosure], {
    description:
      'Who has what: each agency that received a section of another’s, when, and on which decision; of the sections that the caller’s role reads.',
  })
  disclosures(@Parent() referral: ReferralRow): Promise<DisclosureSeen[]> {
    return referral.disclosures();
  }
  @ResolveField('handlingConditions', () => [HandlingCondition], {
    description:
      'What the caller’s agency has only under handling code C: of each section, whose agreement is needed before it is shared on, and the condition. What it has another way too, or wrote itself, is not in it.',
  })
  handlingConditions(@Parent() referral: ReferralRow): Promise<readonly ConditionSeen[]> {
    return referral.handlingConditions();
  }
  @ResolveField('availableActions', () => [AvailableAction])
  availableActions(@Parent() referral: ReferralRow): Promise<ActionOffered[]> {
    return referral.availableActions();
  }
  @ResolveField('timeline', () => TimelineConnection, {
    description: 'What happened, in order of creation, as far as the caller may read it.',
  })
  timeline(@Parent() referral: ReferralRow, @Args() page: TimelineArgs): Promise<TimelinePage> {
    return referral.timeline(page);
  }
}

/** What is known of one person beside their particulars. */
@Resolver(() => Party)
export class PersonResolver {
  @ResolveField('disclosures', () => [Disclosure], {
    description: 'Who has what of this person: each agency that received it of another, when, and on which decision.',
  })
  disclosures(@Parent() party: PartyRow): Promise<DisclosureSeen[]> {
    return party.disclosures();
  }
}

/** The mark that travels with what an entry says. */
@Resolver(() => TimelineEntry)
export class EntryResolver {
  @ResolveField('handling', () => Handling, {
    description: 'C when the caller’s agency has something of it only under a condition; its own words are under none.',
  })
  async handling(@Parent() entry: TimelineEntryRow): Promise<string> {
    return (await entry.conditions()).length > 0 ? 'C' : 'P';
  }
  @ResolveField('handlingConditions', () => [HandlingCondition], { description: 'Empty under code P.' })
  handlingConditions(@Parent() entry: TimelineEntryRow): Promise<readonly ConditionSeen[]> {
    return entry.conditions();
  }
}

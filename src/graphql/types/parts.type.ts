import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { LawfulBasis, PartyRole, Section } from '../../../libs/access/vocabulary.js';
import {
  ConsentSought,
  DeadlineStatus,
  Handling,
  HandoffStatus,
  InterventionCompletion,
  NotSharedReason,
  ProcessingRegime,
  Schedule8Condition,
  SectionSight,
  SharingOutcome,
} from '../enums.js';
import { DateScalar, DateTimeScalar } from '../scalars.js';
import { Agency } from './agency.type.js';

@ObjectType({ description: 'A child or adult on a referral, as far as the caller may see them.' })
export class Party {
  @Field(() => ID) id!: string;
  @Field(() => PartyRole) role!: PartyRole;
  @Field(() => String, { nullable: true }) givenName!: string | null;
  @Field(() => String, { nullable: true }) familyName!: string | null;
  @Field(() => DateScalar, { nullable: true }) dateOfBirth!: string | null;
  @Field(() => String, { nullable: true }) contact!: string | null;
  @Field(() => Party, { nullable: true, description: 'Null also where the caller may not see that person.' })
  relatedTo!: Party | null;
}

@ObjectType({ description: 'An offer that another agency hold the risk. Custody moves only when it is accepted.' })
export class Handoff {
  @Field(() => ID) id!: string;
  @Field(() => HandoffStatus) status!: string;
  @Field(() => Agency) fromAgency!: Agency;
  @Field(() => Agency) toAgency!: Agency;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field(() => String, { nullable: true }) declineReason!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) respondBy!: Date | null;
}

@ObjectType({ description: 'An invitation to take part without holding the risk.' })
export class Invitation {
  @Field(() => ID) id!: string;
  @Field(() => HandoffStatus) status!: string;
  @Field(() => Agency) fromAgency!: Agency;
  @Field(() => Agency) toAgency!: Agency;
  @Field(() => String, { nullable: true }) ask!: string | null;
  @Field(() => String, { nullable: true }) declineReason!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) respondBy!: Date | null;
}

@ObjectType({
  description: 'That somebody else of the agency that decided looked at the decision. It opens and closes nothing.',
})
export class DecisionReview {
  @Field() reviewedBy!: string;
  @Field(() => DateTimeScalar) reviewedAt!: Date;
  @Field({ description: 'Whether they would have decided the same.' }) agrees!: boolean;
  @Field(() => String, { nullable: true }) note!: string | null;
}
const NOT_FOR_RECIPIENT =
  'Null for the recipient, who reads what was decided, for what purpose and on what basis, and none of the reasons.';

@ObjectType({ description: 'What may be shared with one agency, or that nothing may.' })
export class SharingDecision {
  @Field(() => ID) id!: string;
  @Field(() => Agency, { description: 'The agency that decided.' }) byAgency!: Agency;
  @Field(() => Agency) recipientAgency!: Agency;
  @Field(() => SharingOutcome) decision!: string;
  @Field() purpose!: string;
  @Field(() => LawfulBasis) lawfulBasis!: LawfulBasis;
  @Field(() => ProcessingRegime, { description: 'Of the lawful basis.' }) regime!: string;
  @Field(() => String, { nullable: true, description: 'Law of the basis, as in force on the day of the decision.' })
  basisSource!: string | null;
  @Field(() => Schedule8Condition, {
    nullable: true,
    description: 'Of law-enforcement processing, where one was named.',
  })
  schedule8Condition!: string | null;
  @Field(() => ConsentSought, { nullable: true, description: 'Null where it was not recorded.' }) consent!:
    string | null;
  @Field(() => String, { nullable: true, description: NOT_FOR_RECIPIENT }) consentNotSoughtReason!: string | null;
  @Field() familyInformed!: boolean;
  @Field(() => String, { nullable: true, description: NOT_FOR_RECIPIENT }) familyNotInformedReason!: string | null;
  @Field(() => String, { nullable: true, description: NOT_FOR_RECIPIENT }) rationale!: string | null;
  @Field(() => String, { nullable: true, description: `Why the purpose cannot be met with less. ${NOT_FOR_RECIPIENT}` })
  necessity!: string | null;
  @Field(() => String, { nullable: true, description: `Why it is in proportion to the risk. ${NOT_FOR_RECIPIENT}` })
  proportionality!: string | null;
  @Field(() => [NotSharedReason], { nullable: true, description: `Of a decision not to share. ${NOT_FOR_RECIPIENT}` })
  notSharedReasons!: string[] | null;
  @Field(() => [Section]) sections!: Section[];
  @Field() ongoing!: boolean;
  @Field(() => Handling, { description: 'Under which handling code it shares.' }) handling!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Conditions on sharing on what it opens, which the recipient reads too; null under code P.',
  })
  handlingConditions!: string | null;
  @Field(() => String, { nullable: true, description: `Who recorded it. ${NOT_FOR_RECIPIENT}` }) decidedBy!:
    string | null;
  @Field(() => DateTimeScalar) decidedAt!: Date;
  @Field(() => DecisionReview, { nullable: true, description: `Null until it is reviewed. ${NOT_FOR_RECIPIENT}` })
  review!: DecisionReview | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'From when it opens nothing more; null while it stands. What the recipient had received it keeps.',
  })
  withdrawnAt!: Date | null;
}

@ObjectType({ description: 'Something that is shared on only to whom its originator agrees: handling code C.' })
export class HandlingCondition {
  @Field(() => Section) section!: Section;
  @Field(() => Agency, { description: 'The agency that set the condition, and that is asked for its agreement.' })
  originator!: Agency;
  @Field({ description: 'In the originator’s words.' }) conditions!: string;
}

@ObjectType({
  description: 'That an agency received something of another’s. It stays named when the agency can no longer read it.',
})
export class Disclosure {
  @Field(() => Agency) recipientAgency!: Agency;
  @Field(() => Section) section!: Section;
  @Field(() => ID, {
    nullable: true,
    description:
      'Null where no decision opened it: to who holds the risk, a danger, feedback, a question or a note to it.',
  })
  sharingDecisionId!: string | null;
  @Field(() => DateTimeScalar) firstAt!: Date;
  @Field(() => DateTimeScalar, { description: 'When something was last added to it.' }) latestAt!: Date;
}

@ObjectType({ description: 'A service’s work with one person.' })
export class Intervention {
  @Field(() => ID) id!: string;
  @Field(() => Agency) agency!: Agency;
  @Field(() => Party, { nullable: true }) party!: Party | null;
  @Field() programme!: string;
  @Field(() => Int) plannedSessions!: number;
  @Field(() => Int) attendedSessions!: number;
  @Field(() => InterventionCompletion, { nullable: true, description: 'Null while it runs.' }) completion!:
    string | null;
}

@ObjectType({ description: 'A duty that falls due.' })
export class Deadline {
  @Field(() => ID) id!: string;
  @Field() kind!: string;
  @Field(() => Agency, { description: 'Whose duty it is.' }) agency!: Agency;
  @Field(() => DateTimeScalar, { description: 'UTC; counted in the calendar that the rule names.' }) dueAt!: Date;
  @Field(() => DeadlineStatus) status!: string;
  @Field(() => String, { nullable: true, description: 'Law, guidance or local agreement that sets it.' }) source!:
    string | null;
  @Field({ description: 'The rule, how it was counted, and any pauses, in one sentence.' }) explanation!: string;
}

@ObjectType({ description: 'How much of a section the caller reads.' })
export class SectionAccess {
  @Field(() => Section) section!: Section;
  @Field(() => SectionSight) access!: string;
}

@ObjectType({ description: 'One field of an action’s input.' })
export class ActionField {
  @Field() name!: string;
  @Field() title!: string;
  @Field(() => String, { nullable: true }) hint!: string | null;
  @Field() kind!: string;
  @Field() required!: boolean;
  @Field(() => [String]) options!: string[];
  @Field(() => [ActionField]) fields!: ActionField[];
}

@ObjectType({ description: 'What the caller’s role may ever do here, and why not now.' })
export class AvailableAction {
  @Field({ description: 'The mutation’s name.' }) name!: string;
  @Field() title!: string;
  @Field() allowed!: boolean;
  @Field(() => String, { nullable: true, description: 'Why not now, in words; null when allowed.' }) reason!:
    string | null;
  @Field(() => [ActionField]) fields!: ActionField[];
}

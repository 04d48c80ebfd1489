import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Relation, Section } from '../../../libs/access/vocabulary.js';
import { ReferralStatus } from '../enums.js';
import { DateTimeScalar } from '../scalars.js';
import { Agency, AgencyService } from './agency.type.js';
import { connectionOf } from './connection.type.js';
import { Deadline, SectionAccess } from './parts.type.js';

@ObjectType({ description: 'A way that a referral can go.' })
export class Pathway {
  @Field() key!: string;
  @Field() version!: string;
  @Field() title!: string;
}

@ObjectType({ description: 'Something that was recorded, as far as the caller may read it.' })
export class RecordedValue {
  @Field() name!: string;
  @Field() title!: string;
  @Field({
    description:
      'What was said: a code, a day, or words; `yes` or `no`, a list with commas between, a person by name as far as the caller reads it.',
  })
  value!: string;
  @Field({ description: 'The same as a person reads it: a code or a time in words.' }) words!: string;
  @Field(() => ID, { nullable: true, description: 'Whom it is about; null when nobody, or nobody the caller sees.' })
  partyId!: string | null;
}

@ObjectType({ description: 'One event of a referral.' })
export class TimelineEntry {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) at!: Date;
  @Field() action!: string;
  @Field() title!: string;
  @Field(() => Agency, {
    nullable: true,
    description: 'Null for what happened by itself: a deadline ran out, a restriction passed on.',
  })
  agency!: Agency | null;
  @Field(() => Agency, {
    nullable: true,
    description:
      'The other agency of an offer, decision or question, or whose deadline it was; null when there is none, or none that the caller may know.',
  })
  otherAgency!: Agency | null;
  @Field(() => String, { nullable: true, description: 'Where a partner’s system acted, with the person it named.' })
  actorName!: string | null;
  @Field(() => Section) section!: Section;
  @Field({ description: 'A note’s own words, or the entry in a sentence.' }) text!: string;
  @Field(() => [RecordedValue]) values!: RecordedValue[];
}
export const TimelineConnection = connectionOf('Timeline', () => TimelineEntry);

@ObjectType({
  description:
    'One concern, carried from agency to agency. What the caller may not see is null, or left out, as if it did not exist.',
})
export class Referral {
  @Field(() => ID) id!: string;
  @Field() reference!: string;
  @Field(() => Int, {
    description: 'Counts the changes that the caller’s agency can see; `expectedVersion` is compared with it.',
  })
  version!: number;
  @Field(() => String, { nullable: true }) summary!: string | null;
  @Field(() => String, { nullable: true }) narrative!: string | null;
  @Field(() => Pathway) pathway!: Pathway;
  @Field(() => ReferralStatus) status!: string;
  @Field(() => [String], { description: 'The active states that the caller may see, as dotted paths.' })
  state!: string[];
  @Field(() => Agency, { description: 'The agency that holds the risk now; there always is one.' }) custodian!: Agency;
  @Field(() => AgencyService, {
    nullable: true,
    description: 'The service of your own agency that its part belongs to; null while it is the whole agency’s.',
  })
  service!: AgencyService | null;
  @Field(() => [Relation], { description: 'The caller’s agency’s, strongest first.' }) relations!: Relation[];
  @Field(() => [SectionAccess], { description: 'What is withheld, so that nobody reads “none” for “not yours”.' })
  sections!: SectionAccess[];
  @Field(() => Deadline, { nullable: true }) nextDeadline!: Deadline | null;
}
export const ReferralConnection = connectionOf('Referral', () => Referral);

@ObjectType({ description: 'What an accepted command answers.' })
export class ActionPayload {
  @Field(() => Referral, { nullable: true, description: 'Null when the action ended the caller’s access.' })
  referral!: Referral | null;
  @Field(() => TimelineEntry) entry!: TimelineEntry;
}

@InputType()
export class WorklistFilter {
  @Field(() => String, { nullable: true }) pathway?: string | null;
  @Field(() => String, { nullable: true }) state?: string | null;
  @Field(() => Boolean, { nullable: true }) overdue?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'Key or id of the agency that holds it.' }) holder?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'As it stands on a letter, whole: small letters and spaces do not matter. `referral` finds closed ones too.',
  })
  reference?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'An offer, a question or a deadline waits for the caller’s agency.',
  })
  waitingForUs?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'True: what the caller works on; false: all else.' })
  allocatedToMe?: boolean | null;
}

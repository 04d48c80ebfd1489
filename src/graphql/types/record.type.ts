import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Section } from '../../../libs/access/vocabulary.js';
import { enumOf } from '../enums.js';
import { DateTimeScalar } from '../scalars.js';
import { Agency } from './agency.type.js';
import { connectionOf } from './connection.type.js';

export const RecordOperation = enumOf(
  'RecordOperation',
  ['COLLECTION', 'ALTERATION', 'CONSULTATION', 'DISCLOSURE', 'COMBINATION', 'ERASURE'],
  'What was done with personal data, as the Data Protection Act 2018, s.62, names it. A consultation is a look.',
);
const ActorKind = enumOf('ActorKind', ['PERSON', 'CLIENT'], 'A person of staff, or a machine client of an agency.');

@ObjectType({
  description:
    'That somebody looked at something or changed it, and why; never what they saw. As it is sealed: `handrail audit prove` proves it by its id.',
})
export class RecordEntry {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => RecordOperation) operation!: string;
  @Field(() => ActorKind) actorKind!: string;
  @Field(() => String, { nullable: true, description: 'Who it was; of a machine client the client’s name.' })
  actorName!: string | null;
  @Field(() => Agency, { description: 'Of whoever it was: the caller’s own.' }) agency!: Agency;
  @Field(() => String, { nullable: true, description: 'The person of a partner’s own system for whom a client asked.' })
  onBehalfOf!: string | null;
  @Field({ description: 'Why: `safeguarding`, `emergency` or `oversight`.' }) purpose!: string;
  @Field({ description: 'The mutation’s name, or which question was asked.' }) action!: string;
  @Field({ description: 'The same in words.' }) title!: string;
  @Field(() => [ID], { description: 'Referrals that the answer showed: of a page of a list each that stood on it.' })
  referralIds!: string[];
  @Field(() => [ID], { description: 'Persons of whom something was shown or written.' }) personIds!: string[];
  @Field(() => [Section], { description: 'Sections of which something was shown or written.' }) sections!: Section[];
  @Field(() => [Agency], {
    description: 'Of a disclosure, who came to read it, as far as the agency knows of them here.',
  })
  recipients!: Agency[];
}
export const RecordEntryConnection = connectionOf('RecordEntry', () => RecordEntry);

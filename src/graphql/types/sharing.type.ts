import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Section } from '../../../libs/access/vocabulary.js';
import { HandlingCondition, Party } from './parts.type.js';
import { TimelineEntry } from './referral.type.js';

@InputType({ description: 'What somebody thinks of sharing, before they decide.' })
export class PreviewPacketInput {
  @Field(() => ID, { description: 'The agency’s key or id.' }) recipientAgency!: string;
  @Field(() => [Section], { description: 'Sections that would be opened.' }) sections!: Section[];
}

@ObjectType({
  description: 'What a decision would open to another agency now, in the words in which it would read it.',
})
export class PacketPreview {
  @Field(() => [Section], { description: 'Those of which something stands in it.' }) sections!: Section[];
  @Field(() => String, { nullable: true }) summary!: string | null;
  @Field(() => String, { nullable: true }) narrative!: string | null;
  @Field(() => [Party]) parties!: Party[];
  @Field(() => [TimelineEntry], {
    description: 'In order of creation, with those of their values that would be opened.',
  })
  entries!: TimelineEntry[];
  @Field(() => [Section], {
    description:
      'Not empty where your agency’s hand-off to this agency waits for an answer and the sections leave out what it must show: such a decision would leave it an empty packet, and it could not be accepted.',
  })
  missingForHandoff!: Section[];
  @Field(() => [HandlingCondition], {
    description:
      'What is left out because it came to the caller’s agency under a condition, and its originator has not agreed to this recipient. `askOnwardSharing` asks for that.',
  })
  leftOut!: HandlingCondition[];
}

import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { CannotAct as causes } from '../../../libs/pathways/common/work-to-move.js';
import { enumOf } from '../enums.js';
import { DateScalar, DateTimeScalar } from '../scalars.js';
import { Colleague } from './agency.type.js';
import { connectionOf } from './connection.type.js';

const CannotAct = enumOf(
  'CannotAct',
  causes,
  'Why somebody can no longer do work: left, lost the role, or is not trained for it any more.',
);

@ObjectType({
  description:
    'That whoever works on a referral can no longer do so: somebody allocates it to a colleague. It is listed until that is done, or the agency’s part ends.',
})
export class WorkToMove {
  @Field(() => ID) id!: string;
  @Field({ description: 'Reference of the referral.' }) reference!: string;
  @Field(() => Colleague, { description: 'To whom it is allocated.' }) holder!: Colleague;
  @Field(() => CannotAct) cause!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when; null until it is noticed, within a minute or two, where that was not dated.',
  })
  since!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'The end of the next working day; null as `since` is.' })
  moveBy!: Date | null;
  @Field({ description: 'Not moved by then: supervisors are told again.' }) overdue!: boolean;
}
export const WorkToMoveConnection = connectionOf('WorkToMove', () => WorkToMove);

@ObjectType({
  description:
    'That somebody’s training is about to run out. The person is told, and whoever supervises at their agency, each once at each time ahead.',
})
export class TrainingNotice {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) at!: Date;
  @Field() title!: string;
  @Field(() => Colleague, { description: 'Whose training it is: the caller’s own, or a colleague’s.' })
  person!: Colleague;
  @Field({ description: 'Its kind, as safeguarding.' }) training!: string;
  @Field(() => DateScalar, { description: 'The last day on which it counts.' }) expiresOn!: string;
  @Field(() => Int, {
    description:
      'For which time ahead this was told: 60 or 14 days. Whose training was entered late is told late, once.',
  })
  daysAhead!: number;
}
export const TrainingNoticeConnection = connectionOf('TrainingNotice', () => TrainingNotice);

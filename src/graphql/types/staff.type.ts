import { Field, ID, ObjectType } from '@nestjs/graphql';
import { CannotAct as causes } from '../../../libs/pathways/common/work-to-move.js';
import { enumOf } from '../enums.js';
import { DateTimeScalar } from '../scalars.js';
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

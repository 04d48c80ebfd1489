import { Field, type FieldOptions, ID, ObjectType } from '@nestjs/graphql';
import { Emergency as kinds } from '../../../libs/access/break-glass.js';
import { BreakGlass, JudgeEmergencyOpening } from '../../referrals/emergency-inputs.js';
import { commandInput } from '../action-inputs.js';
import { enumOf } from '../enums.js';
import { DateTimeScalar } from '../scalars.js';
import { Agency } from './agency.type.js';
import { connectionOf } from './connection.type.js';

const Emergency = enumOf('Emergency', kinds, 'Why somebody without a part in a referral must see it now.');

@ObjectType({
  description:
    'That somebody whose role reads nothing opened a referral of their agency in an emergency, and what a supervisor of the custodian judged of it.',
})
export class EmergencyOpening {
  @Field(() => ID) id!: string;
  @Field({ description: 'Reference of the referral.' }) reference!: string;
  @Field(() => Agency, { description: 'Of whoever opened it.' }) agency!: Agency;
  @Field() personName!: string;
  @Field(() => Emergency) emergency!: string;
  @Field() reason!: string;
  @Field(() => DateTimeScalar) openedAt!: Date;
  @Field(() => DateTimeScalar, { description: 'When it closes, or closed, to that person.' }) until!: Date;
  @Field(() => DateTimeScalar, { description: 'By when it should be judged: the end of the next working day.' })
  judgeBy!: Date;
  @Field({ description: 'It waits still, and should have been judged: supervisors are told again, once.' })
  overdue!: boolean;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it waits to be judged.' })
  judgedAt!: Date | null;
  @Field(() => Boolean, { nullable: true, description: 'Null while it waits; false ends it at once.' })
  justified!: boolean | null;
  @Field(() => String, { nullable: true }) judgement!: string | null;
}
export const EmergencyOpeningConnection = connectionOf('EmergencyOpening', () => EmergencyOpening);

/** What names the thing beside the command's own fields. */
function naming(input: new () => object, name: string, options: FieldOptions): new () => object {
  Field(() => ID, options)(input.prototype as object, name);
  return input;
}
export const BreakGlassInput = naming(commandInput('BreakGlassInput', BreakGlass, false), 'referralId', {
  nullable: true,
  description: 'A referral on which the caller’s agency stands. Left out where its reference is given.',
});
export const JudgeEmergencyOpeningInput = naming(
  commandInput('JudgeEmergencyOpeningInput', JudgeEmergencyOpening, false),
  'openingId',
  { description: 'One that the caller’s agency is to judge.' },
);

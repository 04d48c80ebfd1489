import { Field, ID, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../scalars.js';
import { connectionOf } from './connection.type.js';

@ObjectType({
  description: 'That something happened which the caller’s role is told of. No name and no word of the case.',
})
export class Notice {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) at!: Date;
  @Field({ description: 'A code, as handoff.declined or offerResponse.overdue; clients tolerate new ones.' })
  kind!: string;
  @Field() title!: string;
  @Field({ description: 'Reference of the referral.' }) reference!: string;
}
export const NoticeConnection = connectionOf('Notice', () => Notice);

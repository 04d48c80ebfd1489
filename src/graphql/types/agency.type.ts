import { Field, ID, ObjectType } from '@nestjs/graphql';
import { AgencyKind, Role } from '../../../libs/access/vocabulary.js';
import { TrainingStatus } from '../enums.js';
import { DateScalar } from '../scalars.js';
import { connectionOf } from './connection.type.js';

@ObjectType({ description: 'An organisation that may hold or share in a referral.' })
export class Agency {
  @Field(() => ID) id!: string;
  @Field({ description: 'Short name that inputs take in place of the id.' }) key!: string;
  @Field() name!: string;
  @Field(() => AgencyKind) kind!: AgencyKind;
}

@ObjectType({ description: 'Training that reading and acting need.' })
export class Training {
  @Field() kind!: string;
  @Field(() => DateScalar) completedOn!: string;
  @Field(() => DateScalar, { description: 'The last day on which it counts.' }) expiresOn!: string;
  @Field(() => TrainingStatus) status!: string;
}

@ObjectType({ description: 'Who is calling.' })
export class Me {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field(() => String, { nullable: true, description: 'Null for a machine client.' }) email!: string | null;
  @Field(() => Agency) agency!: Agency;
  @Field(() => [Role]) roles!: Role[];
}

@ObjectType({ description: 'A person of the caller’s own agency.' })
export class Colleague {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field() email!: string;
}

export const AgencyConnection = connectionOf('Agency', () => Agency);

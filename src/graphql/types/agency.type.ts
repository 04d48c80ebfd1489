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

@ObjectType({
  description: 'A part of an agency that keeps its work to itself: a team, a programme. Other agencies never see it.',
})
export class AgencyService {
  @Field(() => ID) id!: string;
  @Field({ description: 'Short name that inputs take in place of the id; the agency’s own.' }) key!: string;
  @Field() name!: string;
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
  @Field(() => [AgencyService], { description: 'Services of the agency that the person belongs to.' })
  services!: AgencyService[];
}

@ObjectType({ description: 'A person of the caller’s own agency.' })
export class Colleague {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field() email!: string;
}

export const AgencyConnection = connectionOf('Agency', () => Agency);

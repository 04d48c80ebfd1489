import { Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '../../libs/access/actor.js';
import { Authentication } from '../identity/authentication.js';
import { type TrainingHeld, Trainings } from '../identity/trainings.js';
import { Caller } from './request-context.js';
import { Me, Training } from './types/agency.type.js';

/** Who is calling, and what they are trained in: also for whoever is not trained any more. */
@Resolver(() => Me)
export class MeResolver {
  constructor(
    private readonly authentication: Authentication,
    private readonly trainings: Trainings,
  ) {}

  @Query(() => Me, { description: 'Who is calling, as Handrail knows them.' })
  async me(@Caller() actor: Actor): Promise<Actor> {
    await this.authentication.mustStillBeThere(actor);
    return actor;
  }

  @ResolveField('training', () => [Training], { description: 'None for a machine client.' })
  training(@Parent() actor: Actor): Promise<TrainingHeld[]> {
    return this.trainings.of(actor);
  }
}

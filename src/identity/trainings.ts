import { Injectable } from '@nestjs/common';
import type { Actor } from '../../libs/access/actor.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';

/** One training of a person, with the days of its completion and its end as dates. */
export interface TrainingHeld {
  kind: string;
  completedOn: string;
  expiresOn: string;
  status: string;
}

const HELD = named(
  'trainings',
  `select kind, completed_on::text as "completedOn", expires_on::text as "expiresOn", training_status(expires_on) as status
   from training where person_id = $1 order by expires_on, kind`,
);

/** What people are trained in. */
@Injectable()
export class Trainings {
  constructor(private readonly database: Database) {}

  /** Soonest to run out first. */
  of({ id }: Pick<Actor, 'id'>): Promise<TrainingHeld[]> {
    return this.database.referenceRows<TrainingHeld>(HELD, [id]);
  }
}

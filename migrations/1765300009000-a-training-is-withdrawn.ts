import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A training that was entered by mistake is taken away by a command, dated as every change about a person. Rewrites nothing; the new check
 * reads all changes about people of staff once, under a lock that keeps other changes of them waiting.
 */
export class ATrainingIsWithdrawn1765300009000 implements MigrationInterface {
  name = 'ATrainingIsWithdrawn1765300009000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table staff_change drop constraint staff_change_what_check, add constraint staff_change_what_check
        check (what in ('ENTERED', 'DEACTIVATED', 'ACTIVATED', 'ROLE_ADDED', 'ROLE_REMOVED', 'TRAINED', 'TRAINING_WITHDRAWN'));
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was withdrawn meanwhile stays on record'));
  }
}

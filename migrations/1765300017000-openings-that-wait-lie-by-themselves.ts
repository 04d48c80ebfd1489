import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Openings in an emergency that wait to be judged are found by an index of their own, and not among all that were ever judged. Three small
 * indexes; who opens or judges something waits while they are built.
 */
export class OpeningsThatWaitLieByThemselves1765300017000 implements MigrationInterface {
  name = 'OpeningsThatWaitLieByThemselves1765300017000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create index emergency_opening_waits_at_agency on emergency_opening (agency_id, id) where judged_at is null;
      create index emergency_opening_waits_at_custodian on emergency_opening (custodian_id, id) where judged_at is null;
      create index emergency_opening_waits_at_later on emergency_opening (later_custodian_id, id)
        where judged_at is null and later_custodian_id is not null;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What one person reported is listed in the order in which they did, from one range of an index: a list by deadline would tell them of
 * deadlines. Keeps writers of `participation` waiting for the index.
 */
export class ReportedInOrder1764331000000 implements MigrationInterface {
  name = 'ReportedInOrder1764331000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create index participation_reported on participation (agency_id, reported_by, created_at, referral_id) where open and seen;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

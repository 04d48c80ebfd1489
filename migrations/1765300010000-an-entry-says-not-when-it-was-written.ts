import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which transaction wrote an entry of the record, the database says, and nobody else: one that said it itself would stand among those that
 * were sealed, and no verification would ever pass again. Changes rights only.
 */
export class AnEntrySaysNotWhenItWasWritten1765300010000 implements MigrationInterface {
  name = 'AnEntrySaysNotWhenItWasWritten1765300010000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      revoke insert on record_entry from handrail_app, handrail_door;
      grant insert (referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action,
        person_ids, referral_ids, sections, recipients, detail) on record_entry to handrail_app, handrail_door;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(
      new Error('Forward only: the right would let an entry be written among those that are sealed'),
    );
  }
}

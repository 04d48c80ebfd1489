import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A look is recorded with who looked, as what and why, as the transaction's settings say; one without is refused. Changes a policy,
 * rewrites nothing.
 */
export class ALookNamesWhoLooked1764300000000 implements MigrationInterface {
  name = 'ALookNamesWhoLooked1764300000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter policy record_entry_of_a_look on record_entry with check (
        operation = 'CONSULTATION' and actor_id = nullif(current_setting('handrail.actor', true), '')::uuid
        and agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
        and actor_kind in ('PERSON', 'CLIENT') and actor_name = nullif(current_setting('handrail.actor_name', true), '')
        and purpose <> '');
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That an agency received something of a section says that there is something in it, and when: read by who reads that section. */
export class ALineIsReadByWhoReadsItsSection1765300014000 implements MigrationInterface {
  name = 'ALineIsReadByWhoReadsItsSection1765300014000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop policy disclosure_is_read on disclosure;
      drop policy disclosure_by_the_door on disclosure;
      alter table disclosure enable row level security;
      alter table disclosure force row level security;
      grant select on disclosure to handrail_app;
      create policy disclosure_is_read on disclosure for select to handrail_app using (referral_id <> all ((select nullif(current_setting('handrail.barred', true), '')::uuid[])::uuid[]) and (((select nullif(current_setting('handrail.agency', true), '')::uuid)::uuid = any (visible_to) or visible_to && (select nullif(current_setting('handrail.services', true), '')::uuid[])::uuid[]) and 'SUMMARY' = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[]) and section = any ((select nullif(current_setting('handrail.sections', true), '')::text[])::text[])));
      create policy disclosure_by_the_door on disclosure to handrail_door using (true) with check (true);
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: the wall that was there let more be read'));
  }
}

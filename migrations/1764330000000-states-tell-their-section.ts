import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An agency's part keeps each active state with the section that it tells of, so that a role reads and finds only states of the
 * sections that it reads. Rewrites the rows of `participation` once.
 */
export class StatesTellTheirSection1764330000000 implements MigrationInterface {
  name = 'StatesTellTheirSection1764330000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The owner is walled off as well; for the time of this transaction it brings the rows along.
      alter table participation no force row level security;
      update participation p set states = array(
        select case
            when s.state like 'police.%' then 'POLICE_RECORD/'
            when s.state like 'socialCare.%' then 'SOCIAL_CARE_RECORD/'
            when s.state like 'takedown.%' or s.state like 'support.%' or s.state = 'immediateSafety' then 'RISK/'
            else 'SUMMARY/'
          end || s.state
        from unnest(p.states) with ordinality s (state, place) order by s.place);
      alter table participation force row level security;
      comment on column participation.states is 'Active states that the agency may see, each as section/path: a role reads those of its sections';
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

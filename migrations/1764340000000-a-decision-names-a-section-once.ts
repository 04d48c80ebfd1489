import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A decision to share names each section once. One that repeated a section by the thousand made its referral unreadable: rewrites
 * only such decisions, in their row and in the referral's stored state, and reads `sharing_decision` once for the constraint.
 */
export class ADecisionNamesASectionOnce1764340000000 implements MigrationInterface {
  name = 'ADecisionNamesASectionOnce1764340000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The owner is walled off as well; for the time of this transaction it brings the rows along.
      alter table sharing_decision no force row level security;
      update referral r set stored = jsonb_set(r.stored, '{snapshot,context,decisions}', (
        select jsonb_agg(d.decision || jsonb_build_object('sections', (
            select coalesce(jsonb_agg(s.section order by s.place), '[]')
            from (
              select e.section, min(e.place) as place
              from jsonb_array_elements(d.decision -> 'sections') with ordinality e (section, place)
              group by e.section) s)) order by d.place)
        from jsonb_array_elements(r.stored #> '{snapshot,context,decisions}') with ordinality d (decision, place)))
      where r.referral_id in (
        select d.referral_id from sharing_decision d
        where cardinality(d.sections) > (select count(distinct s.section) from unnest(d.sections) s (section)));

      update sharing_decision d set sections = array(
        select s.section from unnest(d.sections) with ordinality s (section, place)
        group by s.section order by min(s.place))
      where cardinality(d.sections) > (select count(distinct s.section) from unnest(d.sections) s (section));
      alter table sharing_decision force row level security;

      alter table sharing_decision add constraint sharing_decision_sections_named_once check (cardinality(sections) <= 10);
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

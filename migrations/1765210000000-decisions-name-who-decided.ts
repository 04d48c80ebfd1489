import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nobody reviews their own decision about sharing, so the referral's stored state names who made each: brings it along from the events of
 * those that stand already. Rewrites the rows of referrals with a decision that does not say so yet, and no others.
 */
export class DecisionsNameWhoDecided1765210000000 implements MigrationInterface {
  name = 'DecisionsNameWhoDecided1765210000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      update referral r set stored = jsonb_set(r.stored, '{snapshot,context,decisions}', (
        select jsonb_agg(d.decision || jsonb_build_object('decidedBy', e.body->'by'->'personId') order by d.place)
        from jsonb_array_elements(r.stored #> '{snapshot,context,decisions}') with ordinality d (decision, place)
        join event e on e.referral_id = r.referral_id and e.seq = (d.decision->>'seq')::int))
      where r.referral_id in (select s.referral_id from sharing_decision s)
        and jsonb_path_exists(r.stored, '$.snapshot.context.decisions[*] ? (!exists(@.decidedBy))');
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

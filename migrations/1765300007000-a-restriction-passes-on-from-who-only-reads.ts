import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is named and whose training ran out reads on for thirty days and does nothing: a restricted referral of theirs waited that long for
 * somebody who may act. It passes on at once. Rewrites nothing.
 */
export class ARestrictionPassesOnFromWhoOnlyReads1765300007000 implements MigrationInterface {
  name = 'ARestrictionPassesOnFromWhoOnlyReads1765300007000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      do $only_reads$
      declare
        v_was text := pg_get_functiondef('restrictions_left'::regproc);
        v_is text := replace(v_was, $$training_of(w.id) <> 'EXPIRED'$$, $$training_of(w.id) = 'CURRENT'$$);
      begin
        if v_is = v_was then raise exception 'restrictions_left is not what it was'; end if;
        execute v_is;
      end $only_reads$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what passed on meanwhile stays so'));
  }
}

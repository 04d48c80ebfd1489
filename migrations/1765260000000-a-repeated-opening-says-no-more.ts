import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sent again, the command that opened a referral in an emergency is answered as it was then, and only as long as the referral is there for
 * the caller: what was judged since is its supervisors' to read. Whose training ran out is told so whatever they name. Rewrites no row.
 */
export class ARepeatedOpeningSaysNoMore1765260000000 implements MigrationInterface {
  name = 'ARepeatedOpeningSaysNoMore1765260000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      do $opens$
      declare
        v_now text := pg_get_functiondef('emergency_open(uuid, uuid, text, text, text, text, text[], jsonb)'::regprocedure);
        v_part text := substring(v_now from '      select \\* into v_part from .*?;\\n');
        v_trained text := $lines$      if current_setting('handrail.trained', true) is distinct from 'CURRENT' then
        raise exception 'The training of this caller ran out' using errcode = 'HR003';
      end if;
$lines$;
        v_again text := $lines$    select to_jsonb(o) into v.opening from emergency_opening o where o.referral_id = v_key.referral_id and o.id = v_key.entry_id;
$lines$;
      begin
        if v_part is null or position(v_trained in v_now) = 0 or position(v_again in v_now) = 0 then
          raise exception 'emergency_open has other lines than this migration knows';
        end if;
        v_now := replace(replace(v_now, v_trained, ''), v_part, v_trained || v_part);
        execute replace(v_now, v_again, $lines$    if v.outcome = 'DONE' then
      select to_jsonb(o) || '{"judged_at":null,"judged_by":null,"justified":null,"judgement":null}' into v.opening
        from emergency_opening o join part_of_the_caller(v_key.referral_id) p on p.referral_id = o.referral_id
        where o.id = v_key.entry_id;
      if not found then
        v.outcome := 'NONE';
      end if;
    end if;
$lines$);
      end $opens$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

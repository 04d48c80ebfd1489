import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is no longer active, or has lost a role, reads and changes nothing from that moment, whatever a process remembers of them:
 * each transaction asks as it begins. Adds a function, rewrites nothing.
 */
export class OnlyWhoStillActs1764312000000 implements MigrationInterface {
  name = 'OnlyWhoStillActs1764312000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function must_still_act(p_actor uuid, p_agency uuid, p_roles text[]) returns void
      language plpgsql stable set search_path = handrail, pg_temp as $acts$
      begin
        if exists (select from person p join agency a on a.id = p.agency_id
            where p.id = p_actor and p.agency_id = p_agency and p.active and a.active
              and p_roles <@ array(select r.role from person_role r where r.person_id = p.id))
          or exists (select from machine_client m join agency a on a.id = m.agency_id
            where m.id = p_actor and m.agency_id = p_agency and m.active and a.active and p_roles = array[m.role])
        then return; end if;
        raise exception 'This caller does not act for that agency in these roles any more' using errcode = 'HR002';
      end $acts$;
      revoke all on function must_still_act(uuid, uuid, text[]) from public;
      grant execute on function must_still_act(uuid, uuid, text[]) to handrail_app;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

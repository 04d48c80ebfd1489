import type pg from 'pg';

/**
 * In this database the server's time is what the test says: two worlds in which the same happened then show the same instants, and
 * none needs to be overlooked. What moves the domain's time on (`clock advance`) still does.
 */
export async function freezeTime(client: pg.Client, at: Date): Promise<void> {
  await client.query(`
    create table frozen_time (at timestamptz not null);
    create function frozen_now() returns timestamptz language sql stable security definer set search_path = handrail as 'select at from frozen_time';
    alter table notice alter column told_at set default handrail.frozen_now();
    do $freeze$
    declare
      v_definition text;
    begin
      for v_definition in select pg_get_functiondef(p.oid) from pg_proc p
        where p.pronamespace = 'handrail'::regnamespace and p.prosrc like '%clock_timestamp()%'
      loop
        execute replace(v_definition, 'clock_timestamp()', 'handrail.frozen_now()');
      end loop;
    end $freeze$;`);
  await client.query('insert into frozen_time values ($1)', [at]);
}

export async function timeIs(client: pg.Client, at: Date): Promise<void> {
  await client.query('update frozen_time set at = $1', [at]);
}

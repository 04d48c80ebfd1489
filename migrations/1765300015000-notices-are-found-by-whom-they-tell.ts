import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is told few of what their agency is told finds those few: notices lie by the roles that they tell, of which there are a handful of
 * combinations. Before, every notice of the agency was read for them, at each look. Rewrites the table of notices once.
 */
export class NoticesAreFoundByWhomTheyTell1765300015000 implements MigrationInterface {
  name = 'NoticesAreFoundByWhomTheyTell1765300015000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function roles_in_words(p_roles text[]) returns text
      language sql immutable set search_path = handrail, pg_temp as $words$ select array_to_string(p_roles, ' ') $words$;
      -- As text, which may be compared before row security has been asked.
      alter table notice add column tells text not null generated always as (roles_in_words(roles)) stored;
      comment on column notice.tells is 'The roles that it tells, as one word to find it by';
      drop index notice_told;
      create index notice_told on notice (agency_id, tells, told_at, id);

      -- One step for each combination, however many notices there are; those of others say only that there are such roles.
      create function notices_tell() returns table (tells text)
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        with recursive told as (
          (select n.tells from notice n where n.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
            order by n.tells limit 1)
          union all
          select (select n.tells from notice n where n.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid
            and n.tells > told.tells order by n.tells limit 1)
          from told where told.tells is not null
        )
        select told.tells from told
        where string_to_array(told.tells, ' ') && nullif(current_setting('handrail.roles', true), '')::text[]
      $door$;
      revoke all on function roles_in_words(text[]) from public;
      grant execute on function roles_in_words(text[]) to handrail_door;
      alter function notices_tell() owner to handrail_door;
      revoke all on function notices_tell() from public;
      grant execute on function notices_tell() to handrail_app;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

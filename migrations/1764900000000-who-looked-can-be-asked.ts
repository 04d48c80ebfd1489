import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Auditors, and whoever supervises, read who of their own agency's people looked at a referral, and why. Two indexes of the record, one policy,
 * one function. Building the indexes reads the record once, a partition after the other, and what is recorded waits for it: where the record
 * is long, at an hour when nobody works.
 */
export class WhoLookedCanBeAsked1764900000000 implements MigrationInterface {
  name = 'WhoLookedCanBeAsked1764900000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create index record_entry_of_agency on record_entry (agency_id, referral_id, at, id)
        where referral_id <> '00000000-0000-0000-0000-000000000000';
      create index record_entry_of_list on record_entry using gin (array_append(referral_ids, agency_id))
        where referral_id = '00000000-0000-0000-0000-000000000000';

      -- The agencies that the caller's agency knows to have to do with a referral: who holds the risk, and whom a row names that it may read.
      create function agencies_known(p_referral uuid) returns uuid[]
      language sql stable security definer set search_path = handrail, pg_temp as $known$
        select array_agg(distinct known.agency) from participation p,
          lateral (
            select unnest(array[p.agency_id, p.custodian_id]) as agency
            union all select unnest(array[o.from_agency, o.to_agency]) from offer o
              where o.referral_id = p.referral_id and p.agency_id = any (o.visible_to)
            union all select unnest(array[s.by_agency, s.recipient_agency]) from sharing_decision s
              where s.referral_id = p.referral_id and p.agency_id = any (s.visible_to)
            union all select d.recipient from disclosure d
              where d.referral_id = p.referral_id and p.agency_id = any (d.visible_to)
          ) known
        where p.referral_id = p_referral and p.agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and p.seen
      $known$;
      alter function agencies_known(uuid) owner to handrail_door;
      revoke all on function agencies_known(uuid) from public;
      grant execute on function agencies_known(uuid) to handrail_app;
    `);
    await db.query(`
      grant select (referral_id, id, at, operation, actor_kind, actor_name, agency_id, on_behalf_of, purpose, action, person_ids, referral_ids, sections, recipients) on record_entry to handrail_app;
      create policy record_entry_is_overseen on record_entry for select to handrail_app using (agency_id = nullif(current_setting('handrail.agency', true), '')::uuid and array_append(referral_ids, agency_id) @> array_append(nullif(current_setting('handrail.record_of', true), '')::uuid[], nullif(current_setting('handrail.agency', true), '')::uuid) and cardinality(nullif(current_setting('handrail.record_of', true), '')::uuid[]) = 1 and actor_kind <> 'CLOCK' and (nullif(current_setting('handrail.oversees', true), '')::text = 'AUDITS' or (nullif(current_setting('handrail.oversees', true), '')::text = 'SUPERVISES' and purpose <> 'oversight' and sections <@ nullif(current_setting('handrail.sections', true), '')::text[])));
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const SECTIONS = [
  'summary',
  'subject_identity',
  'harmed_person',
  'narrative',
  'risk',
  'police_record',
  'social_care_record',
  'sessions',
  'own_notes',
  'intelligence',
];

/**
 * Who has what: each agency that came to read a section of another's, of whom, on which decision, first and last. The door keeps it with the
 * change that opened it. A new table and two functions; of referrals that stand already it says what their agencies read now, without a
 * decision and as of when it was written: on which decision it was, the record of disclosures says. Reads them once, rewrites none.
 */
export class DisclosuresAreKept1764510000000 implements MigrationInterface {
  name = 'DisclosuresAreKept1764510000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table disclosure (
        referral_id uuid not null references referral,
        id uuid not null,
        seq int not null,
        first_at timestamptz not null,
        latest_at timestamptz not null,
        recipient uuid not null references agency (id),
        section text not null,
        party_id uuid,
        decision_id uuid,
        visible_to uuid[] not null,
        primary key (referral_id, id),
        constraint disclosure_once unique nulls not distinct (referral_id, recipient, section, party_id, decision_id),
        foreign key (referral_id, party_id) references party (referral_id, id),
        foreign key (referral_id, decision_id) references sharing_decision (referral_id, id)
      );
      comment on table disclosure is 'Which agency received what of another''s, first and last; what it could read and no longer can stays named';
      comment on column disclosure.seq is 'Event of the first time';
      comment on column disclosure.party_id is 'Whom it was about; null where it was about nobody in particular';
      comment on column disclosure.decision_id is 'Null where no decision opened it: who holds the risk, danger, feedback, a question or note to it';

      grant select, insert, update on disclosure to handrail_door;
      alter table disclosure enable row level security;
      alter table disclosure force row level security;
      grant select on disclosure to handrail_app;
      create policy disclosure_is_read on disclosure for select to handrail_app using (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and 'SUMMARY' = any (nullif(current_setting('handrail.sections', true), '')::text[]));
      create policy disclosure_by_the_door on disclosure to handrail_door using (true) with check (true);

      create or replace function referral_items(p_referral uuid) returns jsonb
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (
            ${SECTIONS.map(
              (section) =>
                `select 'content_${section}' as kept_in, c.id, c.entry_id, c.seq, '${section.toUpperCase()}' as section, c.party_id, c.writer, c.audience, c.other_end, c.not_for, c.visible_to from content_${section} c where c.referral_id = p_referral`,
            ).join(' union all\n            ')} union all
            select 'party', c.id, null, c.seq, c.section, c.id, c.writer, 'ORDINARY', null, null, c.visible_to from party c where c.referral_id = p_referral union all
            select 'entry', c.id, c.id, c.seq, c.section, null, c.agency_id, c.audience, c.other_end, null, c.visible_to from entry c where c.referral_id = p_referral
        ) i
      $door$;

      create or replace function referral_rows(p_referral uuid) returns jsonb
      language sql stable security definer set search_path = handrail, pg_temp as $door$
        select jsonb_build_object(
          'offer', (select jsonb_agg(to_jsonb(t)) from offer t where t.referral_id = p_referral),
          'sharing_decision', (select jsonb_agg(to_jsonb(t)) from sharing_decision t where t.referral_id = p_referral),
          'sharing_rationale', (select jsonb_agg(to_jsonb(t)) from sharing_rationale t where t.referral_id = p_referral),
          'disclosure', (select jsonb_agg(to_jsonb(t)) from disclosure t where t.referral_id = p_referral),
          'intervention', (select jsonb_agg(to_jsonb(t)) from intervention t where t.referral_id = p_referral))
      $door$;

      create or replace function sharing_store(p_referral uuid, p_event jsonb, p_rows jsonb) returns void
      language plpgsql set search_path = handrail, pg_temp as $store$
      declare
        v_at timestamptz := (p_event->>'at')::timestamptz;
      begin
        if p_rows ? 'withdrawn' then
          update sharing_decision s set withdrawn_at = v_at from jsonb_to_recordset(p_rows->'withdrawn') as w (id uuid)
            where s.referral_id = p_referral and s.id = w.id and s.withdrawn_at is null;
        end if;
        if p_rows ? 'disclosure_seen' then
          update disclosure d set visible_to = s.visible_to from jsonb_to_recordset(p_rows->'disclosure_seen') as s (id uuid, visible_to uuid[])
            where d.referral_id = p_referral and d.id = s.id;
        end if;
        if p_rows ? 'disclosure' then
          insert into disclosure (referral_id, id, seq, first_at, latest_at, recipient, section, party_id, decision_id, visible_to)
            select p_referral, d.id, (p_event->>'seq')::int, v_at, v_at, d.recipient, d.section, d.party_id, d.decision_id, d.visible_to
            from jsonb_to_recordset(p_rows->'disclosure') as d (id uuid, recipient uuid, section text, party_id uuid, decision_id uuid, visible_to uuid[])
            on conflict on constraint disclosure_once do update set latest_at = excluded.latest_at;
        end if;
      end $store$;

      insert into disclosure (referral_id, id, seq, first_at, latest_at, recipient, section, party_id, visible_to)
        select i.referral_id, gen_random_uuid(), min(i.seq), min(e.at), max(e.at), r.recipient, i.section, i.party_id,
          array(select distinct unnest(array[r.recipient, a.custodian_id]))
        from (
            ${SECTIONS.map(
              (section) =>
                `select c.referral_id, c.seq, '${section.toUpperCase()}' as section, c.party_id, c.writer, c.visible_to from content_${section} c where c.audience <> 'BOTH_ENDS'`,
            ).join(' union all\n            ')} union all
            select c.referral_id, c.seq, c.section, c.id, c.writer, c.visible_to from party c
        ) i
        cross join lateral unnest(i.visible_to) as r (recipient)
        join event e on e.referral_id = i.referral_id and e.seq = i.seq
        join participation a on a.referral_id = i.referral_id and a.agency_id = r.recipient
        where r.recipient <> i.writer
        group by i.referral_id, r.recipient, i.section, i.party_id, a.custodian_id;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A notice can be read by whom it tells: the roles of an agency that it names. It carries the reference, for it may be the last that
 * the agency hears of a referral. Rewrites the rows of `notice` once, and keeps writers waiting for its index.
 */
export class NoticesAreRead1764310000000 implements MigrationInterface {
  name = 'NoticesAreRead1764310000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table notice
        add column seq int not null default 0,
        add column reference text not null default '',
        add column visible_to uuid[] not null default '{}',
        add column tx xid8 not null default pg_current_xact_id();
      comment on table notice is 'Who must be told of what, committed with the change that caused it; codes and a reference only, no word of the case';
      comment on column notice.seq is 'The event that it tells of; 0 where that was not kept';
      comment on column notice.roles is 'Roles at the agency that are told';
      comment on column notice.visible_to is 'The agency, until it loses sight of the referral: then only the notice of that very event stays readable';
      comment on column notice.tx is 'The transaction that wrote it: a reader who goes on from a cursor misses no row that was committed late';
      -- The owner is walled off as well; for the time of this transaction it looks at who still sees which referral.
      alter table participation no force row level security;
      update notice n set
        reference = r.reference,
        roles = case when n.roles = '{}' then
          '{SAFEGUARDING_LEAD,TRIAGE_OFFICER,CASE_WORKER,SUPERVISOR,DECISION_MAKER,SERVICE_COORDINATOR,INTEGRATION}' else n.roles end,
        visible_to = case when exists (select from participation p where p.referral_id = n.referral_id and p.agency_id = n.agency_id and p.seen)
          then array[n.agency_id] else '{}' end
        from referral r where r.referral_id = n.referral_id;
      alter table participation force row level security;
      alter table notice alter column seq drop default, alter column reference drop default, alter column visible_to drop default;
      create index notice_told on notice (agency_id, tx, id);

      alter table notice enable row level security;
      alter table notice force row level security;
      grant select on notice to handrail_app;
      create policy notice_is_read on notice for select to handrail_app using (nullif(current_setting('handrail.agency', true), '')::uuid = any (visible_to) and roles && nullif(current_setting('handrail.roles', true), '')::text[]);
      create policy notice_by_the_door on notice to handrail_door using (true) with check (true);
    `);
    // The door's function stays as it is but for its line on notices: a column that the database fills is not in what it is handed.
    await db.query(`
      do $change$
      declare
        v_was text := pg_get_functiondef('door_store(jsonb)'::regprocedure);
        v_line text := 'if p ? ''notice'' then insert into notice select * from jsonb_populate_recordset(null::notice, p->''notice''); end if;';
      begin
        if position(v_line in v_was) = 0 then raise exception 'door_store has another line on notices than this migration knows'; end if;
        execute replace(v_was, v_line, 'if p ? ''unseen'' then
            update notice set visible_to = ''{}'' where referral_id = v_referral and agency_id in (select e::uuid from jsonb_array_elements_text(p->''unseen'') e);
          end if;
          if p ? ''notice'' then
            insert into notice (referral_id, id, seq, at, kind, agency_id, roles, reference, visible_to)
            select n.referral_id, n.id, n.seq, n.at, n.kind, n.agency_id, n.roles, n.reference, n.visible_to
            from jsonb_populate_recordset(null::notice, p->''notice'') n;
          end if;');
      end $change$;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A referral and everything that is kept of it. New tables only.
 * `referral_id` leads every key, so that the tables can be spread over several databases later.
 */
export class ReferralsAreCarried1764100000000 implements MigrationInterface {
  name = 'ReferralsAreCarried1764100000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table referral (
        referral_id uuid primary key,
        reference text not null,
        pathway_key text not null,
        pathway_version text not null,
        reported_by uuid not null,
        created_at timestamptz not null,
        seq int not null,
        stored jsonb not null,
        next_due_at timestamptz
      );
      comment on table referral is 'The pathway''s own state of a referral; read and written by the one door only';
      create index referral_next_due on referral (next_due_at, referral_id) where next_due_at is not null;

      create table event (
        referral_id uuid not null references referral,
        seq int not null,
        at timestamptz not null,
        type text not null,
        body jsonb not null,
        primary key (referral_id, seq)
      );
      comment on table event is 'What happened, in codes; replaying them gives the stored state';

      create table idempotency_key (
        actor_id uuid not null,
        key text not null,
        input_hash text not null,
        referral_id uuid not null,
        entry_id uuid not null,
        at timestamptz not null,
        action text not null,
        section text not null,
        primary key (actor_id, key)
      );
      comment on table idempotency_key is 'Keyed by its person or client: a key is recognised whichever referral it names';

      create table participation (
        referral_id uuid not null references referral,
        agency_id uuid not null references agency (id),
        reported_by uuid not null,
        reference text not null,
        pathway_key text not null,
        pathway_version text not null,
        status text not null,
        custodian_id uuid not null references agency (id),
        relations text[] not null,
        states text[] not null,
        sections jsonb not null,
        version int not null,
        waiting_for_us boolean not null,
        next_deadline_at timestamptz not null default 'infinity',
        open boolean not null,
        seen boolean not null,
        created_at timestamptz not null,
        primary key (referral_id, agency_id)
      );
      comment on table participation is 'An agency''s part in a referral: what it may know of it, its version, its place on its worklist';
      comment on column participation.next_deadline_at is 'Earliest running deadline that the agency sees; infinity when none runs';
      comment on column participation.seen is 'False once the agency may no longer see that the referral exists';
      create index participation_worklist on participation (agency_id, next_deadline_at, referral_id) where open and seen;

      create table entry (
        referral_id uuid not null references referral,
        id uuid not null,
        seq int not null,
        at timestamptz not null,
        action text not null,
        agency_id uuid references agency (id),
        actor_id uuid,
        actor_name text,
        on_behalf_of text,
        section text not null,
        value_sections text[] not null,
        audience text not null,
        other_end uuid,
        reported_by uuid not null,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      comment on table entry is 'The timeline: an entry is listed for an agency when one of its values is';
    `);
    const sections = [
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
    for (const section of sections) {
      await db.query(`
        create table content_${section} (
          referral_id uuid not null references referral,
          id uuid not null,
          entry_id uuid not null,
          seq int not null,
          place int not null,
          name text not null,
          title text not null,
          value text not null,
          party_id uuid,
          writer uuid not null,
          audience text not null,
          other_end uuid,
          not_for uuid,
          reported_by uuid not null,
          visible_to uuid[] not null,
          primary key (referral_id, id)
        );
        create index content_${section}_entry on content_${section} (referral_id, entry_id, place);
      `);
    }
    await db.query(`
      create table party (
        referral_id uuid not null references referral,
        id uuid not null,
        seq int not null,
        place int not null,
        role text not null,
        section text not null,
        given_name text,
        family_name text,
        date_of_birth date,
        contact text,
        related_to uuid,
        writer uuid not null,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      create table offer (
        referral_id uuid not null references referral,
        id uuid not null,
        kind text not null check (kind in ('HANDOFF', 'INVITATION')),
        status text not null,
        from_agency uuid not null references agency (id),
        to_agency uuid not null references agency (id),
        words text not null,
        decline_reason text,
        respond_by timestamptz,
        seq int not null,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      create table sharing_decision (
        referral_id uuid not null references referral,
        id uuid not null,
        seq int not null,
        by_agency uuid not null references agency (id),
        recipient_agency uuid not null references agency (id),
        decision text not null,
        purpose text not null,
        lawful_basis text not null,
        sections text[] not null,
        ongoing boolean not null,
        family_informed boolean not null,
        decided_at timestamptz not null,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      create table sharing_rationale (
        referral_id uuid not null references referral,
        id uuid not null,
        rationale text not null,
        family_not_informed_reason text,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      comment on table sharing_rationale is 'Beside its decision, for the recipient reads a purpose and not the reasons behind it';
      create table intervention (
        referral_id uuid not null references referral,
        id uuid not null,
        seq int not null,
        agency_id uuid not null references agency (id),
        party_id uuid not null,
        programme text not null,
        planned_sessions int not null,
        attended_sessions int not null,
        completion text,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      create table deadline (
        referral_id uuid not null references referral,
        id uuid not null,
        clock_id text not null,
        kind text not null,
        agency_id uuid not null references agency (id),
        started_at timestamptz not null,
        due_at timestamptz not null,
        status text not null check (status in ('RUNNING', 'PAUSED', 'MET', 'OVERDUE', 'CANCELLED')),
        rule_id text not null,
        source text,
        explanation text not null,
        visible_to uuid[] not null,
        primary key (referral_id, id)
      );
      comment on column deadline.clock_id is 'The clock in the pathway''s state; a clock that starts anew is a new row';
      create table notice (
        referral_id uuid not null references referral,
        id uuid not null,
        at timestamptz not null,
        kind text not null,
        agency_id uuid not null references agency (id),
        roles text[] not null,
        sent_at timestamptz,
        primary key (referral_id, id)
      );
      comment on table notice is 'What must leave the house, committed with the change that caused it; codes only, no word of the case';
      create index notice_unsent on notice (at, referral_id) where sent_at is null;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

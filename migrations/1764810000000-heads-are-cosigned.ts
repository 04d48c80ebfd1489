import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cosignatures of witnesses over the record's heads are kept. A new table, and nothing else. */
export class HeadsAreCosigned1764810000000 implements MigrationInterface {
  name = 'HeadsAreCosigned1764810000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table record_cosignature (
        witness text not null,
        size bigint not null,
        note text not null,
        cosigned_at timestamptz not null,
        subtrees bytea not null,
        primary key (witness, size)
      );
      comment on table record_cosignature is 'Heads as witnesses cosigned them (C2SP tlog-witness); each proves itself by its two signatures';
      comment on column record_cosignature.witness is 'Verifier key of the witness: name, key hash and key';
      comment on column record_cosignature.note is 'The checkpoint with the record''s signature and the latest cosignature of this witness';
      comment on column record_cosignature.subtrees is 'Roots of the tree''s complete subtrees at this size, the largest first: from here the next proof is made without reading what lies before';
      create trigger record_cosignature_kept before delete on record_cosignature for each row execute function record_is_append_only();
      create trigger record_cosignature_never_emptied before truncate on record_cosignature for each statement execute function record_is_append_only();
      grant select, insert, update (note, cosigned_at) on record_cosignature to handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

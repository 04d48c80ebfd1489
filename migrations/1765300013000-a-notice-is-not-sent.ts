import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices are read where they stand: nothing sends them, and the index of those that were not sent held every one. */
export class ANoticeIsNotSent1765300013000 implements MigrationInterface {
  name = 'ANoticeIsNotSent1765300013000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table notice drop column sent_at`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

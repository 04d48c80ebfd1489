import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often each caller asked in this minute, counted by all processes together. A new table, not logged: what a crash forgets are the
 * counts of one minute.
 */
export class RequestsAreCountedTogether1764313000000 implements MigrationInterface {
  name = 'RequestsAreCountedTogether1764313000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create unlogged table request_rate (
        key text primary key,
        points int not null,
        expire bigint
      );
      comment on table request_rate is 'Requests of a caller until an instant, in milliseconds of the epoch; names and order of its columns are the rate limiter''s';
      grant select, insert, update, delete on request_rate to handrail_worker;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The recipient of a decision to share reads its purpose, and neither why it was necessary nor why a family was not told. The
 * latter was readable on the timeline: closes it where it was written. Touches those rows of `content_summary` only.
 */
export class ReasonsStayWithWhoDecided1764332000000 implements MigrationInterface {
  name = 'ReasonsStayWithWhoDecided1764332000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The owner is walled off as well; for the time of this transaction it brings the rows along.
      alter table content_summary no force row level security;
      update content_summary set not_for = other_end, visible_to = array_remove(visible_to, other_end)
        where name = 'familyNotInformedReason' and not_for is null;
      alter table content_summary force row level security;
    `);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

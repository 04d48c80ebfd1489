import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A machine client proves itself to the issuer, which keeps its public keys; Handrail reads the issuer's token and never an assertion. A
 * copy of the keys here would be one that nobody keeps up to date. Drops a column that nothing reads; no rewrite.
 */
export class KeysAreTheIssuers1764311000000 implements MigrationInterface {
  name = 'KeysAreTheIssuers1764311000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table machine_client drop column jwks');
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Forward only: what was recorded stays recorded'));
  }
}

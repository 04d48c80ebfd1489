import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { rowConditions, wallOf } from './row-security.js';

const withoutIndent = (sql: string): string => sql.replaceAll(/^\s+/gm, '').trim();

describe('Row security', () => {
  const migrations = readdirSync('migrations')
    .sort()
    .map((file) => withoutIndent(readFileSync(`migrations/${file}`, 'utf8')));

  it.each([...rowConditions])(
    'of %s stands in the newest migration about it as the policy has it now',
    (table, condition) => {
      const newest = migrations.filter((text) => text.includes(`create policy ${table}_is_read `)).at(-1);
      expect(newest).toContain(withoutIndent(wallOf(table, condition)));
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { rowRules } from './row-rules.js';
import { compileRowSecurity, doorsWallOf, keptByTheDoor, wallOf } from './row-security.js';

const withoutIndent = (sql: string): string => sql.replaceAll(/^\s+/gm, '').trim();

describe('Row security', () => {
  const migrations = readdirSync('migrations')
    .sort()
    .map((file) => withoutIndent(readFileSync(`migrations/${file}`, 'utf8')));

  it.each([...rowRules].map(([table, { sql }]): [string, string] => [table, sql]))(
    'of %s stands in the newest migration about it as the policy has it now',
    (table, condition) => {
      const newest = migrations.filter((text) => text.includes(`create policy ${table}_is_read `)).at(-1);
      expect(newest).toContain(withoutIndent(wallOf(table, condition)));
    },
  );

  it('is committed as SQL whose difference is read', () => {
    expect(compileRowSecurity()).toBe(readFileSync('src/database/row-security.sql', 'utf8'));
  });

  it.each([...keptByTheDoor])('of %s stands in a migration, and lets nobody pass but the door', (table) => {
    const [wall] = migrations.filter((text) => text.includes(withoutIndent(doorsWallOf(table))));
    expect(wall).toBeDefined();
  });
});

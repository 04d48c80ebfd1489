import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { compileRowSecurity } from './row-security.js';

const withoutIndent = (sql: string): string => sql.replaceAll(/^\s+/gm, '').trim();

describe('Row security', () => {
  it('stands in a migration as it is compiled from the policy now', () => {
    const migrations = readdirSync('migrations').map((file) =>
      withoutIndent(readFileSync(`migrations/${file}`, 'utf8')),
    );
    const compiled = withoutIndent(compileRowSecurity());
    expect(migrations.filter((text) => text.includes(compiled))).toHaveLength(1);
  });
});

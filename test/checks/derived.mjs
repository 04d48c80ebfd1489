// Files that are made from others and committed: made again here, and compared.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const derived = [
  ['schema.graphql', 'dist/src/graphql/derive-schema.js'],
  ['src/database/row-security.sql', 'dist/src/operations/derive-row-security.js'],
  ['src/database/functions.sql', 'dist/src/operations/derive-functions.js'],
  ['docs/pathways/nudes-at-school.md', 'dist/src/operations/derive-pathway-docs.js'],
  ['docs/access.md', 'dist/src/operations/derive-access-doc.js'],
];
let stale = 0;
for (const [file, maker] of derived) {
  const made = execFileSync(process.execPath, [maker], { encoding: 'utf8' });
  if (readFileSync(file, 'utf8') === made) continue;
  stale += 1;
  console.error(`${file} is stale. Run: npm run derive`);
}
process.exitCode = stale === 0 ? 0 : 1;

import { demoId, demoPeople } from '../agencies/demo-people.js';
import { Database } from '../database/database.js';
import { named } from '../database/statement.js';

const UNFIT = named(
  'unfit-for-production',
  `select (select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = session_user) as powerful,
     exists (select from pg_class c where c.relnamespace = 'handrail'::regnamespace
       and pg_has_role(session_user, c.relowner, 'member')) as owns,
     (select offset_ms <> 0 from domain_clock) as moved,
     exists (select from demo_mark) or exists (select from person where id = any ($1::uuid[])) as demo`,
);

/** @throws Error that names everything a production server refuses to serve with. */
export async function refuseUnfitForProduction(databaseUrl: string): Promise<void> {
  const database = await Database.open(databaseUrl);
  try {
    const faults = await faultsOf(database);
    if (faults.length === 0) return;
    const listed = faults.map((fault) => `  ${fault}`).join('\n');
    throw new Error(`Handrail does not serve production with this database:\n${listed}`);
  } finally {
    await database.close();
  }
}

/** Each with what to do. */
async function faultsOf(database: Database): Promise<string[]> {
  const [found] = await database.referenceRows<{ powerful: boolean; owns: boolean; moved: boolean; demo: boolean }>(
    UNFIT,
    [demoPeople.map(({ email }) => demoId(email))],
  );
  const faults: [boolean | undefined, string][] = [
    [
      found?.powerful,
      'The role of DATABASE_URL is a superuser or may pass row security or make roles. Serve as a role that may do nothing of its own.',
    ],
    [
      found?.owns,
      'The role of DATABASE_URL owns the tables. Serve as a role that owns nothing, and keep the owner for DATABASE_OWNER_URL.',
    ],
    [
      found?.moved,
      'The clock of this database was moved by a demonstration: its deadlines are not real. Start with a new database.',
    ],
    [found?.demo, 'The database holds the demo’s invented people, who could sign in. Start with a new database.'],
  ];
  return faults.flatMap(([is, words]) => (is ? [words] : []));
}

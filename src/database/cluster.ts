import pg from 'pg';
import type { DatabasePasswords } from './embedded-postgres.js';

/** The role that owns and migrates, and the role that serves. Both log in; neither is a superuser. */
export const OWNER = 'handrail_owner';
export const SERVER = 'handrail_server';
const GROUPS = ['handrail_app', 'handrail_door', 'handrail_worker'];

/** How a program reaches one database: as the role that serves and as the role that migrates. */
export interface DatabaseUrls {
  databaseUrl: string;
  ownerUrl: string;
}

export function embeddedUrls(port: number, passwords: DatabasePasswords, database = 'handrail'): DatabaseUrls {
  const url = (role: string, password: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  return { databaseUrl: url(SERVER, passwords.server), ownerUrl: url(OWNER, passwords.owner) };
}

/** A superuser's session on the embedded cluster. */
export async function asSuperuser<T>(
  port: number,
  passwords: DatabasePasswords,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: passwords.superuser, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Roles and database of the embedded cluster. May run again at any time: what is there stays as it is. */
export async function prepareCluster(port: number, passwords: DatabasePasswords, database = 'handrail'): Promise<void> {
  await asSuperuser(port, passwords, 'postgres', async (client) => {
    await client.query(rolesSql(passwords));
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${database} owner ${OWNER} template template0`);
  });
  await asSuperuser(port, passwords, database, async (client) => {
    await client.query(`revoke all on schema public from public; revoke temporary on database ${database} from public`);
    await client.query(schemaSql(OWNER));
  });
}

/** Since when its server runs, and its name there: the same for two URLs that lead to one database, however they are written. */
const WHICH = `select extract(epoch from pg_postmaster_start_time()) || ' ' || current_database() as which`;

/** What is changed as the owner must be what is served: whoever was shut out elsewhere would go on here. @throws Error */
export async function mustBeOne(serverUrl: string, ownerUrl: string): Promise<void> {
  const [served, owned] = await Promise.all(
    [serverUrl, ownerUrl].map(async (connectionString) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      try {
        const { rows } = await client.query<{ which: string }>(WHICH);
        return rows[0]?.which;
      } finally {
        await client.end();
      }
    }),
  );
  if (served !== owned)
    throw new Error('DATABASE_URL and DATABASE_OWNER_URL lead to two databases. Nothing was changed.');
}

/**
 * The roles of a cluster that somebody else runs, as far as the role that migrates may make them.
 * What it may not make must be there already; docs name the statements.
 */
export async function prepareManagedDatabase(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any ($1)', [
      [...GROUPS],
    ]);
    const missing = GROUPS.filter((group) => !rows.some((row) => row.rolname === group));
    for (const group of missing) await client.query(`create role ${group} nologin noinherit`);
    await client.query(schemaSql('current_user'));
    await mustBeWalledOff(client);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Error(
      'The role of DATABASE_OWNER_URL may not make what Handrail needs. As a superuser, once: ' +
        `${GROUPS.map((group) => `create role ${group} nologin;`).join(' ')} ` +
        `${ownersPart('<owning role>')}; grant handrail_app, handrail_worker to <serving role> with inherit false, set true; ` +
        'and let the owning role own the database.',
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

const rolesSql = (passwords: DatabasePasswords): string => `
  do $roles$
  declare
    wanted text;
  begin
    foreach wanted in array array['${OWNER}', '${SERVER}', ${GROUPS.map((group) => `'${group}'`).join(', ')}] loop
      if not exists (select from pg_roles where rolname = wanted) then execute format('create role %I nologin', wanted); end if;
    end loop;
  end $roles$;
  alter role ${OWNER} login noinherit password '${passwords.owner}';
  alter role ${SERVER} login noinherit password '${passwords.server}';
  grant handrail_app, handrail_worker to ${SERVER} with inherit false, set true;
  ${ownersPart(OWNER)};`;

/**
 * The owner may hand on the door's rights and has none of them: by itself it reads no row that only the door reads. For the time of a
 * migration it lends them to itself (migrate.ts).
 */
const ownersPart = (owner: string): string =>
  `grant handrail_door to ${owner} with admin true, inherit false, set false`;

/** @throws Error where the role that migrates has the door's rights for good, as releases before had it, or may not lend them to itself */
async function mustBeWalledOff(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ owner: string; fit: boolean }>(
    `select quote_ident(current_user) as owner, rolsuper or (pg_has_role('handrail_door', 'member with admin option')
       and not pg_has_role('handrail_door', 'usage')) as fit
     from pg_roles where rolname = current_user`,
  );
  const [{ owner, fit } = { owner: '', fit: true }] = rows;
  if (fit) return;
  throw new Error(
    'The role of DATABASE_OWNER_URL must have no right of handrail_door by itself, or it reads every referral, and must be able to lend ' +
      `them to itself while it migrates. As whoever granted it handrail_door, once: ${ownersPart(owner)};`,
  );
}

/** The schema that everything lies in. The door may own functions there, which takes the right to create. */
const schemaSql = (owner: string): string => `
  create schema if not exists handrail authorization ${owner};
  grant usage on schema handrail to handrail_app, handrail_door, handrail_worker;
  grant create on schema handrail to handrail_door;`;

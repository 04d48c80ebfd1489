import type { EntityManager } from 'typeorm';
import { rolesThatRead, sectionsFor } from '../../libs/access/policy.js';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import type { Database } from '../database/database.js';
import { UNIQUE_VIOLATION } from '../database/error-codes.js';
import type { Agency } from './agency.js';
import { AgencyDirectory } from './agency-directory.js';

/** Of an agency, or of a service within one: what people type. */
export const KEY = /^[a-z][a-z0-9-]{0,59}$/;

/** @throws Error where it is empty, long, or holds what no terminal shows */
export function nameFrom(given: string): string {
  const name = given.trim();
  if (!/^\P{C}{1,200}$/u.test(name))
    throw new Error('A name has 1 to 200 characters, none of them a control character.');
  return name;
}

/** A new row, or in plain words that there is one of that name. @throws Error */
export async function entered(inserting: Promise<unknown>, taken: string): Promise<void> {
  await inserting.catch((error: unknown) => {
    throw (error as { code?: unknown }).code === UNIQUE_VIOLATION
      ? new Error(`${taken} Nothing was changed.`, { cause: error })
      : error;
  });
}

const NO_SUCH_AGENCY = 'There is no active agency with this key. Look with: handrail agency show. Nothing was changed.';

/** Of the directory, for who types a key. @throws Error */
export async function agencyNamed(database: Database, key: string): Promise<Agency> {
  const agency = await new AgencyDirectory(database).byKeyOrId(key);
  if (!agency) throw new Error(NO_SUCH_AGENCY);
  return agency;
}

/** An agency that new people and systems are entered for. @throws Error */
export async function agencyOfKey(
  db: EntityManager,
  key: string,
): Promise<{ id: string; name: string; kind: AgencyKind }> {
  const [agency] = await db.query<{ id: string; name: string; kind: AgencyKind }[]>(
    'select id, name, kind from agency where key = $1 and active',
    [key],
  );
  if (!agency) throw new Error(NO_SUCH_AGENCY);
  return agency;
}

/** Said where roles are given with which nobody works on referrals at such an agency: perhaps another was meant. */
export function readsNothing(kind: AgencyKind, roles: readonly Role[]): string {
  if (sectionsFor(kind, roles).length > 0) return '';
  const reading = rolesThatRead(kind);
  const there = reading.length > 0 ? `those who do have ${reading.join(', ')}` : 'nobody there does yet';
  return `\nWith ${roles.length === 0 ? 'no role' : roles.join(', ')} nobody works on referrals at an agency of the kind ${kind}; ${there}.`;
}

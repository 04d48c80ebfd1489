import type { DataSource } from 'typeorm';
import { Role } from '../../libs/access/vocabulary.js';
import { newId } from '../referrals/new-id.js';
import { agencyOfKey, entered, nameFrom, readsNothing } from './entered.js';

/** As issuers give them: no blank, and no @, by which a person's address is told from it. */
const CLIENT_ID = /^[^\s@\p{C}]{1,200}$/u;

/** `handrail client add`: an agency's own system, which signs in by itself. @throws Error when there is one already, or something given is not of its form */
export async function clientAdd(
  owner: DataSource,
  { clientId, name, agency: key }: { clientId: string; name: string; agency: string },
): Promise<string> {
  if (!CLIENT_ID.test(clientId))
    throw new Error('A client id is what the issuer calls the system: 1 to 200 characters, no blank and no @.');
  const called = nameFrom(name);
  return owner.transaction(async (db) => {
    const agency = await agencyOfKey(db, key);
    await entered(
      db.query('insert into machine_client (id, client_id, name, agency_id, role) values ($1, $2, $3, $4, $5)', [
        newId(),
        clientId,
        called,
        agency.id,
        Role.INTEGRATION,
      ]),
      'There is a system with this client id already.',
    );
    return `${called} may sign in for ${agency.name}, with a token of the issuer in which client_id and sub are its client id.${readsNothing(agency.kind, [Role.INTEGRATION])}`;
  });
}

/** `handrail client deactivate` and `activate`: counts from that moment, whatever token it holds. @throws Error when there is none with this client id */
export function clientActive(owner: DataSource, clientId: string, active: boolean): Promise<string> {
  return owner.transaction(async (db) => {
    const [client] = await db.query<{ id: string; name: string; active: boolean }[]>(
      'select id, name, active from machine_client where client_id = $1 for update',
      [clientId],
    );
    if (!client) throw new Error('There is no system with this client id. Nothing was changed.');
    if (client.active === active) return `Nothing to do: ${client.name} is ${active ? 'active' : 'not active'}.`;
    await db.query('update machine_client set active = $2 where id = $1', [client.id, active]);
    return active ? `${client.name} may sign in again.` : `${client.name} reads and changes nothing from now on.`;
  });
}

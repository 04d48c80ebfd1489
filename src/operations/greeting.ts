import { inWords } from '../../libs/access/vocabulary.js';
import type { Database } from '../database/database.js';
import { named } from '../database/statement.js';

const SIGN_INS = named(
  'demo-sign-ins',
  `select p.email as sign_in, string_agg(r.role, ', ' order by r.role) as roles, a.name as agency, a.id
   from person p join person_role r on r.person_id = p.id join agency a on a.id = p.agency_id where p.active group by p.id, a.id
   union all select m.client_id, m.role, a.name, a.id from machine_client m join agency a on a.id = m.agency_id where m.active
   order by 4, 1`,
);

/** What a person at the terminal reads once a demo serves. */
export async function greeting(address: string, database: Database): Promise<string> {
  const people = await database.referenceRows<{ sign_in: string; roles: string; agency: string }>(SIGN_INS, []);
  const width = Math.max(0, ...people.map(({ sign_in }) => sign_in.length));
  return [
    '',
    `Handrail serves at ${address}`,
    `  explorer  ${address}/graphql`,
    `  schema    ${address}/schema.graphql`,
    '',
    'Demo sign-ins (every person is invented, no password):',
    ...people.map(({ sign_in, roles, agency }) => `  ${sign_in.padEnd(width)}  ${inWords(roles)}, ${agency}`),
    '',
    'A token for one of them: npm run -s handrail -- token dsl@northgate.example',
    'Ctrl-C stops Handrail and its database.',
    '',
  ].join('\n');
}

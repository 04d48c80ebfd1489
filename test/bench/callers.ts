import { SignJWT } from 'jose';
import type { Actor } from '../../libs/access/actor.js';
import { demoKeys, signingKey } from '../../src/identity/demo-keys.js';
import type { BenchServer } from './bench-server.js';

export interface Caller {
  token: string;
  actor: Actor;
}

/** Signed in at one server: a token names the server that issued it. */
export function signedIn(actors: readonly Actor[], server: BenchServer): Promise<Caller[]> {
  return Promise.all(actors.map(async (actor) => ({ actor, token: await tokenFor(actor.email ?? '', server) })));
}

export async function tokenFor(email: string, { address, directory }: BenchServer): Promise<string> {
  const { issuer } = await demoKeys(directory);
  return new SignJWT({ email, client_id: 'bench' })
    .setProtectedHeader({ alg: 'ES256', kid: issuer.kid, typ: 'at+jwt' })
    .setIssuer(`${address}/idp`)
    .setAudience('handrail')
    .setSubject(email)
    .setIssuedAt()
    .setExpirationTime('8h')
    .sign(await signingKey(issuer));
}

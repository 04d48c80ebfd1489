import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { demoClient, demoPeople } from '../agencies/demo-people.js';
import type { Configuration } from '../operations/configuration.js';
import { demoKeys, signingKey } from './demo-keys.js';

/** A demonstration's working day. */
export const DEMO_TOKEN_SECONDS = 8 * 60 * 60;
/** The client that stands in a token which was made without one: the command line's, and the explorer's. */
export const EXPLORER = 'handrail-explorer';

export class UnknownSignIn extends Error {
  constructor() {
    super('This is not a demo sign-in. The start page and the terminal of `npm start` list them.');
  }
}

type Issuing = Pick<Configuration, 'dataDir' | 'oidcAudience' | 'oidcIssuer'>;

/** A bearer token for a demo sign-in, as the demo issuer would give it. Demo mode only. @throws UnknownSignIn */
export async function mintDemoToken(
  emailOrClient: string,
  { dataDir, oidcAudience, oidcIssuer }: Issuing,
): Promise<string> {
  const email = demoPeople.find((person) => person.email === emailOrClient.toLowerCase())?.email;
  if (!email && emailOrClient !== demoClient.clientId) throw new UnknownSignIn();
  const { issuer } = await demoKeys(dataDir);
  return new SignJWT(email ? { email, client_id: EXPLORER } : { client_id: demoClient.clientId })
    .setProtectedHeader({ alg: 'ES256', kid: issuer.kid, typ: 'at+jwt' })
    .setIssuer(oidcIssuer)
    .setAudience(oidcAudience)
    .setSubject(email ?? demoClient.clientId)
    .setIssuedAt()
    .setJti(randomUUID())
    .setExpirationTime(`${DEMO_TOKEN_SECONDS}s`)
    .sign(await signingKey(issuer));
}

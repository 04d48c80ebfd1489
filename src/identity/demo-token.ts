import { SignJWT } from 'jose';
import { demoClient, demoPeople } from '../agencies/demo-people.js';
import type { Configuration } from '../operations/configuration.js';
import { demoKeys, signingKey } from './demo-keys.js';

const LASTS = '8h';

/** A bearer token for a demo sign-in, as the demo issuer would give it. Demo mode only. @throws Error for an unknown sign-in */
export async function mintDemoToken(emailOrClient: string, { dataDir, oidcAudience, oidcIssuer }: Pick<Configuration, 'dataDir' | 'oidcAudience' | 'oidcIssuer'>): Promise<string> {
  const person = demoPeople.find(({ email }) => email === emailOrClient);
  if (!person && emailOrClient !== demoClient.clientId) throw new Error('This is not a demo sign-in. The start page lists them.');
  const { issuer: jwk } = await demoKeys(dataDir);
  const claims = person ? { email: person.email, client_id: 'handrail-explorer' } : { client_id: demoClient.clientId };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'at+jwt' })
    .setIssuer(oidcIssuer)
    .setAudience(oidcAudience)
    .setSubject(person ? person.email : demoClient.clientId)
    .setIssuedAt()
    .setJti(crypto.randomUUID())
    .setExpirationTime(LASTS)
    .sign(await signingKey(jwk));
}

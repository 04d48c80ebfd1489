import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { demoKeys, signingKey } from '../../src/identity/demo-keys.js';
import { type Handrail, Person } from './http.js';

/** Somebody whom only a test knows, with a token as the issuer would give it. */
export const signedIn = (handrail: Handrail, email: string): Promise<Person> => withToken(handrail, email, { email });
/** A partner's own system, which speaks for itself. */
export const clientSignedIn = (handrail: Handrail, clientId: string): Promise<Person> =>
  withToken(handrail, clientId, { client_id: clientId });

async function withToken(
  { address, configuration }: Handrail,
  subject: string,
  claims: Record<string, string>,
): Promise<Person> {
  const { issuer } = await demoKeys(configuration.dataDir);
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: issuer.kid, typ: 'at+jwt' })
    .setIssuer(configuration.oidcIssuer)
    .setAudience(configuration.oidcAudience)
    .setSubject(subject)
    .setIssuedAt()
    .setJti(randomUUID())
    .setExpirationTime('1h')
    .sign(await signingKey(issuer));
  return new Person(address, subject, token);
}

import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { demoKeys, signingKey } from '../../src/identity/demo-keys.js';
import { type Handrail, Person } from '../harness/http.js';

/** Somebody whom only a test knows, with a token as the issuer would give it. */
export async function signedIn({ address, configuration }: Handrail, email: string): Promise<Person> {
  const { issuer } = await demoKeys(configuration.dataDir);
  const token = await new SignJWT({ email })
    .setProtectedHeader({ alg: 'ES256', kid: issuer.kid, typ: 'at+jwt' })
    .setIssuer(configuration.oidcIssuer)
    .setAudience(configuration.oidcAudience)
    .setSubject(email)
    .setIssuedAt()
    .setJti(randomUUID())
    .setExpirationTime('1h')
    .sign(await signingKey(issuer));
  return new Person(address, email, token);
}

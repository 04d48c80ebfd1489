import { runningEmbeddedDatabase } from '../database/embedded-database.js';
import type { Configuration } from '../operations/configuration.js';
import { mintDemoToken } from './demo-token.js';

/**
 * `handrail token EMAIL_OR_CLIENT`: a bearer token for a demo sign-in. Needs no server, but one that runs on this data directory says
 * under which address its tokens are made out.
 */
export async function token(configuration: Configuration, emailOrClient: string): Promise<string> {
  if (configuration.mode !== 'demo' || !configuration.demoIssuer) {
    throw new Error(
      'Tokens are given out in demo mode only, and only by the demo issuer. Ask the issuer that OIDC_ISSUER names.',
    );
  }
  const address =
    configuration.databaseUrl === undefined ? runningEmbeddedDatabase(configuration.dataDir)?.address : undefined;
  return mintDemoToken(emailOrClient, {
    dataDir: configuration.dataDir,
    oidcAudience: configuration.oidcAudience,
    oidcIssuer: address === undefined ? configuration.oidcIssuer : `${address}/idp`,
  });
}

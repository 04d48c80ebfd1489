import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import type { Configuration as ProviderConfiguration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { demoClient, demoPeople } from '../agencies/demo-people.js';
import { faultOf } from '../errors/http-fault.js';
import type { Configuration } from '../operations/configuration.js';
import { demoKeys, publicPart } from './demo-keys.js';
import { DEMO_TOKEN_SECONDS, EXPLORER } from './demo-token.js';
import { faultPage } from './sign-in-page.js';

/** What access tokens are for, as RFC 8707 wants it named: a URI. The tokens' audience is the configured one. */
export const API_RESOURCE = 'urn:handrail:api';
const API_SCOPE = 'handrail';
const SESSION_SECONDS = 8 * 60 * 60;
const SIGN_IN_SECONDS = 15 * 60;

/**
 * An OpenID provider for demonstrations: whoever reaches it may sign in as any of the invented people. Loaded only where it is used, so
 * that production carries none of it. Sign-ins under way, sessions and codes are kept in this process's memory and end with it: whoever
 * signs in begins again after a restart. The tokens that it gave out stay good, for its key stays in the data directory.
 */
export async function demoIssuer(configuration: Configuration): Promise<Provider> {
  const keys = await demoKeys(configuration.dataDir);
  const provider = await withoutAdvice(async () => {
    const { Provider } = await import('oidc-provider');
    return new Provider(configuration.oidcIssuer, settings(configuration, keys.issuer, keys.client));
  });
  // Koa would print the error whole, with what was sent.
  provider.silent = true;
  // What the protocol has no answer for is answered as everywhere else.
  provider.use(async (context, next) => {
    await next();
    if (context.status !== 404 || context.body) return;
    // Said anew: with a body Koa would make it 200.
    context.status = 404;
    context.body = { errors: [faultOf(404)] };
  });
  return provider;
}

/** The library advises against Node 20 and against keeping sessions in memory; a demonstration does both, and logs are JSON lines. */
async function withoutAdvice<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = (...said: unknown[]) => (String(said[0]).includes('oidc-provider') ? undefined : warn(...said));
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

function settings({ oidcAudience }: Configuration, issuerKey: JWK, clientKey: JWK): ProviderConfiguration {
  return {
    jwks: { keys: [issuerKey] },
    cookies: {
      keys: [
        createHash('sha256')
          .update(`cookies of ${issuerKey.d ?? ''}`)
          .digest('base64url'),
      ],
    },
    clients: [
      {
        client_id: EXPLORER,
        client_name: 'Handrail explorer (demo)',
        // Native: its redirects may go to any port of this machine (RFC 8252 section 7.3).
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: ['127.0.0.1', 'localhost', '[::1]'].flatMap((host) =>
          ['/', '/graphql', '/callback'].map((path) => `http://${host}${path}`),
        ),
      },
      {
        client_id: demoClient.clientId,
        client_name: demoClient.name,
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        jwks: { keys: [publicPart(clientKey)] },
      },
    ],
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: API_SCOPE,
          audience: oidcAudience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: DEMO_TOKEN_SECONDS,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'private_key_jwt'],
    pkce: { required: () => true },
    ttl: {
      AccessToken: DEMO_TOKEN_SECONDS,
      ClientCredentials: DEMO_TOKEN_SECONDS,
      IdToken: DEMO_TOKEN_SECONDS,
      Grant: SESSION_SECONDS,
      Session: SESSION_SECONDS,
      Interaction: SIGN_IN_SECONDS,
    },
    clientBasedCORS: () => false,
    findAccount: (_context, accountId) => {
      const person = demoPeople.find(({ email }) => email === accountId);
      if (!person) return undefined;
      const { email, name } = person;
      return { accountId, claims: () => ({ sub: accountId, email, email_verified: true, name }) };
    },
    extraTokenClaims: (_context, token) => ('accountId' in token ? { email: token.accountId } : undefined),
    interactions: { url: (context, { uid }) => `${mountedAt(context)}/sign-in/${uid}` },
    renderError: (context) => {
      context.type = 'html';
      context.body = faultPage();
    },
  };
}

/** Paths that the browser is sent to are the ones outside, not those below the mount. */
const mountedAt = (context: KoaContextWithOIDC): string =>
  new URL(context.oidc.provider.issuer).pathname.replace(/\/$/, '');

/** What whoever signs in grants: everything that is asked, for there is nothing here but the demonstration. */
export async function grantAll(provider: Provider, accountId: string, clientId: string): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope('openid email profile');
  grant.addResourceScope(API_RESOURCE, API_SCOPE);
  return grant.save();
}

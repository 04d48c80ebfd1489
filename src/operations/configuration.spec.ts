import { describe, expect, it } from '@jest/globals';
import { ConfigurationFault, readConfiguration } from './configuration.js';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfiguration(env);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs no variable at all: a bare machine becomes a demo', () => {
    expect(readConfiguration({ HOME: '/root' })).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.handrail',
      mode: 'demo',
      role: 'all',
      oidcIssuer: 'http://127.0.0.1:3000/idp',
      oidcAudience: 'handrail',
      logLevel: 'info',
      demoIssuer: true,
    });
  });

  it('refuses an unknown variable of ours by its name, and lets those of others be', () => {
    expect(faultsOf({ HANDRAIL_DATADIR: '/x', OIDC_SECRET: 'hidden', SOMETHING: 'else' })).toEqual([
      'HANDRAIL_DATADIR is unknown. Expected one of HANDRAIL_DATA_DIR, HANDRAIL_MODE, HANDRAIL_ROLE, OIDC_ISSUER, OIDC_AUDIENCE.',
      'OIDC_SECRET is unknown. Expected one of HANDRAIL_DATA_DIR, HANDRAIL_MODE, HANDRAIL_ROLE, OIDC_ISSUER, OIDC_AUDIENCE.',
    ]);
  });

  it.each([
    ['PORT', 'http', 'a port number'],
    ['PORT', '70000', 'a port number'],
    ['PORT', '', 'a port number'],
    ['HOST', '', 'an address'],
    ['DATABASE_URL', 'mysql://secret@host/x', 'postgres://'],
    ['DATABASE_OWNER_URL', 'secret', 'postgres://'],
    ['HANDRAIL_DATA_DIR', '', 'a folder'],
    ['HANDRAIL_MODE', 'prod', 'demo or production'],
    ['HANDRAIL_ROLE', 'web', 'all, api or worker'],
    ['OIDC_ISSUER', 'issuer', 'OpenID Connect issuer'],
    ['OIDC_AUDIENCE', '', 'audience'],
    ['LOG_LEVEL', 'loud', 'fatal, error, warn'],
  ])(
    'refuses a malformed %s (%s) by its name, says what is expected, and repeats no value',
    (variable, value, hint) => {
      const faults = faultsOf({ [variable]: value });
      expect(faults).toEqual([expect.stringContaining(`${variable} is malformed. Expected: `)]);
      expect(faults[0]).toContain(hint);
      expect(faults[0]).not.toMatch(/secret/);
    },
  );

  it('names every fault at once', () => {
    expect(faultsOf({ PORT: 'x', LOG_LEVEL: 'x', HANDRAIL_X: 'x' })).toHaveLength(3);
  });

  it('refuses production with the demo issuer or the embedded database', () => {
    expect(faultsOf({ HANDRAIL_MODE: 'production' })).toEqual([
      expect.stringContaining('OIDC_ISSUER'),
      expect.stringContaining('DATABASE_URL'),
    ]);
    expect(
      faultsOf({ HANDRAIL_MODE: 'production', OIDC_ISSUER: 'https://id.example', DATABASE_URL: 'postgres://h@db/x' }),
    ).toEqual([]);
  });
});

import { afterAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cosignerText } from '../../libs/record/cosignature.js';
import { atPort, ConfigurationFault, readConfiguration } from './configuration.js';

const WITNESS = cosignerText({ name: 'police.example/witness', key: generateKeyPairSync('ed25519').publicKey });

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
      'HANDRAIL_DATADIR is unknown. Expected one of HANDRAIL_DATA_DIR, HANDRAIL_SEALING_KEY_FILE, HANDRAIL_WITNESSES, HANDRAIL_MODE, HANDRAIL_ROLE, OIDC_ISSUER, OIDC_AUDIENCE.',
      'OIDC_SECRET is unknown. Expected one of HANDRAIL_DATA_DIR, HANDRAIL_SEALING_KEY_FILE, HANDRAIL_WITNESSES, HANDRAIL_MODE, HANDRAIL_ROLE, OIDC_ISSUER, OIDC_AUDIENCE.',
    ]);
  });

  it.each([
    ['PORT', 'http', 'a port number'],
    ['PORT', '70000', 'a port number'],
    ['PORT', '', 'a port number'],
    ['HOST', '', 'an address'],
    ['HOST', 'not a host', 'an address'],
    ['HOST', '999.1.1.1.1', 'an address'],
    ['DATABASE_URL', 'mysql://secret@host/x', 'postgres://'],
    ['DATABASE_OWNER_URL', 'secret', 'postgres://'],
    ['HANDRAIL_DATA_DIR', '', 'a folder'],
    ['HANDRAIL_SEALING_KEY_FILE', '', 'Ed25519'],
    ['HANDRAIL_SEALING_KEY_FILE', '/secret/is/not/there.pem', 'Ed25519'],
    ['HANDRAIL_SEALING_KEY_FILE', import.meta.filename, 'Ed25519'],
    ['HANDRAIL_WITNESSES', '', 'verifier key'],
    ['HANDRAIL_WITNESSES', ' , ', 'verifier key'],
    ['HANDRAIL_WITNESSES', 'https://secret.example', 'verifier key'],
    ['HANDRAIL_WITNESSES', WITNESS, 'verifier key'],
    ['HANDRAIL_WITNESSES', `${WITNESS.replace('police', 'secret')} https://secret.example`, 'verifier key'],
    ['HANDRAIL_WITNESSES', `${WITNESS} ftp://secret.example`, 'verifier key'],
    ['HANDRAIL_WITNESSES', `${WITNESS} https://a:secret@police.example`, 'verifier key'],
    ['HANDRAIL_WITNESSES', `${WITNESS} https://a.example, ${WITNESS} https://secret.example`, 'verifier key'],
    ['HANDRAIL_MODE', 'prod', 'demo or production'],
    ['HANDRAIL_ROLE', 'web', 'all, api or worker'],
    ['OIDC_ISSUER', 'issuer', 'OpenID Connect issuer'],
    ['OIDC_AUDIENCE', '', 'audience'],
    ['OIDC_AUDIENCE', ' ', 'audience'],
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

  it('takes several witnesses, each with its key and its URL', () => {
    const other = cosignerText({ name: 'charity.example/witness', key: generateKeyPairSync('ed25519').publicKey });
    const named = `${WITNESS} https://witness.police.example/a, ${other} http://127.0.0.1:3100/`;
    expect(faultsOf({ HANDRAIL_WITNESSES: named })).toEqual([]);
  });

  it('takes an address of one of several networks', () => {
    expect(faultsOf({ HOST: 'fe80::1%eth0', OIDC_ISSUER: 'https://signin.police.example' })).toEqual([]);
  });

  it('names the demo’s issuer by the port as a number, however it was written', () => {
    expect(readConfiguration({ PORT: '03100' })).toMatchObject({
      port: 3100,
      oidcIssuer: 'http://127.0.0.1:3100/idp',
    });
  });

  it('names the demo’s issuer by the port that was taken for it, and no other issuer', () => {
    expect(atPort(readConfiguration({ PORT: '0' }), 41899)).toMatchObject({
      port: 41899,
      oidcIssuer: 'http://127.0.0.1:41899/idp',
    });
    const elsewhere = readConfiguration({ PORT: '0', OIDC_ISSUER: 'https://signin.police.example' });
    expect(atPort(elsewhere, 41899)).toEqual({ ...elsewhere, port: 41899 });
  });

  it('names every fault at once', () => {
    expect(faultsOf({ PORT: 'x', LOG_LEVEL: 'x', HANDRAIL_X: 'x' })).toHaveLength(3);
  });

  describe('in production', () => {
    const folder = mkdtempSync(join(tmpdir(), 'handrail-configuration-'));
    const key = (name: string, algorithm: 'ed25519' | 'x25519' = 'ed25519'): string => {
      const file = join(folder, name);
      const { privateKey } = algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
      return file;
    };
    const production = {
      HANDRAIL_MODE: 'production',
      HANDRAIL_DATA_DIR: folder,
      OIDC_ISSUER: 'https://id.example',
      DATABASE_URL: 'postgres://h@db/x',
    };
    afterAll(() => rmSync(folder, { recursive: true }));

    it('refuses the demo issuer, the embedded database and a generated key of the record', () => {
      expect(faultsOf({ HANDRAIL_MODE: 'production' })).toEqual([
        expect.stringContaining('OIDC_ISSUER'),
        expect.stringContaining('DATABASE_URL'),
        expect.stringContaining('HANDRAIL_SEALING_KEY_FILE is not set to a key of your own'),
      ]);
      mkdirSync(join(folder, 'keys'));
      expect(faultsOf({ ...production, HANDRAIL_SEALING_KEY_FILE: key('keys/record-sealing.pem') })).toEqual([
        expect.stringContaining('HANDRAIL_SEALING_KEY_FILE is not set to a key of your own'),
      ]);
    });

    it('refuses this server itself as the issuer, for nobody would get in', () => {
      expect(
        faultsOf({ ...production, HANDRAIL_ROLE: 'api', PORT: '4000', OIDC_ISSUER: 'http://127.0.0.1:4000/idp' }),
      ).toEqual([expect.stringContaining('OIDC_ISSUER names this server itself')]);
    });

    it('asks a command that signs nothing for no key', () => {
      expect(() => readConfiguration(production, { seals: false })).not.toThrow();
      expect(() =>
        readConfiguration({ ...production, HANDRAIL_SEALING_KEY_FILE: '/not/here' }, { seals: false }),
      ).toThrow('HANDRAIL_SEALING_KEY_FILE is malformed');
    });

    it('takes a key of the operator’s own, of the kind that signs', () => {
      expect(faultsOf({ ...production, HANDRAIL_SEALING_KEY_FILE: key('own.pem') })).toEqual([]);
      expect(faultsOf({ ...production, HANDRAIL_SEALING_KEY_FILE: key('exchange.pem', 'x25519') })).toEqual([
        expect.stringContaining('HANDRAIL_SEALING_KEY_FILE is malformed'),
      ]);
    });

    it('asks no key of a process that only answers', () => {
      expect(faultsOf({ ...production, HANDRAIL_ROLE: 'api' })).toEqual([]);
    });
  });
});

import { type SettingName, VARIABLES } from './configuration.js';

/** A variable of the environment, as `handrail --help` and docs/operations.md explain it. */
export interface Setting {
  variable: string;
  /** What holds when it is not set. */
  otherwise: string;
  meaning: string;
}

const SETTINGS: Readonly<Record<SettingName, Omit<Setting, 'variable'>>> = {
  port: { otherwise: '3000', meaning: 'port to listen on; 0 takes a free one' },
  host: { otherwise: '127.0.0.1', meaning: 'address to listen on; 0.0.0.0 for every address of the machine' },
  databaseUrl: {
    otherwise: 'an embedded PostgreSQL',
    meaning: 'PostgreSQL 16 or later, as the role that serves, which owns nothing',
  },
  databaseOwnerUrl: {
    otherwise: 'none',
    meaning:
      'the same database as the role that owns it; for the commands migrate, seed, agency add, person and client, never for a server in production',
  },
  dataDir: {
    otherwise: '.handrail',
    meaning: 'folder of the embedded database, generated keys and the newest signed head',
  },
  sealingKeyFile: {
    otherwise: 'a generated key in demo mode',
    meaning: 'Ed25519 private key in PEM that signs the record; production needs it, save with HANDRAIL_ROLE=api',
  },
  witnesses: {
    otherwise: 'none',
    meaning:
      'for each witness that cosigns the record its verifier key, a space, and its URL; commas between. For the worker',
  },
  mode: {
    otherwise: 'demo',
    meaning:
      'demo or production, which refuses the demo issuer, generated keys, a powerful database role, a moved clock and demo people',
  },
  role: {
    otherwise: 'all',
    meaning:
      'api answers; worker fires deadlines and seals the record; all does both. Many processes can share one database',
  },
  oidcIssuer: {
    otherwise: 'the demo issuer, http://HOST:PORT/idp',
    meaning: 'OpenID Connect issuer whose tokens are accepted; its keys are found by discovery',
  },
  oidcAudience: { otherwise: 'handrail', meaning: 'audience that a token must be made for' },
  logLevel: {
    otherwise: 'info',
    meaning: 'fatal, error, warn, info, debug, trace or silent; logs are JSON lines without personal data',
  },
};

export const settings: readonly Setting[] = Object.entries(SETTINGS).map(([name, words]) => ({
  variable: VARIABLES[name as SettingName],
  ...words,
}));

/** For the end of `handrail --help`. */
export function settingsInWords(): string {
  const lines = settings.map(
    ({ variable, otherwise, meaning }) => `  ${variable}\n      ${meaning}\n      (unless set: ${otherwise})`,
  );
  return `\nEnvironment:\n${lines.join('\n')}\n\nMore in docs/operations.md.`;
}

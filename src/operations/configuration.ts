import { plainToInstance } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  Matches,
  Max,
  Min,
  Validate,
  validateSync,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { knownWitnesses } from '../record/known-witnesses.js';
import { isGenerated, readSealingKey } from '../record/sealing-key.js';

export type Mode = 'demo' | 'production';
export type ProcessRole = 'all' | 'api' | 'worker';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const POSTGRES_URL = /^postgres(ql)?:\/\/\S+$/;
const SEALING_KEY =
  'a file with an Ed25519 private key in PEM (PKCS 8), as openssl genpkey -algorithm ed25519 makes it';
const WITNESSES =
  'for each witness its verifier key, a space, and its http or https URL, with commas between: NAME+HASH+KEY https://…';
const expected = (what: string): { message: string } => ({ message: what });

/** An address or a name as it stands in a URL. */
@ValidatorConstraint()
class NamesAMachine implements ValidatorConstraintInterface {
  validate(host: unknown): boolean {
    // Where on this machine an address leads out stands in no URL: fe80::1%eth0.
    const [name = ''] = String(host).split('%');
    return URL.canParse(`http://${name.includes(':') ? `[${name}]` : name}`);
  }
}

/** What the environment says, checked once at the start. */
export class Configuration {
  @IsInt(expected('a port number from 0 to 65535'))
  @Min(0, expected('a port number from 0 to 65535'))
  @Max(65535, expected('a port number from 0 to 65535'))
  port!: number;

  @Matches(/^[\w.:%-]+$/, expected('an address or name of this machine to listen on'))
  @Validate(NamesAMachine, expected('an address or name of this machine to listen on'))
  host!: string;

  @IsOptional()
  @Matches(POSTGRES_URL, expected('a URL like postgres://user:password@host:5432/database'))
  databaseUrl?: string;

  @IsOptional()
  @Matches(POSTGRES_URL, expected('a URL like postgres://user:password@host:5432/database'))
  databaseOwnerUrl?: string;

  @IsNotEmpty(expected('a folder'))
  dataDir!: string;

  @IsOptional()
  @IsNotEmpty(expected(SEALING_KEY))
  sealingKeyFile?: string;

  @IsOptional()
  @IsNotEmpty(expected(WITNESSES))
  witnesses?: string;

  @IsIn(['demo', 'production'], expected('demo or production'))
  mode!: Mode;

  @IsIn(['all', 'api', 'worker'], expected('all, api or worker'))
  role!: ProcessRole;

  @Matches(/^https?:\/\/[^\s?#]+$/, expected('the URL of an OpenID Connect issuer, without query or fragment'))
  oidcIssuer!: string;

  @Matches(/\S/, expected('the audience that tokens are made for'))
  oidcAudience!: string;

  @IsIn(LOG_LEVELS, expected(LOG_LEVELS.join(', ')))
  logLevel!: LogLevel;

  /** Whether our own demo issuer signs people in. */
  demoIssuer!: boolean;
}

/** The environment cannot be used; says of each variable what is expected. */
export class ConfigurationFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`Handrail cannot start with this environment:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

export const VARIABLES = {
  port: 'PORT',
  host: 'HOST',
  databaseUrl: 'DATABASE_URL',
  databaseOwnerUrl: 'DATABASE_OWNER_URL',
  dataDir: 'HANDRAIL_DATA_DIR',
  sealingKeyFile: 'HANDRAIL_SEALING_KEY_FILE',
  witnesses: 'HANDRAIL_WITNESSES',
  mode: 'HANDRAIL_MODE',
  role: 'HANDRAIL_ROLE',
  oidcIssuer: 'OIDC_ISSUER',
  oidcAudience: 'OIDC_AUDIENCE',
  logLevel: 'LOG_LEVEL',
} as const;
export type SettingName = keyof typeof VARIABLES;
const NAMES = Object.entries(VARIABLES) as [SettingName, string][];

/**
 * @param use.seals false for a command that signs nothing of the record, and so needs no key for it in production either
 * @throws ConfigurationFault with every fault at once; a value is never repeated, for it may hold a password.
 */
export function readConfiguration(
  env: Readonly<Record<string, string | undefined>>,
  { seals = true }: { seals?: boolean } = {},
): Configuration {
  const given = (name: SettingName): string | undefined => env[VARIABLES[name]];
  const host = given('host') ?? '127.0.0.1';
  const givenPort = given('port') ?? '3000';
  const port = /^\d{1,5}$/.test(givenPort) ? Number(givenPort) : Number.NaN;
  const configuration = plainToInstance(Configuration, {
    port,
    host,
    databaseUrl: given('databaseUrl'),
    databaseOwnerUrl: given('databaseOwnerUrl'),
    dataDir: given('dataDir') ?? '.handrail',
    sealingKeyFile: given('sealingKeyFile'),
    witnesses: given('witnesses'),
    mode: given('mode') ?? 'demo',
    role: given('role') ?? 'all',
    oidcIssuer: given('oidcIssuer') ?? demoIssuerAt(host, port),
    oidcAudience: given('oidcAudience') ?? 'handrail',
    logLevel: given('logLevel') ?? 'info',
    demoIssuer: given('oidcIssuer') === undefined,
  });
  const faults = [
    ...unknownVariables(env),
    ...malformed(configuration),
    ...unusableKey(configuration),
    ...unusableWitnesses(configuration),
    ...unfitForProduction(configuration, seals),
  ];
  if (faults.length > 0) throw new ConfigurationFault(faults);
  return configuration;
}

const demoIssuerAt = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}/idp`;

/** The same with a port that was taken for it: the demo's issuer is named by where it answers. */
export function atPort(configuration: Configuration, port: number): Configuration {
  const { host, demoIssuer, oidcIssuer } = configuration;
  const issuer = demoIssuer ? demoIssuerAt(host, port) : oidcIssuer;
  return Object.assign(new Configuration(), configuration, { port, oidcIssuer: issuer });
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = NAMES.map(([, variable]) => variable);
  const ours = known.filter((variable) => /^(HANDRAIL|OIDC)_/.test(variable));
  return Object.keys(env)
    .filter((variable) => /^(HANDRAIL|OIDC)_/.test(variable) && !known.includes(variable))
    .map((variable) => `${variable} is unknown. Expected one of ${ours.join(', ')}.`);
}

function malformed(configuration: Configuration): string[] {
  const faults = validateSync(configuration);
  // The demo issuer's address is made of the host: one fault, not two.
  const isDerived = (property: string): boolean =>
    property === 'oidcIssuer' && configuration.demoIssuer && faults.some((other) => other.property === 'host');
  return faults
    .filter(({ property }) => !isDerived(property))
    .map(({ property, constraints }) => {
      const variable = NAMES.find(([name]) => name === property)?.[1] ?? property;
      return `${variable} is malformed. Expected: ${Object.values(constraints ?? {})[0] ?? 'another value'}.`;
    });
}

function unusableKey({ sealingKeyFile }: Configuration): string[] {
  if (!sealingKeyFile) return [];
  try {
    readSealingKey(sealingKeyFile);
    return [];
  } catch {
    return [`${VARIABLES.sealingKeyFile} is malformed. Expected: ${SEALING_KEY}.`];
  }
}

function unusableWitnesses({ witnesses }: Configuration): string[] {
  if (!witnesses) return [];
  try {
    knownWitnesses(witnesses);
    return [];
  } catch {
    return [`${VARIABLES.witnesses} is malformed. Expected: ${WITNESSES}.`];
  }
}

function unfitForProduction(
  { mode, role, host, port, demoIssuer, oidcIssuer, databaseUrl, dataDir, sealingKeyFile }: Configuration,
  seals: boolean,
): string[] {
  if (mode !== 'production') return [];
  const faults: string[] = [];
  if (demoIssuer)
    faults.push('OIDC_ISSUER is not set. Production needs an OpenID Connect issuer; the demo issuer lets anybody in.');
  else if (oidcIssuer === demoIssuerAt(host, port))
    faults.push('OIDC_ISSUER names this server itself. In production it signs nobody in; name the issuer that does.');
  if (!databaseUrl)
    faults.push(
      'DATABASE_URL is not set. Production needs a PostgreSQL of its own; the embedded one has generated passwords.',
    );
  // A process that only answers seals nothing, and should not hold the key.
  if (seals && role !== 'api' && (!sealingKeyFile || isGenerated(sealingKeyFile, dataDir)))
    faults.push(
      `HANDRAIL_SEALING_KEY_FILE is not set to a key of your own. Production signs the record with one; a generated one proves nothing about who made it. Expected: ${SEALING_KEY}.`,
    );
  return faults;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintDemoToken } from '../../src/identity/demo-token.js';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import { post, type Posted } from './post.js';
import { kept, type TestDatabase, testDatabase } from './database.js';

/** An answer as it came over HTTP. */
export interface Answer {
  status: number;
  headers: Headers;
  data: Record<string, unknown> | null;
  errors: { message: string; path?: string[]; extensions: Record<string, unknown> & { code: string } }[];
  raw: string;
}
export interface Seen {
  id: string;
  version: number;
  reference: string;
  status: string;
  state: string[];
  summary: string | null;
  narrative: string | null;
  custodian: { key: string };
  relations: string[];
  sections: { section: string; access: string }[];
  parties: {
    id: string;
    role: string;
    givenName: string | null;
    familyName: string | null;
    relatedTo: { id: string } | null;
  }[];
  handoffs: { id: string; status: string; declineReason: string | null; toAgency: { key: string } }[];
  invitations: { id: string; status: string; declineReason: string | null; toAgency: { key: string } }[];
  sharingDecisions: { id: string; purpose: string; rationale: string | null }[];
  interventions: { id: string }[];
  deadlines: { id: string; kind: string; status: string; dueAt: string; explanation: string; source: string | null }[];
  nextDeadline: { kind: string } | null;
  availableActions: { name: string; allowed: boolean; reason: string | null }[];
  timeline: {
    edges: {
      node: { id: string; action: string; text: string; section: string; values: { name: string; value: string }[] };
    }[];
  };
}

export const SEEN = `id version reference status state summary narrative custodian { key } relations sections { section access }
  parties { id role givenName familyName relatedTo { id } }
  handoffs { id status declineReason toAgency { key } } invitations { id status declineReason toAgency { key } }
  sharingDecisions { id purpose rationale } interventions { id }
  deadlines { id kind status dueAt explanation source } nextDeadline { kind } availableActions { name allowed reason }
  timeline(first: 100) { edges { node { id action text section values { name value } } } }`;

let keys = 0;
export const newKey = (): string => `test-${process.pid}-${(keys += 1)}`;

/** One person at their client. */
export class Person {
  constructor(
    private readonly address: string,
    readonly email: string,
    private readonly token: string,
  ) {}

  async ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
    return read(await post(`${this.address}/graphql`, headers, JSON.stringify({ query, variables })));
  }

  /** What this person sees of a referral, or null. */
  async read(id: string): Promise<Seen | null> {
    const answer = await this.ask(`query($id: ID!) { referral(id: $id) { ${SEEN} } }`, { id });
    if (answer.errors.length > 0) throw new Error(answer.raw);
    return (answer.data?.referral ?? null) as Seen | null;
  }

  async see(id: string): Promise<Seen> {
    const seen = await this.read(id);
    if (!seen) throw new Error(`${this.email} does not see the referral`);
    return seen;
  }

  /** Takes an action on what the person sees now. */
  async try(id: string, name: string, input: Record<string, unknown> = {}): Promise<Answer> {
    const seen = await this.ask('query($id: ID!) { referral(id: $id) { version } }', { id });
    if (seen.errors.length > 0) throw new Error(seen.raw);
    const expectedVersion = (seen.data?.referral as { version: number } | null)?.version ?? 1;
    return this.send(name, { referralId: id, expectedVersion, idempotencyKey: newKey(), ...input });
  }

  send(name: string, input: Record<string, unknown>): Promise<Answer> {
    const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
    return this.ask(
      `mutation($input: ${type}!) { ${name}(input: $input) { referral { id version } entry { id action } } }`,
      { input },
    );
  }

  /** @returns the id of the entry; throws when it is refused */
  async act(id: string, name: string, input: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.try(id, name, input);
    if (answer.errors.length > 0) throw new Error(`${name}: ${answer.raw}`);
    return (answer.data?.[name] as { entry: { id: string } }).entry.id;
  }

  /** The extensions of the refusal; throws when it was done. */
  async refused(
    id: string,
    name: string,
    input: Record<string, unknown> = {},
  ): Promise<Answer['errors'][number]['extensions']> {
    const answer = await this.try(id, name, input);
    const [error] = answer.errors;
    if (!error) throw new Error(`${name} should have been refused`);
    return error.extensions;
  }
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return read({ status, headers, raw: await response.text() });
}

function read(posted: Posted): Answer {
  const body = JSON.parse(posted.raw) as Partial<Answer>;
  return { ...posted, data: body.data ?? null, errors: body.errors ?? [] };
}

/** A server, on a database of its own. */
export interface Served {
  store: TestDatabase;
  configuration: Configuration;
  address: string;
  /** Moves the domain's time on, as `handrail clock advance` does. */
  advance(duration: string): Promise<string>;
  close(): Promise<void>;
}

/** The real server, on a database of its own. */
export class Handrail {
  protected constructor(private readonly served: Served) {}

  /** @param env more of the environment than a demo needs; the role `api` for a test that runs each minute's jobs by its own hand */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<Handrail> {
    return new Handrail(await served(env));
  }

  get store(): TestDatabase {
    return this.served.store;
  }

  get configuration(): Configuration {
    return this.served.configuration;
  }

  get address(): string {
    return this.served.address;
  }

  async as(email: string): Promise<Person> {
    return new Person(this.address, email, await mintDemoToken(email, this.configuration));
  }

  advance(duration: string): Promise<string> {
    return this.served.advance(duration);
  }

  async stop(): Promise<void> {
    await this.served.close();
    await this.store.drop();
    rmSync(this.configuration.dataDir, { recursive: true, force: true });
  }
}

/** Beside the tests, by who holds their database. */
export async function served(env: Readonly<Record<string, string>>): Promise<Served> {
  const store = await testDatabase();
  const { databaseUrl } = store;
  const whole = demonstration(env);
  const asked = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
    const response = await fetch(`${kept().servers}/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const answer = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(answer.fault);
    return answer;
  };
  const { id = '', address = '' } = await asked('POST', '', { env: whole, databaseUrl });
  return {
    store,
    configuration: readConfiguration(whole),
    address,
    advance: async (duration) => (await asked('POST', id, { duration })).said ?? '',
    close: async () => {
      await asked('DELETE', id);
    },
  };
}

/** What a demonstration needs: any free port, and a folder of its own. */
export function demonstration(env: Readonly<Record<string, string>>): Record<string, string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-http-'));
  return { PORT: '0', HANDRAIL_DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...env };
}

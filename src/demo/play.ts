import { DemoClient, type GraphqlAnswer, type Seen, type SeenReferral } from './client.js';
import { type Incident, type IncidentStep, type KnownIds, resolved } from './incident.js';
import { type AgencySight, inWords, sightOf } from './sight.js';
import { INDENT, said, sideBySide, stepLine, whereItStands, wrapped } from './transcript.js';

/** Somebody who can sign in. */
export interface Player {
  email: string;
  /** The agency's key. */
  agency: string;
  /** Name, role and agency, for the reader. */
  words: string;
}

/** What the play needs of its server. */
export interface Stage {
  address: string;
  players: readonly Player[];
  token(email: string): Promise<string>;
  advanceClock(days: number): Promise<void>;
  print(line: string): void;
}

const NO_REFERRAL = '00000000-0000-7000-8000-000000000000';
interface Said {
  text: string | null;
  values: { title: string; words: string }[];
}
type Views = Map<string, SeenReferral | null>;
type Look = (client: DemoClient, referralId: string) => Promise<Seen>;

/** Plays an incident over HTTP, each person with a token of their own; returns what was not as it should be. */
export class Play {
  private readonly clients = new Map<string, DemoClient>();
  private readonly known: KnownIds = new Map();
  private readonly dayZero = new Date();
  private readonly wrong: string[] = [];
  private views: Views = new Map();
  private sights: ReadonlyMap<string, AgencySight> = new Map();
  private referralId = '';
  private day = 0;
  private keys = 0;
  private searched = 0;

  constructor(
    private readonly stage: Stage,
    private readonly incident: Required<Incident>,
  ) {}

  async run(): Promise<string[]> {
    for (const { email } of this.stage.players)
      this.clients.set(email, new DemoClient(this.stage.address, email, await this.stage.token(email)));
    for (const [place, step] of this.incident.steps.entries()) await this.step(place + 1, step);
    await this.lookAll(this.incident.steps.length, (client, id) => client.everything(id));
    const texts = this.incident.mustNeverBeSeen.reduce((sum, rule) => sum + rule.texts.length, 0);
    this.stage.print('\nWhat must never be seen');
    this.print(
      wrapped(
        `After every step all that each of ${this.stage.players.length} sign-ins sees of the referral, of their work and of what they ` +
          `are told was searched, and at the end everything that each can get: ${this.searched} answers in all, for the ${texts} texts ` +
          'that the file keeps from agencies.',
        INDENT,
      ),
    );
    return this.wrong;
  }

  private async step(number: number, step: IncidentStep): Promise<void> {
    if (step.day > this.day) {
      await this.stage.advanceClock(step.day - this.day);
      this.day = step.day;
    }
    const name = step.submit ? 'submitReferral' : (step.action ?? '');
    const who = this.stage.players.find(({ email }) => email === step.by)?.words ?? step.by;
    this.print([stepLine(number, step.day, who)]);
    if (step.say) this.print(wrapped(step.say, INDENT));
    await this.act(number, name, step);
    this.views = await this.lookAll(number, (client, id) => client.look(id));
    this.tell();
    this.expect(number, step);
  }

  private async act(number: number, name: string, step: IncidentStep): Promise<void> {
    const input = await this.input(number, step);
    if (!input) return;
    const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
    const answer = await this.client(step.by).ask<Record<string, { referral: { id: string } | null; entry: Said }>>(
      `mutation Act($input: ${type}!) { ${name}(input: $input) { referral { id } entry { text values { title value words } } } }`,
      { input },
    );
    const [error] = answer.errors ?? [];
    if (step.refused) return this.mustBeRefused(number, name, step.refused, error);
    if (error || !answer.data) return this.fail(number, `was refused: ${error ? refusal(error) : 'no answer'}`);
    if (step.submit) this.referralId = answer.data[name]?.referral?.id ?? '';
    const { text, values = [] } = answer.data[name]?.entry ?? {};
    this.print(said('✓', text ?? inWords(name)));
    if (values.length > 0) this.print(said('“', values.map(({ title, words }) => `${title}: ${words}`).join(' · ')));
  }

  private async input(number: number, step: IncidentStep): Promise<Record<string, unknown> | undefined> {
    try {
      const given = resolved(step.submit ?? step.input ?? {}, this.dayZero, this.known) as object;
      const idempotencyKey = `demo-${process.pid}-${(this.keys += 1)}`;
      if (step.submit) return { ...given, idempotencyKey, pathway: this.incident.pathway };
      const referralId = this.referralId || NO_REFERRAL;
      const expectedVersion = await this.client(step.by).versionOf(referralId);
      return { ...given, idempotencyKey, referralId, expectedVersion };
    } catch (error) {
      this.fail(number, (error as Error).message);
      return undefined;
    }
  }

  private mustBeRefused(number: number, name: string, code: string, error: GraphqlError | undefined): void {
    if (error?.extensions?.code === code)
      this.print(said('✗', `${inWords(name)}: refused, as it must be. ${refusal(error)}`));
    else this.fail(number, `should have been refused with ${code}, and was ${error ? refusal(error) : 'done'}`);
  }

  /** Everybody looks, after every step: nobody may ever get what the file keeps from their agency. */
  private async lookAll(number: number, what: Look): Promise<Views> {
    const looks = await Promise.all(
      this.stage.players.map(async ({ email, agency }) => ({
        email,
        agency,
        ...(await this.look(number, email, what)),
      })),
    );
    for (const { email, agency, raw, referral } of looks) {
      for (const { texts } of this.incident.mustNeverBeSeen.filter((rule) => rule.agency === agency)) {
        for (const text of texts.filter((one) => raw.includes(JSON.stringify(one).slice(1, -1))))
          this.fail(number, `${email} of ${agency} can read “${text}”, which must never be seen there`);
      }
      if (referral) this.learn(referral);
    }
    return new Map(looks.map(({ email, referral }) => [email, referral]));
  }

  private async look(number: number, email: string, what: Look): Promise<Seen> {
    this.searched += 1;
    return what(this.client(email), this.referralId || NO_REFERRAL).catch((error: unknown) => {
      this.fail(number, (error as Error).message);
      return { raw: '', referral: null };
    });
  }

  private tell(): void {
    const agencies = [...new Set(this.stage.players.map(({ agency }) => agency))];
    const sights = new Map(
      agencies.map((agency) => {
        const people = this.stage.players.filter((player) => player.agency === agency);
        return [agency, sightOf(people.map(({ email }) => this.views.get(email) ?? null))];
      }),
    );
    const holder = [...this.views.values()].find((view) => view?.relations.includes('CUSTODIAN'));
    if (holder) this.print(whereItStands(holder));
    this.print(sideBySide(sights, this.sights));
    this.sights = sights;
  }

  private expect(number: number, step: IncidentStep): void {
    const { then } = step;
    if (!then) return;
    const seenBy = then.seenBy ?? step.by;
    const referral = this.views.get(seenBy);
    if (!referral) return this.fail(number, `${seenBy} should see the referral and does not`);
    const { holder, stateContains, status } = then;
    if (holder && referral.custodian.key !== holder)
      this.fail(number, `${holder} should hold it, and ${referral.custodian.key} does`);
    if (stateContains && !referral.state.some((state) => state.includes(stateContains))) {
      this.fail(number, `the state should contain ${stateContains}, and is ${referral.state.join(', ')}`);
    }
    if (status && referral.status !== status)
      this.fail(number, `the status should be ${status}, and is ${referral.status}`);
  }

  private learn(referral: SeenReferral): void {
    for (const party of referral.parties) if (party.givenName) this.known.set(`party.${party.givenName}`, party.id);
    for (const { id, recipientAgency } of referral.sharingDecisions) this.newest(`decision.${recipientAgency.key}`, id);
    for (const { id, toAgency } of referral.handoffs) this.newest(`handoff.${toAgency.key}`, id);
    for (const { id, toAgency } of referral.invitations) this.newest(`invitation.${toAgency.key}`, id);
    for (const { id, party } of referral.interventions)
      if (party?.givenName) this.newest(`intervention.${party.givenName}`, id);
  }

  /** Ids sort by time of creation. */
  private newest(name: string, id: string): void {
    const known = this.known.get(name);
    if (known === undefined || id > known) this.known.set(name, id);
  }

  private client(email: string): DemoClient {
    const client = this.clients.get(email);
    if (!client) throw new Error(`${email} is not a demo sign-in`);
    return client;
  }

  private print(lines: readonly string[]): void {
    lines.forEach((line) => this.stage.print(line));
  }

  private fail(number: number, what: string): void {
    this.wrong.push(`Step ${number}: ${what}`);
    this.print(said('!!', what));
  }
}

type GraphqlError = NonNullable<GraphqlAnswer<never>['errors']>[number];

function refusal({ message, extensions }: GraphqlError): string {
  const { reason, fields } = extensions ?? {};
  const why = reason ?? fields?.map(({ path, messages }) => `${path}: ${messages.join(' ')}`).join('; ') ?? message;
  return `${why} (${extensions?.code ?? 'no code'})`;
}

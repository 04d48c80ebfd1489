import { DemoClient, EVERYTHING, type GraphqlAnswer, type SeenByOne, type SeenReferral } from './client.js';
import { type Incident, type IncidentStep, type KnownIds, resolved } from './incident.js';
import { inWords, sideBySide, whereItStands } from './transcript.js';

/** What the play needs of its server. */
export interface Stage {
  address: string;
  /** Every demo person, with the key of their agency. */
  people: { email: string; agency: string }[];
  token(email: string): Promise<string>;
  advanceClock(days: number): Promise<void>;
  print(line: string): void;
}

/** Plays an incident over HTTP, each person with a token of their own; returns what was not as it should be. */
export class Play {
  private readonly clients = new Map<string, DemoClient>();
  private readonly known: KnownIds = new Map();
  private readonly dayZero = new Date();
  private readonly wrong: string[] = [];
  private referralId = '';
  private day = 0;
  private keys = 0;

  constructor(
    private readonly stage: Stage,
    private readonly incident: Incident,
  ) {}

  async run(): Promise<string[]> {
    for (const { email } of this.stage.people)
      this.clients.set(email, new DemoClient(this.stage.address, email, await this.stage.token(email)));
    for (const [place, step] of this.incident.steps.entries()) await this.step(place + 1, step);
    return this.wrong;
  }

  private async step(number: number, step: IncidentStep): Promise<void> {
    if (step.day > this.day) {
      await this.stage.advanceClock(step.day - this.day);
      this.day = step.day;
    }
    const name = step.submit ? 'submitReferral' : (step.action ?? '');
    this.stage.print(`\n${String(number).padStart(2)}. Day ${step.day} · ${step.by} · ${inWords(name)}`);
    if (step.say) this.stage.print(`    ${step.say}`);
    await this.act(number, name, step);
    const views = await this.lookAll(number);
    this.expect(number, step, views);
  }

  private async act(number: number, name: string, step: IncidentStep): Promise<void> {
    const client = this.client(step.by);
    const input: Record<string, unknown> = {
      ...(resolved(step.submit ?? step.input ?? {}, this.dayZero, this.known) as object),
    };
    input.idempotencyKey = `demo-${process.pid}-${(this.keys += 1)}`;
    if (step.submit) input.pathway = this.incident.pathway;
    else {
      input.referralId = this.referralId;
      input.expectedVersion = (await this.look(step.by))?.version ?? 1;
    }
    const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
    const answer = await client.ask<Record<string, { referral: { id: string } | null; entry: { id: string } }>>(
      `mutation Act($input: ${type}!) { ${name}(input: $input) { referral { id } entry { id text } } }`,
      { input },
    );
    const [error] = answer.errors ?? [];
    if (step.refused) {
      if (error?.extensions?.code === step.refused)
        this.stage.print(`    ✗ refused, as it must be: ${step.refused}${why(error)}`);
      else
        this.fail(
          number,
          `should have been refused with ${step.refused}, and was ${error ? `refused with ${error.extensions?.code}` : 'done'}`,
        );
      return;
    }
    if (error || !answer.data) {
      this.fail(
        number,
        `was refused: ${error?.extensions?.code ?? 'no answer'} ${error?.message ?? ''}${error ? why(error) : ''}`,
      );
      return;
    }
    if (step.submit) this.referralId = answer.data[name]?.referral?.id ?? '';
    this.stage.print('    ✓ done');
  }

  /** Everybody looks, after every step: nobody may ever get what the file keeps from their agency. */
  private async lookAll(number: number): Promise<Map<string, SeenReferral | null>> {
    const byPerson = new Map<string, SeenReferral | null>();
    for (const { email, agency } of this.stage.people) {
      const { raw, referral } = await this.everything(email);
      byPerson.set(email, referral);
      for (const { texts } of this.incident.mustNeverBeSeen.filter((rule) => rule.agency === agency)) {
        for (const text of texts.filter((one) => raw.includes(one)))
          this.fail(number, `${email} of ${agency} can read “${text}”, which must never be seen there`);
      }
      if (referral) this.learn(referral);
    }
    const byAgency = new Map<string, SeenReferral | null>();
    for (const { email, agency } of this.stage.people) {
      const seen = byPerson.get(email) ?? null;
      const best = byAgency.get(agency) ?? null;
      if (!best || (seen && seen.sections.length > best.sections.length)) byAgency.set(agency, seen);
    }
    const holder = [...byAgency.values()].find((referral) => referral?.relations.includes('CUSTODIAN'));
    if (holder) this.stage.print(`    ${whereItStands(holder)}`);
    for (const line of sideBySide(byAgency)) this.stage.print(line);
    return byPerson;
  }

  private expect(number: number, step: IncidentStep, views: Map<string, SeenReferral | null>): void {
    const { then } = step;
    if (!then) return;
    const seenBy = then.seenBy ?? step.by;
    const referral = views.get(seenBy);
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

  private async look(email: string): Promise<SeenReferral | null> {
    return (await this.everything(email)).referral;
  }

  private async everything(email: string): Promise<{ raw: string; referral: SeenReferral | null }> {
    const answer: GraphqlAnswer<SeenByOne> = await this.client(email).ask<SeenByOne>(EVERYTHING, {
      id: this.referralId || '00000000-0000-7000-8000-000000000000',
    });
    if (answer.errors) this.fail(0, `${email} got an error from a query: ${answer.errors[0]?.message ?? ''}`);
    return { raw: JSON.stringify(answer), referral: answer.data?.referral ?? null };
  }

  private client(email: string): DemoClient {
    const client = this.clients.get(email);
    if (!client) throw new Error(`${email} is not a demo sign-in`);
    return client;
  }

  private fail(number: number, what: string): void {
    this.wrong.push(number > 0 ? `Step ${number}: ${what}` : what);
    this.stage.print(`    !! ${what}`);
  }
}

function why(error: NonNullable<GraphqlAnswer<never>['errors']>[number]): string {
  const { reason, fields } = error.extensions ?? {};
  if (reason) return ` — ${reason}`;
  return fields ? ` — ${fields.map(({ path, messages }) => `${path}: ${messages.join(' ')}`).join('; ')}` : '';
}

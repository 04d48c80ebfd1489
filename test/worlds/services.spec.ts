import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../src/operations/configuration.js';
import type { World } from './world.js';

// Before anything of the server is loaded.
jest.unstable_mockModule('../../src/referrals/new-id.js', () => import('./ids-in-order.js'));
const { Past } = await import('./past.js');
const { Chance } = await import('./chance.js');
const { Comparable, firstDifference } = await import('./comparable.js');
const { idsMade, idsSince } = await import('./ids-in-order.js');
const { interrogated, listsAsked } = await import('./interrogation.js');
const { RECORD_OF } = await import('./every-field.js');
const { inputFor, sharing } = await import('./sayings.js');
const { ANSWERS, done, entryOf, refused, standingOf, viewOf } = await import('./walks.js');

const LEAD = 'support.lead@lff.example';
const OTHERS = [
  'coordinator@lff.example',
  'practitioner@lff.example',
  'lff-case-system',
  'programme.lead@lff.example',
  'programme@lff.example',
];
const SERVICE = 'survivor-support';

/*
 * In one world a charity was never asked. In the other it was, one of its services took the work, and has worked since. Nobody else of the
 * charity can tell which world is theirs.
 */
describe('A charity of which one service works on a referral, and one that was never asked', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-services-'));
  let past: Awaited<ReturnType<typeof Past.of>>;
  let one: World;
  let other: World;
  const carried: { id: string; hidden: string[] }[] = [];
  beforeAll(async () => {
    const asked = { PORT: '0', HANDRAIL_DATA_DIR: dataDir, LOG_LEVEL: 'silent', HANDRAIL_ROLE: 'api' };
    past = await Past.of(readConfiguration(asked), 8, new Chance(20261128), 'lff');
    [one, other] = await past.worlds();
    for (const id of past.ids) {
      const mark = idsMade();
      if (carried.length < 2 && (await takenByTheService(id))) carried.push({ id, hidden: idsSince(mark) });
    }
    await other.at(one.now);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([one.ended(), other.ended()]);
    await past.forgotten();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function takenByTheService(id: string): Promise<boolean> {
    const standing = await standingOf(one, id);
    if (standing.status !== 'OPEN' || 'lff' in standing.parts) return false;
    const chance = new Chance(1);
    const holder = ANSWERS[standing.custodian] ?? '';
    const acts = async (by: string, action: string, input: object): Promise<string> => {
      const answer = await done(one, by, id, action, input);
      if (refused(answer)) throw new Error(`${action}: ${answer.raw}`);
      return entryOf(answer);
    };
    const sections = ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE'];
    const decided = await acts(holder, 'recordSharingDecision', sharing('lff', chance, { sections, ongoing: true }));
    const invitation = { toAgency: 'lff', ask: 'Please help her.', sharingDecisionId: decided };
    const invitationId = await acts(holder, 'inviteContributor', invitation);
    await acts('coordinator@lff.example', 'acceptInvitation', { invitationId, service: SERVICE });
    await acts(holder, 'addNote', { text: 'For all of us.', audience: 'ALL_PARTICIPANTS' });
    await acts(holder, 'requestInformation', { toAgency: 'lff', question: 'Is she safe?' });
    await acts(LEAD, 'allocate', { personEmail: 'support@lff.example' });
    for (const action of ['addNote', 'recordVoice', 'startIntervention', 'recordSession', 'provideInformation']) {
      const by = action === 'recordSession' ? 'support@lff.example' : LEAD;
      const view = await viewOf(one, by, id);
      const input = view && inputFor(action, by, view, chance, Object.keys(ANSWERS));
      if (input) await done(one, by, id, action, input);
    }
    return true;
  }

  /** The first answer that differs, of all that somebody asks in both. */
  async function difference(by: string, id: string, hidden: readonly string[]): Promise<string | undefined> {
    [one, other].forEach((world) => world.heard());
    for (const world of [one, other]) {
      await interrogated(world, by, id, new Chance(3).some(hidden, 3), new Chance(2), { acts: 0 });
      await listsAsked(world, by, past.references);
      await world.ask(by, RECORD_OF, { id });
    }
    const [here, there] = [one.heard(), other.heard()];
    expect(here.length).toBeGreaterThan(30);
    const known = [one, other].map(() => new Comparable(past.lastId, new Set(past.references)));
    for (const [place, { asked, told }] of here.entries()) {
      const [ours, theirs] = [known[0]?.of(told) ?? '', known[1]?.of(there[place]?.told ?? 'nothing') ?? ''];
      if (ours !== theirs) return `${by} ${asked.slice(0, 200)}: ${firstDifference(ours, theirs)}`;
    }
    return here.length === there.length ? undefined : `${by} was asked more in one`;
  }

  it('are the same to everybody else of it, byte for byte', async () => {
    expect(carried.length).toBeGreaterThan(1);
    const leaks: string[] = [];
    for (const { id, hidden } of carried)
      for (const by of OTHERS) {
        const leak = await difference(by, id, hidden);
        if (leak !== undefined) leaks.push(leak);
      }
    console.info(`${carried.length} referrals with a service, to ${OTHERS.length} others of its agency`);
    expect(leaks).toEqual([]);
  }, 240_000);

  it('are not the same to the service, whose answers were the ones to compare', async () => {
    expect(carried.length).toBeGreaterThan(1);
    for (const { id, hidden } of carried) expect(await difference(LEAD, id, hidden)).toBeDefined();
  }, 60_000);
});

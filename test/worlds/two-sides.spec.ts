import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fs, { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockKinds } from '../../libs/pathways/nudes-at-school/clocks.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import { born } from '../harness/incidents.js';
import { Chance } from './chance.js';
import { interrogated, listsAsked } from './interrogation.js';
import { sharing } from './sayings.js';
import { done, entryOf, refused, submittedIn, viewOf } from './walks.js';
import { World } from './world.js';

const DSL = 'dsl@northgate.example';
const OFFICER = 'supervisor@gmp.example';
/** A child with a parent, whose every word is found nowhere else. */
const child = (role: string, givenName: string, familyName: string, age: number): object => ({
  role,
  givenName,
  familyName,
  dateOfBirth: born(age).replace('-01-15', `-0${age - 10}-2${age - 10}`),
  contact: `${givenName.toLowerCase()}@home.example`,
});
const SHARED = ['Ptolemy', 'Brackenbury', 'Zebulon', 'ptolemy@home.example', born(16).replace('-01-15', '-06-26')];
const DEPICTED = [
  'Xanthippe',
  'Quillfeather',
  'Ottoline',
  'xanthippe@home.example',
  born(14).replace('-01-15', '-04-24'),
];
const PARTIES = [
  child('CHILD_SHARED', 'Ptolemy', 'Brackenbury', 16),
  child('CHILD_DEPICTED', 'Xanthippe', 'Quillfeather', 14),
  { role: 'PARENT_OR_CARER', givenName: 'Zebulon', relatedTo: 0 },
  { role: 'PARENT_OR_CARER', givenName: 'Ottoline', relatedTo: 1 },
];
/** Who works with one of the children, and what of the other must never reach them: names, words, ids, and who works with them. */
interface Side {
  agency: string;
  people: string[];
  section: string;
  role: string;
  never: string[];
  always: string[];
}
const SIDES: readonly Side[] = [
  {
    agency: 'lff',
    people: ['coordinator@lff.example', 'practitioner@lff.example', 'lff-case-system'],
    section: 'SUBJECT_IDENTITY',
    role: 'CHILD_SHARED',
    never: [...DEPICTED, 'Said of CHILD_DEPICTED', 'Survivors Manchester'],
    always: [...SHARED, 'Said of CHILD_SHARED'],
  },
  {
    agency: 'survivors',
    people: ['coordinator@survivors.example'],
    section: 'HARMED_PERSON',
    role: 'CHILD_DEPICTED',
    never: [...SHARED, 'Said of CHILD_SHARED', 'Lucy Faithfull'],
    always: [...DEPICTED.slice(0, 2), 'Said of CHILD_DEPICTED'],
  },
];

describe('Whoever works with one child', () => {
  let world: World;
  const logged: string[] = [];
  beforeAll(async () => {
    const written = fs.writeSync;
    jest.spyOn(fs, 'writeSync').mockImplementation(((to: number, what: string, ...rest: never[]) => {
      if (to !== 2) return written(to, what as never, ...rest);
      logged.push(String(what));
      return String(what).length;
    }) as never);
    const dataDir = mkdtempSync(join(tmpdir(), 'handrail-sides-'));
    const asked = { PORT: '0', HANDRAIL_DATA_DIR: dataDir, LOG_LEVEL: 'trace', HANDRAIL_ROLE: 'api' };
    world = await World.begun(readConfiguration(asked), new Date(Math.floor(Date.now() / 1000) * 1000));
  });
  afterAll(async () => {
    await world.ended();
    rmSync(world.configuration.dataDir, { recursive: true, force: true });
    jest.restoreAllMocks();
  });

  /** Both children's whole way: the school tells one agency of the one child, one of the other, and police of both. */
  async function carried(): Promise<{ id: string; ids: Record<string, string[]> }> {
    const chance = new Chance(1);
    const id = await submittedIn(
      world,
      DSL,
      PARTIES,
      'Ptolemy Brackenbury passed on a picture of Xanthippe Quillfeather.',
    );
    const acts = async (by: string, action: string, input: object): Promise<string> => {
      const answer = await done(world, by, id, action, input);
      if (refused(answer)) throw new Error(`${action}: ${answer.raw}`);
      return entryOf(answer);
    };
    await acts(DSL, 'openInitialReview', {});
    await acts(DSL, 'recordInitialReview', {
      criteria: ['COERCION_OR_CAPACITY'],
      typology: 'EXPERIMENTAL_OTHER',
      spread: 'CONTAINED',
      imageryViewed: false,
      parents: 'INFORMED',
      rationale: 'Recorded.',
    });
    const parties = (await viewOf(world, DSL, id))?.parties ?? [];
    const ids: Record<string, string[]> = {};
    for (const { agency, people, section, role } of SIDES) {
      const only = sharing(agency, chance, {
        sections: ['SUMMARY', 'RISK', section],
        ongoing: true,
        purpose: 'To help one child',
      });
      const sharingDecisionId = await acts(DSL, 'recordSharingDecision', only);
      const ask = 'Please work with this child.';
      const invitationId = await acts(DSL, 'inviteContributor', { toAgency: agency, ask, sharingDecisionId });
      await acts(people[0] ?? '', 'acceptInvitation', { invitationId });
      ids[agency] = parties.filter((one) => one.role === role).map((one) => one.id);
    }
    const both = sharing('gmp', chance, {
      sections: ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE'],
      ongoing: true,
    });
    const sharingDecisionId = await acts(DSL, 'recordSharingDecision', both);
    const offer = { toAgency: 'gmp', reason: 'Needs more than a school.', sharingDecisionId };
    await acts(OFFICER, 'acceptHandoff', { handoffId: await acts(DSL, 'offerHandoff', offer) });
    for (const { agency, people, role } of SIDES) {
      const [partyId] = ids[agency] ?? [];
      const said = `Said of ${role}`;
      await acts(DSL, 'recordVoice', { partyId, asked: true, words: said, toldAboutSharing: true, toldNote: said });
      await acts(DSL, 'recordSupport', { partyId, status: 'IN_PLACE', note: said });
      const interventionId = await acts(people[0] ?? '', 'startIntervention', {
        partyId,
        programme: said,
        plannedSessions: 2,
      });
      if (agency === 'lff')
        await acts('practitioner@lff.example', 'recordSession', {
          interventionId,
          occurredOn: '2026-11-20',
          attended: true,
          progress: said,
          notes: said,
        });
      const asked = await acts(OFFICER, 'requestInformation', { toAgency: agency, question: `${said}?` });
      await acts(people[0] ?? '', 'provideInformation', { requestId: asked, answer: said });
      await acts(people[0] ?? '', 'addNote', { text: said, audience: 'OWN_AGENCY' });
      (ids[agency] ??= []).push(interventionId, asked);
    }
    await acts('officer@gmp.example', 'recordPoliceDecision', {
      route: 'DIVERSION',
      rationale: 'Said of CHILD_SHARED, Said of CHILD_DEPICTED',
      feedbackToReferrer: 'Police work with both families.',
    });
    const party = child('CHILD_DEPICTED', 'Ottoline', 'Quillfeather', 14);
    await acts(DSL, 'reportNewInformation', { kind: 'NEW_CHILD', note: 'A further child.', party });
    await world.clocksRunOut([id], new Date(world.now.getTime() + 2 * 86_400_000), clockKinds);
    return { id, ids };
  }

  it('never learns of the other, through any field, search, entry, notice, error or refusal', async () => {
    const { id, ids } = await carried();
    let asked = 0;
    for (const side of SIDES) {
      const others = SIDES.filter((one) => one !== side).flatMap(({ agency }) => ids[agency] ?? []);
      const names = side.never.slice(0, 3);
      for (const by of side.people) {
        world.heard();
        for (let round = 0; round < 4; round += 1)
          await interrogated(world, by, id, others, new Chance(round), { acts: 0 });
        await listsAsked(world, by, names);
        const heard = world.heard();
        asked += heard.length;
        for (const { asked: question, told } of heard) {
          // Who there is in the directory is no secret; that they work on this is.
          const directory = question.includes('agencies(');
          const found = [...side.never.slice(0, directory ? -1 : undefined), ...others].filter((one) =>
            told.includes(one),
          );
          expect({ by, question: found.length > 0 ? question : '', found }).toEqual({ by, question: '', found: [] });
        }
        // And what is theirs did reach them, so that the words that were looked for are those that would have come.
        for (const one of side.always)
          expect({ by, one, heard: heard.some(({ told }) => told.includes(one)) }).toEqual({ by, one, heard: true });
      }
    }
    console.info(`${asked} answers to both sides, ${logged.length} lines logged`);
    expect(asked).toBeGreaterThan(200);
  });

  it('finds nothing of either in the server’s log, at its most talkative', async () => {
    await world.ask(DSL, '{ referral(id: "Xanthippe") { id } nosuch }');
    await world.ask(DSL, 'query($id: ID!) { referral(id: $id) { id } }', { id: 'Xanthippe\u0000Quillfeather' });
    expect(logged.filter((line) => line.includes('"level"')).length).toBeGreaterThan(0);
    const told = [...SHARED, ...DEPICTED, 'Said of'].filter((one) => logged.some((line) => line.includes(one)));
    expect(told).toEqual([]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { demoAgencies, demoClient, demoPeople } from '../agencies/demo-people.js';
import { readIncident } from './incident.js';

describe('a file that the demonstration is to play', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-incident-'));
  const file = join(folder, 'incident.json');
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (content: unknown): unknown => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readIncident(file, ['dsl@northgate.example'], ['northgate', 'lff']);
  };
  const step = { day: 0, by: 'dsl@northgate.example', action: 'openInitialReview' };

  it('is taken as it stands when it has the form', () => {
    const incident = {
      about: 'A picture',
      pathway: 'p',
      steps: [step],
      mustNeverBeSeen: [{ agency: 'lff', texts: ['A'] }],
    };
    expect(read(incident)).toEqual(incident);
  });

  it('is the one that comes with it, with every sign-in and agency of the demo', () => {
    const own = readIncident(
      fileURLToPath(new URL('demo-incident.json', import.meta.url)),
      demoPeople.map(({ email }) => email).concat(demoClient.clientId),
      demoAgencies.map(({ key }) => key),
    );
    expect(own.steps.length).toBeGreaterThan(30);
  });

  it.each([
    ['is cut off', '{"steps": [', 'it is not an incident in JSON'],
    ['is a list', [], 'an object with pathway and steps is expected'],
    ['has no steps', { pathway: 'p', steps: [] }, 'steps: a list of steps to play is expected'],
    ['has no pathway', { steps: [step] }, 'pathway is missing'],
    ['has a step by a stranger', { pathway: 'p', steps: [step, { ...step, by: 'me' }] }, 'step 2 is by nobody'],
    ['has a step without a day', { pathway: 'p', steps: [{ ...step, day: '1' }] }, 'step 1 names no whole day'],
    ['has a step that does nothing', { pathway: 'p', steps: [{ day: 0, by: step.by }] }, 'step 1 needs either'],
    [
      'goes back in time',
      {
        pathway: 'p',
        steps: [
          { ...step, day: 2 },
          { ...step, day: 1 },
        ],
      },
      'step 2 goes back',
    ],
    [
      'expects what nobody can check',
      { pathway: 'p', steps: [{ ...step, then: { statuss: 'CLOSED' } }] },
      'step 1 expects statuss, and what can be expected is holder, stateContains, status, seenBy',
    ],
    [
      'misspells what it expects',
      { pathway: 'p', steps: [{ ...step, thenn: { status: 'CLOSED' } }] },
      'step 1 has thenn, and what it can have is day, by,',
    ],
    [
      'misspells what must never be seen',
      { pathway: 'p', steps: [step], mustNeverBeSeenn: [] },
      'has mustNeverBeSeenn, and what it can have is about, form, pathway,',
    ],
    ['expects a word', { pathway: 'p', steps: [{ ...step, then: 'CLOSED' }] }, 'step 1 says in no object'],
    ['expects nothing', { pathway: 'p', steps: [{ ...step, then: { holder: '' } }] }, 'step 1 expects nothing of'],
    [
      'keeps texts from an agency that nobody is of',
      { pathway: 'p', steps: [step], mustNeverBeSeen: [{ agency: 'lucy', texts: ['A'] }] },
      'mustNeverBeSeen 1 names no agency of the demo',
    ],
    [
      'keeps nothing from an agency',
      { pathway: 'p', steps: [step], mustNeverBeSeen: [{ agency: 'lff', text: 'A' }] },
      'mustNeverBeSeen 1 lists no texts',
    ],
  ])('is refused with its name and the fault when it %s', (_what, content, fault) => {
    expect(() => read(content)).toThrow(`${file} cannot be played`);
    expect(() => read(content)).toThrow(fault);
  });

  it('is refused with its name when it is not there', () => {
    const missing = join(folder, 'missing.json');
    expect(() => readIncident(missing, [], [])).toThrow(`${missing} cannot be played: ENOENT`);
  });
});

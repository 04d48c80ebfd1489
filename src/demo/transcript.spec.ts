import { describe, expect, it } from '@jest/globals';
import { type AgencySight, sightOf } from './sight.js';
import type { SeenReferral } from './client.js';
import { legend, sideBySide, whereItStands } from './transcript.js';

const sight = (change: Partial<AgencySight> = {}): AgencySight => ({
  part: ['CUSTODIAN', 'REFERRER'],
  access: new Map([
    ['SUMMARY', 'FULL'],
    ['RISK', 'FULL'],
  ]),
  people: ['Ayesha', 'Kit'],
  entries: 3,
  ...change,
});
const nobody = sight({ part: [], access: new Map(), people: [], entries: 0 });

describe('the demonstration’s transcript', () => {
  it('shows each agency’s sight on one line, and marks what changed since the step before', () => {
    const before = new Map([
      ['northgate', sight()],
      ['gmp', nobody],
      ['lff', nobody],
    ]);
    const packet = sight({ part: ['OFFERED'], access: new Map([['SUMMARY', 'PACKET']]), people: [], entries: 1 });
    const left = sight({ access: new Map([['SUMMARY', 'FULL']]) });

    expect(sideBySide(new Map([...before, ['gmp', packet]]), before)).toEqual([
      '    agency      its part            SU ID HA AC RI PO SC SE ON IN  entries  sees',
      '    northgate   holds it, referrer  ●  ·  ·  ·  ●  ·  ·  ·  ·  ·   3       Ayesha, Kit',
      '  * gmp         offered             ○+ ·  ·  ·  ·  ·  ·  ·  ·  ·   1       nobody',
      '    know nothing of it: lff',
    ]);
    expect(sideBySide(new Map([['northgate', left]]), before)[1]).toContain('●  ·  ·  ·  ·- ·');
  });

  it('cuts nothing off, and stays within a terminal of 100 columns', () => {
    const names = ['Maximiliana', 'Bartholomew', 'Konstantinopolitana', 'Ferdinanda'];
    const many = sight({ part: ['CONTRIBUTOR', 'FORMER_CUSTODIAN', 'REFERRER', 'INFORMED'], people: names });
    const lines = [...legend, ...sideBySide(new Map([['northgate', many]]))];

    for (const name of names) expect(lines.join('\n')).toContain(name);
    for (const part of ['takes part', 'held it', 'referrer', 'informed']) expect(lines.join('\n')).toContain(part);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('says of a deadline that ran out since when it is overdue', () => {
    const referral = {
      custodian: { key: 'gmp', name: 'Police' },
      status: 'OPEN',
      state: ['active', 'police.triaged'],
      nextDeadline: { kind: 'victimTold', dueAt: '2026-12-17T23:59:00Z', status: 'OVERDUE' },
    } as SeenReferral;

    expect(whereItStands(referral)).toEqual([
      '    Held by Police. Next deadline: victim told, overdue since Thu 17 Dec, 23:59.',
      '    State: open; active; police: triaged',
    ]);
  });

  it('says of an agency what any of its people sees', () => {
    const view = (access: string, names: string[]): SeenReferral =>
      ({
        relations: ['CONTRIBUTOR'],
        sections: [{ section: 'RISK', access }],
        parties: names.map((givenName) => ({ id: givenName, role: 'CHILD_SHARED', givenName })),
        timeline: { edges: [] },
      }) as unknown as SeenReferral;

    expect(sightOf([null, view('PACKET', ['Kit']), view('FULL', ['Kit', 'Ayesha']), view('NONE', [])])).toEqual({
      part: ['CONTRIBUTOR'],
      access: new Map([['RISK', 'FULL']]),
      people: ['Kit', 'Ayesha'],
      entries: 0,
    });
  });
});

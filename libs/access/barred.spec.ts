import { expect, it } from '@jest/globals';
import {
  type Bars,
  conflictsOf,
  isBarred,
  restrictedTo,
  restrictionOf,
  withConflict,
  withoutConflict,
} from './barred.js';

const dana = { id: 'dana', agencyId: 'school' };
const ewan = { id: 'ewan', agencyId: 'school' };
const ola = { id: 'ola', agencyId: 'police' };

it('shuts nothing to anybody where nothing was restricted or declared', () => {
  for (const bars of [{}, { restrictions: [], conflicts: [] }]) expect(isBarred(bars, dana)).toBe(false);
});

it('is open of a restricted side to those who are named, and shut to nobody of another agency', () => {
  const bars: Bars = { restrictions: [{ agencyId: 'school', people: ['dana'] }] };
  expect([dana, ewan, ola].map((one) => isBarred(bars, one))).toEqual([false, true, false]);
});

it('is shut to whoever has a conflict of interest, also where they are named', () => {
  const bars: Bars = {
    restrictions: [{ agencyId: 'school', people: ['dana', 'ewan'] }],
    conflicts: [{ agencyId: 'school', personId: 'dana' }],
  };
  expect([dana, ewan, ola].map((one) => isBarred(bars, one))).toEqual([true, false, false]);
});

it('keeps one list an agency, and leaves another’s alone', () => {
  const one = { restrictions: restrictedTo({}, 'school', ['dana']) };
  const both = { restrictions: restrictedTo(one, 'police', ['ola']) };
  const again = { restrictions: restrictedTo(both, 'school', ['ewan']) };
  expect(restrictionOf(again, 'school')?.people).toEqual(['ewan']);
  expect(restrictionOf(again, 'police')?.people).toEqual(['ola']);
  const lifted = { restrictions: restrictedTo(again, 'school', null) };
  expect(lifted.restrictions).toEqual([{ agencyId: 'police', people: ['ola'] }]);
  expect(restrictionOf({}, 'school')).toBeUndefined();
});

it('declares a conflict once, and ends it at its own agency only', () => {
  const declared = { agencyId: 'school', personId: 'dana' };
  const conflicts = withConflict({ conflicts: withConflict({}, declared) }, declared);
  expect(conflicts).toEqual([declared]);
  const theirs = { agencyId: 'police', personId: 'ola' };
  const both = withConflict({ conflicts }, theirs);
  expect(both).toEqual([declared, theirs]);
  expect([conflictsOf({ conflicts: both }, 'police'), conflictsOf({ conflicts: both }, 'school')]).toEqual([
    [theirs],
    [declared],
  ]);
  expect(conflictsOf({}, 'school')).toEqual([]);
  expect(withoutConflict({ conflicts: both }, declared)).toEqual([theirs]);
  const another = { agencyId: 'school', personId: 'ewan' };
  expect(withoutConflict({ conflicts: [declared, another] }, declared)).toEqual([another]);
  expect(withoutConflict({}, declared)).toEqual([]);
  expect(withoutConflict({ conflicts }, { ...declared, agencyId: 'police' })).toEqual([declared]);
  expect(withoutConflict({ conflicts }, declared)).toEqual([]);
});

import { describe, expect, it } from '@jest/globals';
import { audienceOf, conditionsOn, type Item } from '../../libs/access/audience.js';
import { exampleLedger, MOMENT, type Part, type Sharing } from '../../libs/access/example-part.js';
import type { Ledger } from '../../libs/access/standing.js';
import { type AgencyKind, Section } from '../../libs/access/vocabulary.js';
import type { OnwardRequest } from '../../libs/pathways/referral-context.js';
import {
  expectedDangerOnward,
  expectedOfSection,
  expectedOnward,
  type Handled,
  passesOn,
  type SharedHow,
  type When,
} from './expected-sight.js';

const EVERY = Object.values(Section);
/** Who takes the risk must see SUMMARY and RISK; each leaves out what the other has. */
const NAMED: readonly (readonly Section[])[] = [
  [],
  ['SUMMARY', 'RISK', 'SUBJECT_IDENTITY', 'NARRATIVE', 'POLICE_RECORD', 'OWN_NOTES'],
  ['SUMMARY', 'RISK', 'HARMED_PERSON', 'SESSIONS', 'SOCIAL_CARE_RECORD', 'INTELLIGENCE'],
];
const SEQ: Record<When, number> = {
  EARLIER: MOMENT.EARLIER,
  MEANWHILE: MOMENT.MEANWHILE,
  AFTERWARDS: MOMENT.AFTERWARDS,
  OURS: MOMENT.OURS,
};
const WHENS = Object.keys(SEQ) as When[];
const HANDLED: readonly Handled[] = ['P', 'C', 'C_AGREED'];
const AGREED = 91;
const OPENED = 92;
/** Said for another agency, by another asker, refused, or not yet answered, it is no agreement. */
const NO_AGREEMENT: readonly Partial<OnwardRequest>[] = [
  { toAgency: 'somebody' },
  { byAgency: 'somebody' },
  { originator: 'somebody' },
  { answer: 'REFUSED' },
  { answer: null, answeredSeq: null },
  { answeredSeq: OPENED },
];

/** Who stands in a relation and has something from others has opened every section to a third agency that takes part. */
function ledgerOf(
  part: Part,
  sharing: Sharing,
  handled: Handled,
  kind: AgencyKind,
  said: Partial<OnwardRequest> = {},
): Ledger {
  const ledger = exampleLedger(part, sharing, 'OPEN', { id: 'us', kind: 'HEALTH' }, { id: 'them', kind });
  const asked: OnwardRequest = {
    id: 'asked',
    originator: 'them',
    byAgency: 'us',
    toAgency: 'third',
    answer: 'AGREED',
    answeredSeq: AGREED,
  };
  const opened = { ...ledger.decisions[0], id: 'opened', seq: OPENED, byAgency: 'us', recipientAgency: 'third' };
  return {
    ...ledger,
    participations: [
      ...ledger.participations,
      {
        agencyId: 'third',
        kind: 'CHARITY',
        isReferrer: false,
        isContributor: true,
        custody: [],
        takesPart: [{ from: 15, until: null }],
        endedSeq: null,
      },
    ],
    decisions: [
      ...ledger.decisions.map((one) =>
        one.byAgency === 'them' && one.outcome !== 'DO_NOT_SHARE' && handled !== 'P'
          ? { ...one, handling: 'C' as const }
          : one,
      ),
      { ...opened, outcome: 'SHARE', sections: [...EVERY], ongoing: false } as Ledger['decisions'][number],
    ],
    onward: handled === 'C_AGREED' || Object.keys(said).length > 0 ? [{ ...asked, ...said }] : undefined,
  };
}
const thing = (section: Section, when: When, change: Partial<Item> = {}): Item => ({
  seq: SEQ[when],
  section,
  writer: when === 'OURS' ? 'us' : 'them',
  audience: 'ORDINARY',
  otherEnd: null,
  notFor: null,
  ...change,
});
const keptBy = (section: Section): AgencyKind => (section === 'SOCIAL_CARE_RECORD' ? 'SOCIAL_CARE' : 'POLICE');

describe('what goes on to a third agency', () => {
  const each = (
    cell: (
      part: Part,
      sharing: Sharing,
      how: SharedHow,
      section: Section,
      when: When,
    ) => { where: string; is: boolean; should: boolean }[],
  ): { cells: number; wrong: string[] } => {
    const all = passesOn.flatMap((part) =>
      NAMED.flatMap((sections) =>
        [false, true].flatMap((ongoing) =>
          EVERY.flatMap((section) => {
            const how = !sections.includes(section) ? 'NOT' : ongoing ? 'ONGOING' : 'ONCE';
            return WHENS.flatMap((when) => cell(part, { sections, ongoing }, how, section, when)).map((one) => ({
              ...one,
              where: `${one.where}: ${part} ${how} ${section}`,
            }));
          }),
        ),
      ),
    );
    return { cells: all.length, wrong: all.filter(({ is, should }) => is !== should).map(({ where }) => where) };
  };

  it('is what is expected, in every relation, section and time, under code P, under code C, and when it was agreed', () => {
    const { cells, wrong } = each((part, sharing, how, section, when) =>
      HANDLED.map((handled) => ({
        where: `${handled} ${when}`,
        is: audienceOf(thing(section, when), ledgerOf(part, sharing, handled, keptBy(section))).includes('third'),
        should: expectedOnward(part, handled, how, section, when),
      })),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(cells).toBeGreaterThan(2500);
  });

  it('is no more when somebody else agreed, about somebody else, too late, or not at all', () => {
    const { wrong } = each((part, sharing, how, section, when) =>
      NO_AGREEMENT.map((said) => ({
        where: `${JSON.stringify(said)} ${when}`,
        is: audienceOf(thing(section, when), ledgerOf(part, sharing, 'C', keptBy(section), said)).includes('third'),
        should: expectedOnward(part, 'C', how, section, when),
      })),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('is danger, when that reached who passes it on by itself', () => {
    const { wrong } = each((part, sharing, how, section, when) =>
      section !== 'RISK' || when === 'EARLIER' || when === 'OURS'
        ? []
        : HANDLED.map((handled) => ({
            where: `${handled} danger ${when}`,
            is: audienceOf(
              thing(section, when, { audience: 'DANGER' }),
              ledgerOf(part, sharing, handled, 'POLICE'),
            ).includes('third'),
            should: expectedDangerOnward(part, handled, how, `DANGER_${when}`),
          })),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('is marked exactly where it would be left out, and whoever has it by that agreement has it marked too', () => {
    const { wrong, cells } = each((part, sharing, how, section, when) => {
      const under = ledgerOf(part, sharing, 'C', keptBy(section));
      const agreed = ledgerOf(part, sharing, 'C_AGREED', keptBy(section));
      const one = thing(section, when);
      const has = when === 'OURS' || expectedOfSection(part, 'OPEN', how, section, when);
      const left = has && !NEVER.includes(section) && !expectedOnward(part, 'C', how, section, when);
      const marks = (agency: string, on: Ledger): boolean =>
        conditionsOn(agency, one, on).some(({ byAgency }) => byAgency === 'them');
      return [
        { where: `marked ${when}`, is: marks('us', under), should: left },
        { where: `marked when agreed ${when}`, is: marks('us', agreed), should: left },
        { where: `marked further on ${when}`, is: marks('third', agreed), should: left },
        { where: `marked with its writer ${when}`, is: marks('them', agreed), should: false },
      ];
    });
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(cells).toBeGreaterThan(3000);
  });
});
const NEVER: readonly Section[] = ['OWN_NOTES', 'INTELLIGENCE'];

import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { audienceOf, type Item } from '../../libs/access/audience.js';
import { sectionSight } from '../../libs/access/section-sight.js';
import { agenciesOn, relationsOf } from '../../libs/access/standing.js';
import { Section } from '../../libs/access/vocabulary.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import type { PathwayEvent } from '../../libs/pathways/referral-context.js';
import { movesOf } from './moves.js';
import { PlayedReferral } from './played-referral.js';

const WALKS = 40;
/** What brings agencies to a referral, and away from it. */
const COMES_AND_GOES = ['offerHandoff', 'acceptHandoff', 'inviteContributor', 'acceptInvitation', 'endContribution'];
const ENDS = ['withdraw', 'markEnteredInError', 'close'];
const SECTIONS: readonly string[] = Object.values(Section);

interface Opened {
  agency: string;
  what: string;
  by: string;
  /** What somebody said to that agency, or it said itself. */
  isTold: boolean;
  hasLeft: boolean;
}

/** What an event wrote, in the section that its action names; a submission in all that it fills. */
function written({ type, seq, by, payload }: PathwayEvent): Item[] {
  const section = nudesAtSchool.actions.get(type)?.section ?? '';
  const declared = typeof section === 'function' ? section(payload) : section;
  const sections =
    type === 'submitReferral' ? ['SUMMARY', 'NARRATIVE', 'SUBJECT_IDENTITY', 'HARMED_PERSON'] : [declared];
  return sections
    .filter((section): section is Section => SECTIONS.includes(section))
    .map((section) => ({
      seq,
      section,
      writer: by?.agencyId ?? '',
      audience: 'ORDINARY',
      otherEnd: null,
      notFor: null,
    }));
}
/** Somebody decided about that agency, asked it, or it answered: by nothing else it comes to read what stood. */
const tells = ({ by, payload }: PathwayEvent, agency: string): boolean =>
  [by?.agencyId, payload.recipientAgency, payload.toAgency].includes(agency);

/** What of a referral each agency came to read by one event, of what stood before it. */
function openedBy(event: PathwayEvent, stood: readonly Item[], before: NudesContext, after: NudesContext): Opened[] {
  const about = (agency: string): Omit<Opened, 'what'> => ({
    agency,
    by: event.type,
    isTold: tells(event, agency),
    hasLeft: relationsOf(after, agency).every((relation) => relation === 'INFORMED'),
  });
  const items = stood.flatMap((item) => {
    const readers = audienceOf(item, before);
    return audienceOf(item, after)
      .filter((agency) => !readers.includes(agency))
      .map((agency) => ({ ...about(agency), what: `${item.section} of ${item.seq}` }));
  });
  const sections = agenciesOn(after).flatMap((agency) =>
    Object.values(Section)
      .filter(
        (section) =>
          sectionSight(agency, section, before) === 'NONE' && sectionSight(agency, section, after) !== 'NONE',
      )
      .map((section) => ({ ...about(agency), what: `the section ${section}` })),
  );
  return [...items, ...sections];
}

/** One step: mostly somebody decides about sharing, of these sections, or comes or goes; else whatever may happen. */
function step(referral: PlayedReferral, choice: number, sections: readonly Section[]): boolean {
  const moves = movesOf(referral.stored).filter(({ name }) => !ENDS.includes(name));
  const wanted = [
    moves.filter(({ name, payload }) => name === 'recordSharingDecision' && payload.decision === 'SHARE'),
    moves.filter(({ name }) => COMES_AND_GOES.includes(name)),
    moves,
  ][choice % 3];
  const those = wanted?.length ? wanted : moves;
  const move = those[Math.floor(choice / 6) % Math.max(those.length, 1)];
  if (!move) return false;
  const shared = { ...move.payload, sections: [...sections], ongoing: choice % 2 === 0 };
  referral.take(move.by, move.name, move.name === 'recordSharingDecision' ? shared : move.payload);
  return true;
}

describe('On a referral that several people share at random', () => {
  const opened: Opened[] = [];
  beforeAll(() => {
    const steps = fc.array(fc.tuple(fc.nat(), fc.subarray(Object.values(Section), { minLength: 1 })), {
      minLength: 20,
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (walk) => {
        const referral = PlayedReferral.begun();
        const stood: Item[] = written(referral.events[0] as PathwayEvent);
        for (const [choice, sections] of walk) {
          const before = referral.context;
          if (!step(referral, choice, sections)) break;
          const event = referral.events.at(-1) as PathwayEvent;
          opened.push(...openedBy(event, stood, before, referral.context));
          stood.push(...written(event));
        }
      }),
      { numRuns: WALKS, seed: 20261130 },
    );
  }, 120_000);

  it('what stood is opened to an agency by what somebody tells it, or it answers, and by nothing that others do among themselves', () => {
    console.info(`${opened.length} times something that stood was opened`);
    expect(opened.length).toBeGreaterThan(300);
    expect(opened.filter(({ isTold }) => !isTold)).toEqual([]);
  });

  it('nothing is opened to an agency that has left, by whatever happens', () => {
    expect(opened.filter(({ hasLeft }) => hasLeft)).toEqual([]);
  });
});

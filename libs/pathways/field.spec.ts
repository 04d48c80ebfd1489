import { describe, expect, it } from '@jest/globals';
import { RecordSharingDecisionInput } from './common/actions/sharing.js';
import { DeclareConflictInput } from './common/actions/barring.js';
import { AnswerHandoffInput } from './common/actions/handoff.js';
import { RecordVoiceInput } from './common/actions/notes.js';
import { codedPart } from './coded-part.js';
import { checkInput, specsOf } from './field.js';
import { lineFault } from './field-checks.js';
import { ChooseLocalResponseInput, RecordInitialReviewInput } from './nudes-at-school/actions/review.js';
import { relationFaults, SubmissionInput } from './submission.js';
import { asMeant } from './as-meant.js';

const now = '2026-11-25T12:00:00Z';
const CHILD = '00000000-0000-7000-8000-000000000101';
const review = {
  criteria: [],
  typology: 'EXPERIMENTAL_ROMANTIC',
  spread: 'CONTAINED',
  imageryViewed: false,
  parents: 'INFORMED',
  rationale: 'Both say the same.',
};
const pathsOf = (input: Parameters<typeof checkInput>[0], given: object): string[] =>
  checkInput(input, given, { now }).map(({ path }) => path);

describe('the fields of an input', () => {
  it('take what fits', () => {
    expect(checkInput(RecordInitialReviewInput, review, { now })).toEqual([]);
  });

  it('take the day that it is in London, and not the next', () => {
    const pastMidnight = '2026-07-01T23:30:00.000Z';
    const on = (viewedOn: string): string[] => {
      const viewing = { viewedOn, reason: 'To be sure of the age.', witness: 'The head' };
      const given = { ...review, imageryViewed: true, viewing };
      return checkInput(RecordInitialReviewInput, given, { now: pastMidnight }).flatMap(({ messages }) => messages);
    };
    expect([on('2026-07-02'), on('2026-07-03')]).toEqual([[], ['This day is still to come.']]);
  });

  it('are judged all at once', () => {
    expect(pathsOf(RecordInitialReviewInput, {})).toEqual([
      'criteria',
      'typology',
      'spread',
      'imageryViewed',
      'parents',
      'rationale',
    ]);
  });

  it('say when they are needed, and of what an id is, from the same declaration that checks it', () => {
    const hints = (input: Parameters<typeof checkInput>[0]): Record<string, string | undefined> =>
      Object.fromEntries(specsOf(input).map(({ name, hint }) => [name, hint]));
    expect(hints(RecordVoiceInput)).toMatchObject({
      partyId: 'The id of one of the referral’s parties.',
      words: 'Name no other child in this. Needed when “Was the child asked?” is yes.',
      notAskedBecause: expect.stringContaining('is no.'),
    });
    expect(hints(RecordSharingDecisionInput).sections).toBe(
      'Own notes and intelligence never leave the agency. Needed unless “Decision” is DO_NOT_SHARE.',
    );
    expect(hints(RecordInitialReviewInput).viewing).toBe('Needed when “Was the imagery seen by staff?” is yes.');
  });

  it('name the place of a fault in a nested list', () => {
    const safetyPlans = [
      { partyId: CHILD, plan: 'Stays with friends' },
      { partyId: CHILD, plan: ' \n ' },
    ];
    expect(pathsOf(ChooseLocalResponseInput, { rationale: 'Fits', safetyPlans })).toEqual(['safetyPlans.1.plan']);
  });

  it.each(['', '   ', '\t\n'])('count a text of blanks as missing', (rationale) => {
    expect(checkInput(RecordInitialReviewInput, { ...review, rationale }, { now })).toEqual([
      { path: 'rationale', messages: ['This is needed.'] },
    ]);
  });

  it.each(['', '   ', '\t\n', '\u200b', '\u2060\u00ad', '\u3164'])(
    'leave out a text of blanks wherever none is needed, at every depth',
    (blank) => {
      const safetyPlans = [{ partyId: CHILD, plan: blank }];
      expect(asMeant(ChooseLocalResponseInput, { rationale: blank, safetyPlans })).toEqual({
        rationale: blank,
        safetyPlans,
      });
      const parties = [{ role: 'CHILD_DEPICTED', givenName: blank, familyName: 'Demo' }];
      expect(asMeant(SubmissionInput, { summary: blank, narrative: blank, parties, unknown: blank })).toEqual({
        summary: blank,
        parties: [{ role: 'CHILD_DEPICTED', familyName: 'Demo' }],
        unknown: blank,
      });
      // Who or what should be named is not nobody.
      expect(asMeant(DeclareConflictInput, { personEmail: blank, reason: blank })).toEqual({
        personEmail: blank,
      });
      expect(asMeant(AnswerHandoffInput, { service: blank })).toEqual({ service: blank });
      const voice = asMeant(RecordVoiceInput, {
        partyId: CHILD,
        toldAboutSharing: true,
        asked: true,
        words: blank,
      });
      expect(pathsOf(RecordVoiceInput, voice)).toEqual(['words']);
    },
  );

  it('take an id in capitals for the same id, and leave everything else as it is written', () => {
    const partyId = '018f0000-0000-7000-8000-00000000abcd';
    const given = { partyId: partyId.toUpperCase(), words: 'IN CAPITALS' };
    expect(asMeant(RecordVoiceInput, given)).toEqual({ partyId, words: 'IN CAPITALS' });
    expect(asMeant(AnswerHandoffInput, { handoffId: 'NONE' })).toEqual({ handoffId: 'NONE' });
  });

  it.each(['a\u0000b', 'a\u0007b', 'half a pair \ud83d'])('refuse characters that cannot be kept', (rationale) => {
    expect(pathsOf(RecordInitialReviewInput, { ...review, rationale })).toEqual(['rationale']);
  });

  it.each(['Zoë Müller 👩‍👧', 'שלום', 'line\nline\ttab', 'सुरक्षा'])('keep words as they are typed: %j', (rationale) => {
    expect(pathsOf(RecordInitialReviewInput, { ...review, rationale })).toEqual([]);
  });

  it.each(['\u200b\u200b', '\u2800', '\u3164', '\u2060\u00ad', '\u202e', '\u00a0 \t', '\u0301'])(
    'are needed where what stands there shows nothing: %j',
    (rationale) => {
      expect(pathsOf(RecordInitialReviewInput, { ...review, rationale })).toEqual(['rationale']);
      expect(lineFault(rationale, 200)).not.toBeNull();
    },
  );

  it('ask for the viewing only when imagery was seen', () => {
    expect(pathsOf(RecordInitialReviewInput, { ...review, imageryViewed: true })).toEqual(['viewing']);
    const viewing = { viewedOn: '2026-11-24', reason: 'Shown unasked', witness: 'The head' };
    expect(pathsOf(RecordInitialReviewInput, { ...review, imageryViewed: true, viewing })).toEqual([]);
  });

  it('ask why parents are told later', () => {
    expect(pathsOf(RecordInitialReviewInput, { ...review, parents: 'DEFERRED' })).toEqual(['parentsReason']);
  });

  it('ask for a child’s words, or why it was not asked', () => {
    const voice = { partyId: CHILD, toldAboutSharing: true };
    expect(pathsOf(RecordVoiceInput, { ...voice, asked: true })).toEqual(['words']);
    expect(pathsOf(RecordVoiceInput, { ...voice, asked: false })).toEqual(['notAskedBecause']);
  });

  it.each([
    ['2026-11-26', false],
    ['2026-11-25', true],
    ['1899-12-31', false],
    ['2026-02-30', false],
    ['25/11/2026', false],
  ])('judge the day %s of something that has happened', (viewedOn, good) => {
    const viewing = { viewedOn, reason: 'Shown unasked', witness: 'The head' };
    const found = pathsOf(RecordInitialReviewInput, { ...review, imageryViewed: true, viewing });
    expect(found).toEqual(good ? [] : ['viewing.viewedOn']);
  });

  it('never repeat what was sent', () => {
    const secret = 'Ayesha-Secret';
    const faults = checkInput(RecordInitialReviewInput, { ...review, typology: secret, spread: secret }, { now });
    expect(faults.length).toBe(2);
    expect(JSON.stringify(faults)).not.toContain(secret);
  });

  it('relate a person only to somebody else of the list', () => {
    expect(relationFaults([{ relatedTo: 0 }, { relatedTo: 0 }, { relatedTo: 3 }]).map(({ path }) => path)).toEqual([
      'parties.0.relatedTo',
      'parties.2.relatedTo',
    ]);
  });

  it('relate people to a child in the end, and not only to one another', () => {
    const circle = [
      { role: 'PARENT_OR_CARER', relatedTo: 1 },
      { role: 'OTHER', relatedTo: 0 },
      { role: 'CHILD_HARMED' },
    ];
    expect(relationFaults(circle).map(({ path }) => path)).toEqual(['parties.0.relatedTo', 'parties.1.relatedTo']);
    expect(relationFaults([{ role: 'PARENT_OR_CARER', relatedTo: 2 }, ...circle.slice(1)])).toEqual([]);
  });

  it('stand in the order in which they are asked, with nested ones inside', () => {
    const parties = specsOf(SubmissionInput).find(({ name }) => name === 'parties');
    expect(parties?.fields?.map(({ name }) => name)).toEqual([
      'role',
      'givenName',
      'familyName',
      'dateOfBirth',
      'contact',
      'relatedTo',
    ]);
  });
});

describe('a name in an input', () => {
  const named = (givenName: string): object => ({
    pathway: 'nudes-at-school',
    summary: 'A picture was passed on.',
    narrative: 'First line.\nSecond line.',
    parties: [{ role: 'CHILD_DEPICTED', givenName }],
  });
  it('has one line, so that nobody is shown another name; an account has as many as it needs', () => {
    for (const name of ['Ayla', 'نور', 'Ó Súilleabháin'])
      expect(checkInput(SubmissionInput, named(name), { now })).toEqual([]);
    for (const name of ['Ayla\nClosed by the police', '\u202ealyA'])
      expect(checkInput(SubmissionInput, named(name), { now })).toEqual([
        { path: 'parties.0.givenName', messages: ['Write this in one line of printable characters.'] },
      ]);
  });
});

describe('a list in an input', () => {
  const decided = { recipientAgency: 'gmp', decision: 'SHARE', purpose: 'Safety', lawfulBasis: 'PUBLIC_TASK' };
  const recorded = { ...decided, rationale: 'Necessary', familyInformed: true };
  it('names each of what is offered only once', () => {
    const sections = ['SUMMARY', 'RISK', 'SUMMARY'];
    expect(checkInput(RecordSharingDecisionInput, { ...recorded, sections }, { now })).toEqual([
      { path: 'sections', messages: ['Choose each only once.'] },
    ]);
  });

  it('never names more than is offered, however often it is said', () => {
    const sections = Array<string>(62_000).fill('SUMMARY');
    expect(pathsOf(RecordSharingDecisionInput, { ...recorded, sections })).toContain('sections');
  });

  it('of people holds at most thirty, and says so before it is filled in', () => {
    const child = { role: 'CHILD_DEPICTED', givenName: 'Ayla' };
    const submission = { pathway: 'nudes-at-school', summary: 'A picture was passed on.' };
    const of = (count: number): object => ({ ...submission, parties: Array(count).fill(child) });
    expect(checkInput(SubmissionInput, of(30), { now })).toEqual([]);
    expect(checkInput(SubmissionInput, of(31), { now })).toEqual([
      { path: 'parties', messages: ['At most 30: leave some out.'] },
    ]);
    expect(specsOf(SubmissionInput).find(({ name }) => name === 'parties')?.hint).toBe('At most 30.');
  });

  it('is looked at no further than its limit, and other faults are named with it', () => {
    const parties = Array(14_000).fill({ role: 'NOBODY' });
    const paths = pathsOf(SubmissionInput, { pathway: 'nudes-at-school', summary: ' ', parties });
    expect(paths).toHaveLength(1 + 1 + 30);
    expect(paths).toEqual(expect.arrayContaining(['parties', 'summary', 'parties.0.role', 'parties.29.role']));
  });
});

describe('what is needed with one answer', () => {
  const viewing = { viewedOn: '2026-11-20', reason: 'To be sure of the age.', witness: 'The head' };
  const heard = { partyId: CHILD, asked: true, words: 'I want it gone.', toldAboutSharing: false };
  it.each([
    ['a record of a viewing that was none', RecordInitialReviewInput, { ...review, viewing }, ['viewing']],
    ['why parents wait who were told', RecordInitialReviewInput, { ...review, parentsReason: 'No' }, ['parentsReason']],
    ['why a child was not asked who was', RecordVoiceInput, { ...heard, notAskedBecause: 'Away' }, ['notAskedBecause']],
    ['words of a child who was not asked', RecordVoiceInput, { ...heard, asked: false }, ['notAskedBecause', 'words']],
  ])('is refused with the other: %s', (_what, input, given, paths) => {
    expect(pathsOf(input, given)).toEqual(paths);
  });

  it('is taken with it, and left out with nothing', () => {
    expect(pathsOf(RecordInitialReviewInput, { ...review, imageryViewed: true, viewing })).toEqual([]);
    expect(pathsOf(RecordVoiceInput, heard)).toEqual([]);
    expect(pathsOf(RecordVoiceInput, { ...heard, asked: undefined })).toEqual(['asked']);
    expect(pathsOf(RecordVoiceInput, { ...heard, notAskedBecause: null })).toEqual([]);
  });
});

describe('the coded part of an input', () => {
  it('carries no words, at any depth', () => {
    const safetyPlans = [{ partyId: CHILD, plan: 'Words' }];
    expect(codedPart(ChooseLocalResponseInput, { rationale: 'Words', safetyPlans })).toEqual({
      safetyPlans: [{ partyId: CHILD }],
    });
  });

  it('says no to what is added later unless it is asked for', () => {
    expect(codedPart(RecordSharingDecisionInput, { decision: 'SHARE', sections: ['SUMMARY'] })).toEqual({
      decision: 'SHARE',
      sections: ['SUMMARY'],
      ongoing: false,
    });
  });
});

describe('a name or key in one line', () => {
  it.each(['Case worker 12', 'Ó Súilleabháin', 'نور', '9f1c-42', 'x'.repeat(200)])(
    'is taken as it came: %j',
    (line) => {
      expect(lineFault(line, 200)).toBeNull();
    },
  );

  it.each([
    ['nothing', undefined, 'This is needed.'],
    ['blanks', '   ', 'This is needed.'],
    ['too much', 'x'.repeat(201), 'At most 200 characters.'],
    ['a second line', 'one\ntwo', 'Write this in one line of printable characters.'],
    ['a character that ends it', 'a\u0000b', 'Write this in one line of printable characters.'],
    ['half a pair', 'a\ud800b', 'Write this in one line of printable characters.'],
    ['a turn of direction', '\u202eevil', 'Write this in one line of printable characters.'],
  ])('is refused with %s', (_what, line, message) => {
    expect(lineFault(line, 200)).toBe(message);
  });
});

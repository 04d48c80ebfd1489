import type { Answer } from '../harness/http.js';
import type { Chance } from './chance.js';
import { AGENCIES, ME, NOTICES, PACKET, REFERRAL, TIMELINE, WORK_TO_MOVE, WORKLIST } from './every-field.js';
import { inputFor, type View } from './sayings.js';
import { ANSWERS } from './walks.js';
import type { World } from './world.js';

/** What somebody might think of sharing. */
const SHARED: readonly string[][] = [
  ['SUMMARY', 'RISK'],
  ['SUBJECT_IDENTITY', 'SESSIONS'],
  ['SUMMARY', 'SUBJECT_IDENTITY', 'HARMED_PERSON', 'NARRATIVE', 'RISK', 'POLICE_RECORD', 'SOCIAL_CARE_RECORD'],
];
/** What ends a referral for everybody. */
const ENDS = ['withdraw', 'markEnteredInError'];

/** Actions that take an id of something on the referral, and where it stands. */
const NAMING: readonly [action: string, field: string, rest?: object][] = [
  ['acceptHandoff', 'handoffId'],
  ['declineHandoff', 'handoffId', { reason: 'Not ours.' }],
  ['withdrawHandoff', 'handoffId', { reason: 'A mistake.' }],
  ['acceptInvitation', 'invitationId'],
  ['declineInvitation', 'invitationId', { reason: 'Not ours.' }],
  ['withdrawInvitation', 'invitationId', { reason: 'A mistake.' }],
  ['withdrawSharingDecision', 'sharingDecisionId', { reason: 'A mistake.' }],
  ['agreeOnwardSharing', 'requestId', { reason: 'Yes.' }],
  ['refuseOnwardSharing', 'requestId', { reason: 'No.' }],
  ['withdrawOnwardAgreement', 'requestId', { reason: 'No more.' }],
  ['reviewSharingDecision', 'sharingDecisionId', { agrees: false, note: 'Not so.' }],
  ['provideInformation', 'requestId', { answer: 'Yes.' }],
  ['recordVoice', 'partyId', { asked: true, words: 'x', toldAboutSharing: true }],
  ['recordSupport', 'partyId', { status: 'OFFERED' }],
  ['startIntervention', 'partyId', { programme: 'x', plannedSessions: 2 }],
  ['recordSession', 'interventionId', { occurredOn: '2026-11-20', attended: true }],
  ['completeIntervention', 'interventionId', { completion: 'COMPLETED', summary: 'x' }],
  ['offerHandoff', 'sharingDecisionId', { toAgency: 'survivors', reason: 'x' }],
  ['inviteContributor', 'sharingDecisionId', { toAgency: 'survivors', ask: 'x' }],
];

/** What a question with a page is answered, page for page. */
async function pages(
  world: World,
  by: string,
  query: string,
  of: (data: Answer['data']) => unknown,
  asked: object,
): Promise<void> {
  for (let after: string | null = null; ;) {
    const { data } = await world.ask(by, query, { ...asked, after });
    const page = of(data) as { pageInfo: { hasNextPage: boolean; endCursor: string } } | undefined;
    if (!page?.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}
const timelineOf = (data: Answer['data']): unknown => (data?.referral as { timeline: unknown } | null)?.timeline;

/**
 * Everything that one caller can ask of a referral, as one who looks for what is not theirs: each field, each page, commands that are
 * refused and why, a version that is not theirs, ids of what is hidden, and last what they may do. The same questions in either world.
 * `tells`: after these actions the contract itself shows what differs.
 */
export async function interrogated(
  world: World,
  by: string,
  id: string,
  hiddenIds: readonly string[],
  chance: Chance,
  { acts = 1, tells = () => false }: { acts?: number; tells?: (action: string, input: object) => boolean } = {},
): Promise<void> {
  const { data } = await world.ask(by, REFERRAL, { id });
  const view = (data?.referral ?? null) as View | null;
  await pages(world, by, TIMELINE, timelineOf, { id });
  const input = { recipientAgency: chance.one(Object.keys(ANSWERS)), sections: chance.one(SHARED) };
  await world.ask(by, PACKET, { id, input });
  const version = view?.version ?? 1;
  const send = (action: string, input: object, expectedVersion = version): Promise<Answer> =>
    world.send(by, action, { referralId: id, expectedVersion, ...input });
  const note = { text: 'Looked at again.', audience: 'ALL_PARTICIPANTS' };
  await send('addNote', note, version + chance.one([-1, 1]));
  for (const hidden of hiddenIds) await namingWhatIsHidden(world, by, id, hidden, chance, send);
  const offered = view?.availableActions ?? [];
  const notNow = offered.filter(({ allowed }) => !allowed);
  for (const { name } of chance.some(notNow, 1)) await send(name, inputOr(name, by, view, chance));
  const now = offered
    .filter(({ name, allowed }) => allowed && !ENDS.includes(name))
    .map(({ name }) => ({ name, input: inputOr(name, by, view, chance) }))
    .filter(({ name, input: said }) => !tells(name, said));
  for (const { name, input: said } of chance.some(now, acts)) {
    await world.whilePasses();
    await send(name, said);
    await world.ask(by, REFERRAL, { id });
  }
}

async function namingWhatIsHidden(
  world: World,
  by: string,
  id: string,
  hidden: string,
  chance: Chance,
  send: (action: string, input: object) => Promise<Answer>,
): Promise<void> {
  await world.ask(by, REFERRAL, { id: hidden });
  const cursor = Buffer.from(JSON.stringify(['timeline', world.now.toISOString(), hidden, id])).toString('base64url');
  await world.ask(by, TIMELINE, { id, after: cursor });
  for (const [action, field, rest] of chance.some(NAMING, 2)) await send(action, { ...rest, [field]: hidden });
}

const inputOr = (name: string, by: string, view: View | null, chance: Chance): object =>
  (view && inputFor(name, by, view, chance, Object.keys(ANSWERS))) ?? {};

/** What a caller can ask without a referral in mind. */
export async function listsAsked(world: World, by: string, references: readonly string[]): Promise<void> {
  await world.ask(by, ME);
  await pages(world, by, AGENCIES, (data) => data?.agencies, {});
  await pages(world, by, NOTICES, (data) => data?.notices, {});
  await pages(world, by, WORK_TO_MOVE, (data) => data?.workToMove, {});
  await pages(world, by, WORKLIST, (data) => data?.worklist, { first: 7 });
  const filters: object[] = [
    { pathway: 'nudes-at-school' },
    ...[
      'reported',
      'initialReview',
      'immediateReferral',
      'active',
      'police.triaged',
      'socialCare.decided',
      'support.open',
    ].map((state) => ({ state })),
    ...[true, false].flatMap((is) => [{ overdue: is }, { waitingForUs: is }, { allocatedToMe: is }]),
    ...Object.keys(ANSWERS).map((holder) => ({ holder })),
    ...references.map((reference) => ({ reference })),
  ];
  for (const filter of filters) await world.ask(by, WORKLIST, { filter, first: 100 });
}

import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { type Answer, newKey } from '../harness/http.js';
import { PARTIES } from '../harness/incidents.js';
import { Chance } from './chance.js';
import { agencyOf, inputFor, sharing, type View, VIEW, words } from './sayings.js';
import type { World } from './world.js';

export const STAFF: readonly string[] = [
  'dsl@northgate.example',
  'deputy@northgate.example',
  'head@northgate.example',
  'triage@gmp.example',
  'officer@gmp.example',
  'supervisor@gmp.example',
  'decision@csc.example',
  'coordinator@lff.example',
  'practitioner@lff.example',
  'dsl@riverside.example',
  'coordinator@survivors.example',
];
/** Who answers for an agency, and who decides for it. */
export const ANSWERS: Record<string, string> = {
  northgate: 'dsl@northgate.example',
  gmp: 'supervisor@gmp.example',
  csc: 'decision@csc.example',
  lff: 'coordinator@lff.example',
  riverside: 'dsl@riverside.example',
  survivors: 'coordinator@survivors.example',
};
const AGENCIES = Object.keys(ANSWERS);
/** Rare, and not twice: they end what others could do. */
const ENDING = ['withdraw', 'markEnteredInError', 'close', 'endContribution'];

export interface Standing {
  status: string;
  custodian: string;
  main: string;
  /** Relations of each agency that sees it. */
  parts: Record<string, string[]>;
  /** Agencies to which something was opened for the time to come. */
  ongoingTo: string[];
  /** Agencies to which a decision of somebody opens the risk that nothing has ended. */
  riskTo: string[];
  /** Agencies that holding, in this walk, opened more than what every holder reads. */
  helds: string[];
}

/** How a referral stands, past every wall. */
export async function standingOf(world: World, id: string): Promise<Standing> {
  const [row] = await world.stored<{
    context: NudesContext;
    parts: Record<string, string[]>;
    keys: Record<string, string>;
  }>(
    `select stored->'snapshot'->'context' as context, (select jsonb_object_agg(id, key) from agency) as keys,
       (select jsonb_object_agg(a.key, to_jsonb(p.relations)) from participation p join agency a on a.id = p.agency_id
        where p.referral_id = r.referral_id and p.seen) as parts
     from referral r where referral_id = $1`,
    [id],
  );
  if (!row) throw new Error('There is no such referral');
  const { context, parts, keys } = row;
  return {
    status: context.status,
    custodian: keys[context.custodian] ?? '',
    main: context.main,
    parts,
    ongoingTo: context.decisions.filter(({ ongoing }) => ongoing).map((one) => keys[one.recipientAgency] ?? ''),
    riskTo: context.decisions
      .filter(({ byAgency, recipientAgency, seq, sections, withdrawnSeq }) => {
        const later = context.decisions.some(
          (one) => one.byAgency === byAgency && one.recipientAgency === recipientAgency && one.seq > seq,
        );
        return sections.includes('RISK') && withdrawnSeq === undefined && !later;
      })
      .map((one) => keys[one.recipientAgency] ?? ''),
    helds: context.participations
      .filter(({ custody }) => custody.length > 0)
      .map(({ agencyId }) => keys[agencyId] ?? ''),
  };
}

export async function viewOf(world: World, by: string, id: string): Promise<View | null> {
  const { data, errors, raw } = await world.ask(by, VIEW, { id });
  if (errors.length > 0) throw new Error(raw);
  return (data?.referral ?? null) as View | null;
}

/** What somebody does on what they see now, a while after what was done before. */
export async function done(world: World, by: string, id: string, action: string, input: object): Promise<Answer> {
  const [seen] = await world.stored<{ version: number }>(
    'select p.version from participation p join agency a on a.id = p.agency_id where p.referral_id = $1 and a.key = $2',
    [id, agencyOf(by)],
  );
  await world.whilePasses();
  return world.send(by, action, { referralId: id, expectedVersion: seen?.version ?? 1, ...input }, 'entry { id }');
}
export const entryOf = ({ data }: Answer): string =>
  (Object.values(data ?? {})[0] as { entry: { id: string } } | null)?.entry.id ?? '';
export const refused = ({ errors }: Answer): boolean => errors.length > 0;

export async function submittedIn(world: World, by: string, parties: object[], told: string): Promise<string> {
  await world.whilePasses();
  const answer = await world.send(by, 'submitReferral', {
    idempotencyKey: newKey(),
    pathway: 'nudes-at-school',
    summary: 'A picture of a pupil was passed on.',
    narrative: told,
    parties,
  });
  if (refused(answer)) throw new Error(answer.raw);
  return (answer.data?.submitReferral as { referral: { id: string } }).referral.id;
}

/** A referral that several people have worked with: some agencies were asked, some answered, then whatever they may. `seldom` is asked only as what they may. */
export async function walked(world: World, chance: Chance, seldom = ''): Promise<string> {
  const by = chance.is(0.3) ? 'teacher@northgate.example' : 'dsl@northgate.example';
  const id = await submittedIn(world, by, PARTIES, words(chance));
  const dsl = ANSWERS.northgate ?? '';
  if (chance.is(0.8)) {
    await done(world, dsl, id, 'openInitialReview', {});
    const review = inputFor('recordInitialReview', dsl, NOTHING_SEEN, chance, AGENCIES);
    await done(world, dsl, id, 'recordInitialReview', review ?? {});
  }
  let holder = 'northgate';
  const others = ['gmp', 'csc', 'lff', 'lff', 'riverside', 'survivors'].filter((agency) => agency !== seldom);
  const asked = chance.some(others, 2 + Math.floor(chance.next() * 3));
  for (const agency of new Set(asked)) {
    const from = ANSWERS[holder] ?? dsl;
    const decided = await done(world, from, id, 'recordSharingDecision', sharing(agency, chance));
    if (refused(decided)) continue;
    const handing = ['gmp', 'csc', 'riverside'].includes(agency) && chance.is(0.4);
    const about = { toAgency: agency, sharingDecisionId: entryOf(decided) };
    const offer = handing
      ? await done(world, from, id, 'offerHandoff', { ...about, reason: words(chance) })
      : await done(world, from, id, 'inviteContributor', { ...about, ask: words(chance) });
    if (refused(offer) || chance.is(0.25)) continue;
    const named = handing ? { handoffId: entryOf(offer) } : { invitationId: entryOf(offer) };
    const accepted = await done(
      world,
      ANSWERS[agency] ?? '',
      id,
      handing ? 'acceptHandoff' : 'acceptInvitation',
      named,
    );
    if (handing && !refused(accepted)) holder = agency;
  }
  for (let step = 0; step < 4; step += 1) await somethingDone(world, id, chance);
  return id;
}

async function somethingDone(world: World, id: string, chance: Chance): Promise<void> {
  const by = chance.one(STAFF);
  const view = await viewOf(world, by, id);
  const may = view?.availableActions.filter(
    ({ name, allowed }) => allowed && !(ENDING.includes(name) && chance.is(0.9)),
  );
  if (!view || !may || may.length === 0) return;
  const { name } = chance.one(may);
  const input = inputFor(name, by, view, chance, AGENCIES);
  if (input) await done(world, by, id, name, input);
}

const NOTHING_SEEN: View = {
  version: 1,
  custodian: { key: 'northgate' },
  parties: [],
  handoffs: [],
  invitations: [],
  sharingDecisions: [],
  interventions: [],
  availableActions: [],
  timeline: { edges: [] },
};

import { conflictsOf, restrictionOf } from '../../libs/access/barred.js';
import { relationsOf } from '../../libs/access/standing.js';
import { agencyOfPassing } from '../../libs/pathways/common/restriction-passed-on.js';
import { toldOf } from '../../libs/pathways/common/told.js';
import type { Advanced } from '../../libs/pathways/pathway.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import { allocationRows } from './allocation-rows.js';
import { agenciesTouched, changedAudiences, readersNow, sightChanged } from './item-readers.js';
import { agenciesMarkedAnew, conditionRows, marksOn } from './condition-rows.js';
import { deadlineRows, dueOf, nextDue } from './deadline-rows.js';
import { disclosuresOf, disclosuresSeenAnew, type PassedOn, passedOnBy } from './disclosures.js';
import { newId } from './new-id.js';
import { participationRows } from './participation-rows.js';
import { asReaders, partsMoved } from './service-walls.js';
import type {
  Change,
  Identity,
  InterventionRow,
  KeptItem,
  KeptRows,
  LoadedReferral,
  NewItem,
  OfferRow,
  SharingDecisionRow,
  SharingRationaleRow,
} from './stored-rows.js';
import { seesDecision, seesIntervention, seesOffer } from './who-may-know.js';

/** Words that an action says about what it creates or answers; they stand in that thing's own row. */
export interface Words {
  offer?: { words: string; respondBy: string | null };
  declineReason?: string;
  decision?: WordsOfDecision;
  /** Those under which a decision shares. */
  conditions?: string;
  programme?: string;
}
/** Its purpose and grounds, as its own row and the one of its reasons keep them. */
export type WordsOfDecision = Pick<
  SharingDecisionRow,
  'purpose' | 'family_informed' | 'consent' | 'schedule8_condition'
> &
  Omit<SharingRationaleRow, 'id' | 'visible_to'>;
export interface CarriedChange {
  identity: Identity;
  event: PathwayEvent;
  before: { stored: Advanced<ReferralContext>['stored']; context: ReferralContext } | null;
  after: Advanced<ReferralContext>;
  loaded: LoadedReferral | null;
  newItems: NewItem[];
  /** What stands already, when the event changes who may read it; empty otherwise. */
  keptItems: KeptItem[];
  keptRows: KeptRows | null;
  words: Words;
}

/** What stands already is looked at again only when the event changed who may read it, or how an intervention stands. */
export async function keptAsFarAsNeeded(
  before: ReferralContext,
  after: ReferralContext,
  read: () => Promise<{ items: KeptItem[]; rows: KeptRows }>,
): Promise<Pick<CarriedChange, 'keptItems' | 'keptRows'>> {
  const changed = sightChanged(before, after);
  if (!changed && JSON.stringify(before.interventions) === JSON.stringify(after.interventions))
    return { keptItems: [], keptRows: null };
  const { items, rows } = await read();
  return { keptItems: changed ? items : [], keptRows: rows };
}

/** Every row of the referral's own tables that one event writes, and what it let others read. Pure but for new ids. */
export function changeOf(carried: CarriedChange): { change: Change; passedOn: PassedOn[] } {
  const { identity, event, before, after, loaded } = carried;
  const { context } = after;
  const { words } = carried;
  const { referralId } = identity;
  const fresh = readersNow(carried.newItems, context);
  const kept = readersNow(carried.keptItems, context);
  const touched = agenciesTouched(fresh, kept);
  const marks = marksOn(new Map([...fresh, ...kept]), context);
  if (before) agenciesMarkedAnew(before.context, kept, marks).forEach((agency) => touched.add(agency));
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const item of carried.newItems) {
    const row = { ...item.row, visible_to: fresh.get(item) ?? [] };
    (rows[item.kept_in] ??= []).push(
      item.kept_in === 'entry' ? { ...row, value_sections: sectionsOfEntry(item, carried.newItems) } : row,
    );
  }
  const due = nextDue(after.stored.clocks);
  const [offers, interventions] = [offerRows(carried), interventionRows(carried)];
  const tables = withoutEmpty({
    moved: partsMoved(before?.context, context),
    referral: before ? [] : newReferral(identity, after),
    participation: participationRows(identity, before, after, loaded?.participations ?? [], touched),
    ...rows,
    offer: offers,
    offer_changed: changesOf(offers, carried.keptRows?.offer, ['status', 'decline_reason']),
    ...decisionRows(carried),
    ...conditionRows(event, context, marks, kept.size > 0, words.conditions ?? ''),
    withdrawn: context.decisions.filter(({ withdrawnSeq }) => withdrawnSeq === event.seq).map(({ id }) => ({ id })),
    reviewed: context.decisions.filter(({ reviewedSeq }) => reviewedSeq === event.seq).map(({ id }) => ({ id })),
    // A clock opens nothing: what it says is that time ran out.
    disclosure: event.by && before ? disclosuresOf({ before: before.context, after: context, fresh, kept }) : [],
    disclosure_seen: disclosuresSeenAnew(carried.keptRows?.disclosure ?? [], context),
    intervention: interventions,
    intervention_changed: changesOf(interventions, carried.keptRows?.intervention, ['attended_sessions', 'completion']),
    ...allocationRows(event, before?.context, context),
    deadline: deadlineRows(after, after.clockChanges, loaded?.deadlines ?? []),
    notice: noticesOf(carried, fresh),
    bars: barsChanged(carried),
    unseen: agenciesThatLostSight(loaded?.participations ?? [], context),
    audiences: changedAudiences(kept),
  });
  const woken = loaded?.nextDueAt?.toISOString() ?? null;
  return {
    change: {
      referralId,
      event,
      stored: after.stored,
      nextDueAt: due,
      wakeAt: due === woken ? null : due,
      rows: asReaders(tables, context),
    },
    passedOn: passedOnBy(new Map([...fresh, ...kept]), context),
  };
}

/** Whom the agency that acts, or whose side passes on by itself, shuts out of that side, all of it, where that changed. */
function barsChanged({ event, before, after }: CarriedChange): object {
  const agencyId = event.by?.agencyId ?? agencyOfPassing(event);
  if (agencyId === '' || !before) return {};
  const barsOf = (context: ReferralContext): object => ({
    people: restrictionOf(context, agencyId)?.people ?? null,
    conflicts: conflictsOf(context, agencyId).map(({ personId }) => personId),
  });
  const now = barsOf(after.context);
  return JSON.stringify(now) === JSON.stringify(barsOf(before.context)) ? {} : now;
}

const newReferral = ({ reference, pathway }: Identity, { stored }: Advanced<ReferralContext>): object => ({
  reference,
  pathway_key: pathway.key,
  pathway_version: stored.version,
});

const readersOfEntry = (readers: ReadonlyMap<KeptItem, string[]>, is: (entry: KeptItem) => boolean): string[] =>
  [...readers].find(([item]) => item.kept_in === 'entry' && is(item))?.[1] ?? [];

/** Agencies that see no referral here any more: what they were told of it before goes too. */
const agenciesThatLostSight = (earlier: LoadedReferral['participations'], after: ReferralContext): string[] =>
  earlier
    .filter(({ seen, agency_id }) => seen && relationsOf(after, agency_id).length === 0)
    .map(({ agency_id }) => agency_id);

/** An entry is listed for a role that reads one of its values' sections; without values, its own. */
function sectionsOfEntry(entry: NewItem, items: readonly NewItem[]): string[] {
  const ofValues = items
    .filter((item) => item.kept_in !== 'entry' && item.entry_id === entry.id)
    .map(({ section }) => section);
  return ofValues.length > 0 ? [...new Set(ofValues)] : [entry.section];
}

function offerRows({ event, after, before, keptRows, words }: CarriedChange): OfferRow[] {
  return after.context.offers.flatMap((offer): OfferRow[] => {
    const visible_to = seesOffer(offer, after.context);
    const was = keptRows?.offer?.find(({ id }) => id === offer.id);
    if (was) {
      const answeredNow = offer.status !== before?.context.offers.find(({ id }) => id === offer.id)?.status;
      const declined = answeredNow && offer.status === 'DECLINED';
      return [
        {
          ...was,
          status: offer.status,
          respond_by: dueOf(offer.id, after.stored.clocks) ?? was.respond_by,
          decline_reason: declined ? (words.declineReason ?? null) : was.decline_reason,
          visible_to,
        },
      ];
    }
    if (offer.id !== event.entryId || !words.offer) return [];
    return [
      {
        id: offer.id,
        kind: offer.kind,
        status: offer.status,
        from_agency: offer.fromAgency,
        to_agency: offer.toAgency,
        words: words.offer.words,
        decline_reason: null,
        respond_by: words.offer.respondBy,
        seq: event.seq,
        visible_to,
      },
    ];
  });
}

function decisionRows({ event, after, keptRows, words }: CarriedChange): Record<string, object[]> {
  const { context } = after;
  const decisions: SharingDecisionRow[] = [];
  const rationales: object[] = [];
  for (const decision of context.decisions) {
    const visible_to = seesDecision(decision, context, null);
    const seesWhy = seesDecision(decision, context, decision.recipientAgency);
    const was = keptRows?.sharing_decision?.find(({ id }) => id === decision.id);
    const why = keptRows?.sharing_rationale?.find(({ id }) => id === decision.id);
    if (was) decisions.push({ ...was, visible_to });
    if (why) rationales.push({ ...why, visible_to: seesWhy });
    if (decision.id !== event.entryId || !words.decision) continue;
    const { purpose, family_informed, consent, schedule8_condition, ...reasons } = words.decision;
    decisions.push({
      id: decision.id,
      seq: event.seq,
      by_agency: decision.byAgency,
      recipient_agency: decision.recipientAgency,
      decision: decision.outcome,
      purpose,
      lawful_basis: decision.lawfulBasis,
      sections: decision.sections,
      ongoing: decision.ongoing,
      family_informed,
      consent,
      schedule8_condition,
      decided_at: event.at,
      visible_to,
    });
    rationales.push({
      id: decision.id,
      ...reasons,
      visible_to: seesWhy,
    });
  }
  return { sharing_decision: decisions, sharing_rationale: rationales };
}

function interventionRows({ event, after, keptRows, words }: CarriedChange): InterventionRow[] {
  return after.context.interventions.flatMap((intervention): InterventionRow[] => {
    const was = keptRows?.intervention?.find(({ id }) => id === intervention.id);
    if (!was && intervention.id !== event.entryId) return [];
    const seq = was?.seq ?? event.seq;
    return [
      {
        id: intervention.id,
        seq,
        agency_id: intervention.agencyId,
        party_id: intervention.partyId,
        programme: was?.programme ?? words.programme ?? '',
        planned_sessions: intervention.plannedSessions,
        attended_sessions: intervention.attendedSessions,
        completion: intervention.completion,
        visible_to: seesIntervention(intervention, seq, after.context),
      },
    ];
  });
}

/** What an event changed in rows that stood, with how it was: it shows to who reads that event's entry, and to others how it was. */
function changesOf<Row extends { id: string }, Key extends keyof Row & string>(
  rows: readonly Row[],
  stood: readonly Row[] | null | undefined,
  keys: readonly Key[],
): object[] {
  const said = (row: Row): object => Object.fromEntries(keys.map((key) => [key, row[key]]));
  return rows.flatMap((now) => {
    const was = stood?.find(({ id }) => id === now.id);
    return was && keys.some((key) => was[key] !== now[key]) ? [{ id: now.id, was: said(was), now: said(now) }] : [];
  });
}

/** Who must be told, committed with the change: the reference and a code, for it may be the last that the agency hears. */
function noticesOf({ event, after }: CarriedChange, fresh: ReadonlyMap<KeptItem, string[]>): object[] {
  const told = toldOf({
    event,
    after: after.context,
    clockChanges: after.clockChanges,
    readers: readersOfEntry(fresh, ({ id }) => id === event.entryId),
    feedbackReaders: readersOfEntry(fresh, ({ audience }) => audience === 'FEEDBACK'),
  });
  return told.map(({ kind, agencyId, roles }) => ({ id: newId(), kind, agency_id: agencyId, roles }));
}

/** Only what has rows: a table that is not named is not touched. */
function withoutEmpty(tables: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(tables).filter(([, rows]) => Object.keys(rows).length > 0));
}

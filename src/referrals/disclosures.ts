import { readOn } from '../../libs/access/audience.js';
import { isConditional } from '../../libs/access/handling.js';
import { heardOf, whoKnows } from '../../libs/access/heard.js';
import { agenciesOn } from '../../libs/access/standing.js';
import type { Section } from '../../libs/access/vocabulary.js';
import { seesParty } from '../../libs/pathways/common/parties-seen.js';
import type { DecisionToShare, ReferralContext } from '../../libs/pathways/referral-context.js';
import { itemOf, thingsOnce } from './item-readers.js';
import { newId } from './new-id.js';
import type { DisclosureRow, KeptItem } from './stored-rows.js';

/** Who came to read something by one event, of which sections and of whom. */
export interface PassedOn {
  recipients: string[];
  sections: Section[];
  persons: string[];
}

/** Recipients who received of the same sections and of the same persons stand together: one line of the record says it of each of them. */
export function passedOnBy(readers: ReadonlyMap<KeptItem, readonly string[]>, context: ReferralContext): PassedOn[] {
  const received = new Map<string, { sections: Set<Section>; persons: Set<string> }>();
  for (const item of thingsOnce([...readers.keys()]))
    for (const recipient of newReaders(item, readers)) {
      const its = received.get(recipient) ?? { sections: new Set(), persons: new Set() };
      its.sections.add(item.section);
      if (item.party_id !== null && knowsWho(recipient, item.party_id, context)) its.persons.add(item.party_id);
      received.set(recipient, its);
    }
  const alike = new Map<string, PassedOn>();
  for (const [recipient, its] of received) {
    const [sections, persons] = [[...its.sections].sort(), [...its.persons].sort()];
    const key = JSON.stringify([sections, persons]);
    alike.set(key, { sections, persons, recipients: [...(alike.get(key)?.recipients ?? []), recipient] });
  }
  return [...alike.values()];
}

/** Where not, the session that it now reads of is with somebody whose id it does not learn, from the record either. */
const knowsWho = (agencyId: string, partyId: string, context: ReferralContext): boolean =>
  context.parties.some((party) => party.id === partyId && seesParty(context, agencyId, party));

/** Agencies that did not read it before, and did not write it. */
const newReaders = (item: KeptItem, readers: ReadonlyMap<KeptItem, readonly string[]>): string[] =>
  (readers.get(item) ?? []).filter((agency) => agency !== item.writer && !item.visible_to.includes(agency));

/** What one event changed, as far as it matters for who has what. */
export interface Opened {
  before: ReferralContext;
  after: ReferralContext;
  /** What it wrote, with who reads it. */
  fresh: ReadonlyMap<KeptItem, readonly string[]>;
  /** What stood already, with who reads it now. */
  kept: ReadonlyMap<KeptItem, readonly string[]>;
}

/**
 * What agencies came to have of others' by one event: of which section, of whom, and on which decision. Each decision that opens something
 * is named, also where its recipient had it already: whoever withdraws one finds here what was received on it, and cannot tell from a line
 * that is missing what another agency has shared. What passes between the two ends of an offer or a decision is about sharing, and shares
 * nothing itself.
 */
export function disclosuresOf({ before, after, fresh, kept }: Opened): Omit<DisclosureRow, 'seq'>[] {
  const made = new Map<string, Omit<DisclosureRow, 'seq'>>();
  const readers = new Map([...fresh, ...kept]);
  const moved = movedBy(before, after);
  for (const item of thingsOnce([...readers.keys()])) {
    if (item.audience === 'BOTH_ENDS') continue;
    const came = new Set(newReaders(item, readers));
    for (const recipient of readers.get(item) ?? []) {
      const opens = (one: DecisionToShare): boolean =>
        one.recipientAgency === recipient &&
        (fresh.has(item) || moved(one) || came.has(recipient) || came.has(one.byAgency));
      const opening = openedOn(item, after.decisions.filter(opens), fresh.has(item) ? null : before, after);
      const withoutDecision = opening.length === 0 && came.has(recipient);
      for (const decision_id of withoutDecision ? [null] : opening) {
        const row = { recipient, section: item.section, party_id: item.party_id, decision_id };
        const key = JSON.stringify(Object.values(row));
        if (made.has(key)) continue;
        const by = after.decisions.find(({ id }) => id === decision_id)?.byAgency ?? null;
        const heard = heardOf(recipient, by, after);
        const { told, heldSince: held_since } = heard;
        made.set(key, { id: newId(), ...row, told, held_since, visible_to: whoKnows(heard, after) });
      }
    }
  }
  return [...made.values()];
}

/** Of these decisions those on which their recipient reads an item now and did not before. */
const openedOn = (
  item: KeptItem,
  decisions: readonly DecisionToShare[],
  before: ReferralContext | null,
  after: ReferralContext,
): string[] =>
  decisions
    .filter((one) => readOn(one, itemOf(item), after))
    .filter(({ id }) => {
      const was = before?.decisions.find((one) => one.id === id);
      return !before || !was || !readOn(was, itemOf(item), before);
    })
    .map(({ id }) => id);

/**
 * Whether an event changed what a decision can open of what its two agencies read before and after: the part of one of them is another, or what
 * was decided or offered to one of them. Where something is under a condition, what concerns others may change it too.
 */
function movedBy(before: ReferralContext, after: ReferralContext): (decision: DecisionToShare) => boolean {
  if ([before, after].some(({ decisions }) => decisions.some(isConditional))) return () => true;
  const around = (agency: string, { decisions, offers, participations }: ReferralContext): string =>
    JSON.stringify([
      decisions.filter(({ recipientAgency }) => recipientAgency === agency),
      offers.filter(({ toAgency }) => toAgency === agency),
      participations.filter(({ agencyId }) => agencyId === agency),
    ]);
  const moved = new Set(agenciesOn(after).filter((agency) => around(agency, before) !== around(agency, after)));
  return ({ byAgency, recipientAgency }) => moved.has(byAgency) || moved.has(recipientAgency);
}

/** Those of which somebody else learns now than before. */
export function disclosuresSeenAnew(
  kept: readonly DisclosureRow[],
  context: ReferralContext,
): Pick<DisclosureRow, 'id' | 'visible_to'>[] {
  return kept.flatMap(({ id, told, held_since, visible_to: was }) => {
    const visible_to = whoKnows({ told, heldSince: held_since }, context);
    return JSON.stringify(visible_to) === JSON.stringify([...was].sort()) ? [] : [{ id, visible_to }];
  });
}

import { audienceOf, conditionsOn } from '../../libs/access/audience.js';
import { isConditional } from '../../libs/access/handling.js';
import type { DecisionToShare, PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import { itemOf } from './change.js';
import type { KeptItem } from './stored-rows.js';

/** Who reads the words of a condition: all that do, or those that come to them. */
interface ConditionRead {
  id: string;
  visible_to: string[];
  whole: boolean;
}

/**
 * The words of a condition are read like its decision, by both ends and whoever holds the risk, and besides by everybody to whom
 * something came under it: the mark travels with what it is on. `whole`: `readers` are of everything that stands, not of what is new alone.
 */
export function conditionRows(
  event: PathwayEvent,
  context: ReferralContext,
  readers: ReadonlyMap<KeptItem, readonly string[]>,
  whole: boolean,
  words: string,
): { handling_condition: object[]; condition_read: ConditionRead[] } {
  const conditional = context.decisions.filter(isConditional);
  if (conditional.length === 0) return { handling_condition: [], condition_read: [] };
  const bound = boundBy(conditional, context, readers);
  const read = conditional.map((decision): ConditionRead => {
    const ends = whole ? readersOfDecision(decision, context) : [];
    return { id: decision.id, visible_to: [...new Set([...ends, ...(bound.get(decision.id) ?? [])])].sort(), whole };
  });
  const made = conditional.find(({ id }) => id === event.entryId);
  return {
    handling_condition: made
      ? [{ id: made.id, originator: made.byAgency, conditions: words, visible_to: readersOfDecision(made, context) }]
      : [],
    condition_read: read.filter((one) => one.whole || one.visible_to.length > 0),
  };
}

const readersOfDecision = ({ seq, byAgency, recipientAgency }: DecisionToShare, context: ReferralContext): string[] =>
  audienceOf(
    { seq, section: 'SUMMARY', writer: byAgency, audience: 'BOTH_ENDS', otherEnd: recipientAgency, notFor: null },
    context,
  );

/** By decision, the agencies that read something under its condition. */
function boundBy(
  conditional: readonly DecisionToShare[],
  context: ReferralContext,
  readers: ReadonlyMap<KeptItem, readonly string[]>,
): Map<string, Set<string>> {
  const sections = new Set(conditional.flatMap((one) => one.sections));
  const bound = new Map<string, Set<string>>();
  for (const [item, agencies] of readers) {
    if (!sections.has(item.section)) continue;
    for (const agency of agencies.filter((one) => one !== item.writer))
      for (const { id } of conditionsOn(agency, itemOf(item), context))
        bound.set(id, (bound.get(id) ?? new Set()).add(agency));
  }
  return bound;
}

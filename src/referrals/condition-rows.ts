import { audienceOf, conditionsOn } from '../../libs/access/audience.js';
import { isConditional } from '../../libs/access/handling.js';
import type { DecisionToShare, PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import { itemOf } from './item-readers.js';
import type { KeptItem } from './stored-rows.js';

/** Who reads the words of a condition: all that do, or those that come to them. */
interface ConditionRead {
  id: string;
  visible_to: string[];
  whole: boolean;
}

/**
 * The words of a condition are read like its decision, by both ends and whoever holds the risk, and besides by everybody to whom
 * something came under it: the mark travels with what it is on. `whole`: `marks` are of everything that stands, not of what is new alone.
 */
export function conditionRows(
  event: PathwayEvent,
  context: ReferralContext,
  marks: readonly Mark[],
  whole: boolean,
  words: string,
): { handling_condition: object[]; condition_read: ConditionRead[] } {
  const conditional = context.decisions.filter(isConditional);
  if (conditional.length === 0) return { handling_condition: [], condition_read: [] };
  const read = conditional.map((decision): ConditionRead => {
    const ends = whole ? readersOfDecision(decision, context) : [];
    const bound = marks.filter(({ decisionId }) => decisionId === decision.id).map(({ agency }) => agency);
    return { id: decision.id, visible_to: [...new Set([...ends, ...bound])].sort(), whole };
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

/** That an agency reads something under a decision's condition. */
export interface Mark {
  agency: string;
  decisionId: string;
  item: KeptItem;
}
export function marksOn(readers: ReadonlyMap<KeptItem, readonly string[]>, context: ReferralContext): Mark[] {
  const sections = new Set(context.decisions.filter(isConditional).flatMap((one) => one.sections));
  return [...readers]
    .filter(([item]) => sections.has(item.section))
    .flatMap(([item, agencies]) =>
      agencies
        .filter((agency) => agency !== item.writer)
        .flatMap((agency) =>
          conditionsOn(agency, itemOf(item), context).map(({ id: decisionId }) => ({ agency, decisionId, item })),
        ),
    );
}

/** Agencies of whose material something came under another condition than before, or under none: they see it by the mark. */
export function agenciesMarkedAnew(
  before: ReferralContext,
  kept: ReadonlyMap<KeptItem, readonly string[]>,
  marks: readonly Mark[],
): string[] {
  const were = marksByAgency(marksOn(new Map([...kept.keys()].map((item) => [item, item.visible_to])), before));
  const are = marksByAgency(marks.filter(({ item }) => kept.has(item)));
  return [...new Set([...were.keys(), ...are.keys()])].filter((agency) => were.get(agency) !== are.get(agency));
}
function marksByAgency(marks: readonly Mark[]): Map<string, string> {
  const byAgency = new Map<string, string>();
  for (const { agency, decisionId, item } of marks)
    byAgency.set(agency, `${byAgency.get(agency) ?? ''} ${item.id} ${decisionId}`);
  return byAgency;
}

import type { AgencyId, DecisionToShare, Participation } from '../pathways/referral-context.js';
import { withoutConditions } from './audience.js';
import { endedOn, offeredOn } from './decisions.js';
import { goesOn, handedOn, type Step, stepOf } from './handling.js';
import { CUSTODIAN_READS, holdingOpensSection, OWN_RECORD } from './section-sight.js';
import { type Ledger, partOf, stillTakesPart, takesPart, tookPartAt } from './standing.js';
import type { Section, Telling } from './vocabulary.js';

/**
 * Whether an agency sees how a region stands. A state is never kept as it was, so this asks what opens its section still: taking part
 * with a right to it, or a decision that nothing has ended and that no condition keeps from this agency. A packet of the section, kept
 * since its decision was withdrawn, tells what stood there then; a state would go on telling what is new. What a decision opens lasts as long
 * as its own agency sees it without a break: what is begun while that is away, or opened to it anew, concerns nobody else.
 */
export const seesStatesOf = ({ section, isDanger = false }: Telling, agency: AgencyId, ledger: Ledger): boolean =>
  isOpenTo(agency, section, isDanger ? withoutConditions(ledger) : ledger, ledger.seq, [], []);

/** Whether it sees how others of its kind stand: what its own record shows it is its own part alone. */
export const seesStatesOfOthers = ({ section }: Telling, agency: AgencyId, ledger: Ledger): boolean => {
  const part = partOf(ledger, agency);
  if (!part || !takesPart(ledger, agency)) return false;
  return seesAsHolder(part, section, ledger, ledger.seq, []) || isOpened(part, section, ledger, ledger.seq, [], []);
};

/**
 * Whether it is open without a break since an event. `asked` and `onward` as in audience.ts: whose sight depends on this answer, and the
 * steps in which it goes on.
 */
function isOpenTo(
  agency: AgencyId,
  section: Section,
  ledger: Ledger,
  since: number,
  asked: readonly AgencyId[],
  onward: readonly Step[],
): boolean {
  const part = partOf(ledger, agency);
  if (!part || !stillTakesPart(ledger, agency, since) || asked.includes(agency)) return false;
  return (
    OWN_RECORD[section] === part.kind ||
    seesAsHolder(part, section, ledger, since, onward) ||
    isOpened(part, section, ledger, since, asked, onward)
  );
}
const isOpened = (
  part: Participation,
  section: Section,
  ledger: Ledger,
  since: number,
  asked: readonly AgencyId[],
  onward: readonly Step[],
): boolean =>
  ledger.decisions.some((decision) => {
    const agency = part.agencyId;
    if (decision.recipientAgency !== agency || !isOpening(decision, section, ledger)) return false;
    const asOf = tookPartAt(part, decision.seq) ? decision.seq : offeredOn(decision, agency, ledger);
    const opened = Math.max(asOf, decision.seq);
    if (opened > since || !goesOn(decision, section, onward, ledger)) return false;
    const step = stepOf(decision.byAgency, agency, opened, ledger.seq + 1);
    return isOpenTo(decision.byAgency, section, ledger, opened, [...asked, agency], [...onward, step]);
  });

const isOpening = (decision: DecisionToShare, section: Section, ledger: Ledger): boolean =>
  decision.outcome !== 'DO_NOT_SHARE' && decision.sections.includes(section) && endedOn(decision, ledger) === Infinity;

/** Without any decision about it; who was handed the risk passes on no more of it than a condition lets. */
function seesAsHolder(
  part: Participation,
  section: Section,
  ledger: Ledger,
  since: number,
  onward: readonly Step[],
): boolean {
  return part.custody.some(
    (span) =>
      span.from <= since &&
      (CUSTODIAN_READS.includes(section) ||
        (span.until === null && holdingOpensSection(part, span, section, ledger))) &&
      (onward.length === 0 || handedOn(part, span, section, onward, ledger)),
  );
}

import { isOpen, partOf } from '../../access/standing.js';
import type { AgencyKind, Role } from '../../access/vocabulary.js';
import type { ClockRunning } from '../clock-keeping.js';
import type { ClockWords } from '../pathway.js';
import { type NudesContext, takingPart } from './nudes-context.js';

/** A duty with a deadline, declared: when it runs, who must meet it, what meets it. Counting and rules stand in `rules-in-force.ts`. */
export interface ClockDeclaration extends ClockWords {
  kind: string;
  /** Those that it is counted by, as `rules-in-force.ts` names them. */
  rules: string[];
  /** What meets it; anything else that ends it cancels it. */
  metBy: string[];
  running: (context: NudesContext) => ClockRunning[];
}

/** Who is called when a deadline runs out. In a school its leader too: the safeguarding lead is who missed it; and a partner’s own system. */
const CALLED: Role[] = [
  'SUPERVISOR',
  'SAFEGUARDING_LEAD',
  'SCHOOL_LEADER',
  'DECISION_MAKER',
  'SERVICE_COORDINATOR',
  'INTEGRATION',
];
export const called = (...agencyIds: string[]): ClockRunning['escalateTo'] =>
  [...new Set(agencyIds)].map((agencyId) => ({ agencyId, roles: CALLED }));
/** Whoever waits for an answer is at work on it: a case worker too. */
export const waiting = (agencyId: string): ClockRunning['escalateTo'][number] => ({
  agencyId,
  roles: [...CALLED, 'CASE_WORKER'],
});
export const when = (is: boolean, clock: () => ClockRunning): ClockRunning[] => (is ? [clock()] : []);
export const held = (context: NudesContext, rule: string, about: string | null = null): ClockRunning => ({
  about,
  agencyId: context.custodian,
  rule,
  escalateTo: called(context.custodian),
});

/** Agencies of that kind that were asked and have not said no. */
export const reached = (context: NudesContext, kind: AgencyKind): string[] => [
  ...new Set([
    ...context.offers.filter((offer) => offer.toKind === kind && isOpen(offer)).map(({ toAgency }) => toAgency),
    ...takingPart(context, kind).map(({ agencyId }) => agencyId),
  ]),
];
/**
 * When it reached that agency: by the offer or invitation, whenever it was answered; or when the referral was forced on anew after it. An
 * agency that ended its part and is asked again is reached by what asked it again.
 */
export const toldAt = (context: NudesContext, agencyId: string): string => {
  const left = Math.max(0, ...(partOf(context, agencyId)?.takesPart ?? []).map(({ until }) => until ?? 0));
  const first = context.offers.find(
    (offer) => offer.toAgency === agencyId && offer.offeredSeq > left && (isOpen(offer) || offer.status === 'ACCEPTED'),
  );
  const reached = first?.offeredAt ?? context.startedAt;
  return reached > context.roundAt ? reached : context.roundAt;
};

import { OWN_RECORD } from '../../access/section-sight.js';
import { partOf } from '../../access/standing.js';
import { seesStatesOfOthers } from '../../access/state-sight.js';
import type { AgencyKind, Section } from '../../access/vocabulary.js';
import type { AgencyId } from '../referral-context.js';
import { nothingRecorded, type NudesContext, type OwnRecord } from './nudes-context.js';

/** What is recorded now is what the referral goes by, and the agency's own. */
export function recorded(context: NudesContext, agencyId: AgencyId | undefined): OwnRecord[] {
  if (agencyId === undefined) return [context];
  const own = (context.own ??= {});
  return [context, (own[agencyId] ??= nothingRecorded())];
}
/** Every record that there is: what is new overtakes each of them. */
export const everyRecord = (context: NudesContext): OwnRecord[] => [context, ...Object.values(context.own ?? {})];

/**
 * The referral as an agency of that kind goes by it. Two of a kind keep two records, and neither reads the other's without a decision: what
 * another one recorded neither meets this one's duty, nor bars it from deciding, nor is shown to it as a state.
 */
export function asKnownTo(context: NudesContext, agencyId: AgencyId): NudesContext {
  const section = recordOf(context, agencyId);
  const others = Object.keys(context.own ?? {}).filter((other) => other !== agencyId);
  if (!section || !others.some((other) => recordOf(context, other) === section)) return context;
  if (seesStatesOfOthers({ section }, agencyId, context)) return context;
  const { police, socialCare } = context.own?.[agencyId] ?? nothingRecorded();
  return section === 'POLICE_RECORD'
    ? { ...context, police }
    : { ...context, socialCare: { ...socialCare, ranOut: context.socialCare.ranOut } };
}

const RECORDS: Partial<Record<AgencyKind, Section>> = Object.fromEntries(
  Object.entries(OWN_RECORD).map(([section, kind]) => [kind, section]),
);
/** The section that it keeps of itself, if its kind keeps one: also of an agency that is only asked. */
function recordOf(context: NudesContext, agencyId: AgencyId): Section | undefined {
  const kind = partOf(context, agencyId)?.kind ?? context.offers.find(({ toAgency }) => toAgency === agencyId)?.toKind;
  return kind && RECORDS[kind];
}

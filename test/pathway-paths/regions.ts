import { clocksOf } from '../../libs/pathways/nudes-at-school/clocks.js';
import type { NudesContext } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { POLICE, SOCIAL_CARE } from './agencies-and-people.js';
import type { Move } from './moves.js';

/** What moves a region of the statechart; `beside` is what moves none of them. */
export type Region = 'main' | 'police' | 'socialCare' | 'takedown' | 'support' | 'immediateSafety' | 'beside';
export const REGIONS: readonly Region[] = ['main', 'police', 'socialCare', 'takedown', 'support', 'immediateSafety'];

const OF_ACTION: Record<string, Region> = {
  openInitialReview: 'main',
  recordInitialReview: 'main',
  chooseLocalResponse: 'main',
  coSignLocalResponse: 'main',
  recordLaterReview: 'main',
  withdrawSharingDecision: 'main',
  close: 'main',
  reopen: 'main',
  withdraw: 'main',
  markEnteredInError: 'main',
  recordTriage: 'police',
  recordPoliceDecision: 'police',
  recordPoliceOutcome: 'police',
  recordSocialCareDecision: 'socialCare',
  recordTakedown: 'takedown',
  recordSupport: 'support',
  confirmSafe: 'immediateSafety',
};
const OF_NEWS: Record<string, Region> = {
  RESPREAD: 'takedown',
  NEW_CHILD: 'support',
  SUICIDE_RISK: 'immediateSafety',
};
const OF_AGENCY: Record<string, Region> = { [POLICE]: 'police', [SOCIAL_CARE]: 'socialCare' };
const BESIDE = ['requestInformation', 'askOnwardSharing'];
const ANSWERS = ['acceptHandoff', 'declineHandoff', 'acceptInvitation', 'declineInvitation', 'endContribution'];

export function regionOf({ name, payload, by }: Move, { offers }: NudesContext): Region {
  const news = typeof payload.kind === 'string' ? payload.kind : '';
  if (name === 'reportNewInformation') return OF_NEWS[news] ?? 'main';
  // Not to share counts as an answer: it takes the main way on, and no other region.
  if (payload.decision === 'DO_NOT_SHARE') return 'main';
  const asked = offers.find(({ id }) => id === payload.handoffId || id === payload.invitationId)?.toAgency;
  const named = [payload.recipientAgency, payload.toAgency, asked].find((one) => typeof one === 'string');
  const agency = ANSWERS.includes(name) ? by.agencyId : named;
  return OF_ACTION[name] ?? (BESIDE.includes(name) ? 'beside' : (OF_AGENCY[String(agency)] ?? 'beside'));
}

const OF_CLOCK: Record<string, Region> = {
  immediateSafety: 'immediateSafety',
  charityFirstContact: 'beside',
  informationRequest: 'beside',
  onwardAgreement: 'beside',
};
/** Clocks that run as things stand. Two kinds change something when they run out, and do so once. */
export function clocksRunning(
  context: NudesContext,
): { kind: string; clockId: string; region: Region; changes: boolean }[] {
  const changes = (kind: string, about: string | null): boolean =>
    kind === 'socialCareDecision'
      ? !context.socialCare.ranOut
      : kind === 'offerResponse' && context.offers.some(({ id, status }) => id === about && status === 'OFFERED');
  return clocksOf(context).flatMap(({ kind, rules, running }) =>
    running.map(({ about, agencyId, rule }) => {
      // The pathway's page tells by which rules a deadline is counted.
      if (!rules.includes(rule)) throw new Error(`${kind} does not name ${rule}`);
      return {
        kind,
        clockId: about === null ? kind : `${kind}:${about}`,
        region: OF_CLOCK[kind] ?? OF_AGENCY[agencyId] ?? 'main',
        changes: changes(kind, about),
      };
    }),
  );
}

import { isOpen, takesPart } from '../../libs/access/standing.js';
import { children } from '../../libs/pathways/common/rules.js';
import { policeSettled, supportSettled, takedownSettled } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { POLICE, SOCIAL_CARE } from './agencies-and-people.js';
import { type Move, movesOf } from './moves.js';
import type { PlayedReferral } from './played-referral.js';

const LONGEST = 60;

/** Steps to a closed referral from here when that agency stays silent; null when no such way was found. */
export function stepsToClose(from: PlayedReferral, silent: string | null): string[] | null {
  const referral = from.branch();
  const steps: string[] = [];
  while (referral.context.status === 'OPEN') {
    if (steps.length > LONGEST) return null;
    const move = nextMove(referral, silent);
    if (move) referral.take(move.by, move.name, move.payload);
    else {
      const clock = referral.nextClock;
      if (!clock) return null;
      referral.runsOut(clock);
    }
    steps.push(move ? move.name : 'time passes');
  }
  return steps;
}

/** What somebody with the closing in mind would do next; undefined: wait. */
export function nextMove(referral: PlayedReferral, silent: string | null): Move | undefined {
  const { context } = referral;
  const moves = movesOf(referral.stored).filter(({ by }) => by.agencyId !== silent);
  const find = (name: string, fits: (payload: Move['payload']) => boolean = () => true): Move | undefined =>
    moves.find((move) => move.name === name && fits(move.payload));
  const unheard = children(context).find(({ id }) => !context.voices.includes(id));
  const forced = context.main === 'immediateReferral' || context.main === 'adultInvolved';
  const asks = (agency: string): Move | undefined => {
    const asked = context.offers.some(
      (offer) =>
        offer.toAgency === agency &&
        (isOpen(offer) || (offer.status !== 'WITHDRAWN' && offer.offeredSeq > context.roundSeq)),
    );
    if (!forced || asked || takesPart(context, agency)) return undefined;
    return (
      find('inviteContributor', ({ toAgency }) => toAgency === agency) ??
      moves.find(
        ({ by, name, payload: it }) =>
          name === 'recordSharingDecision' &&
          by.agencyId === context.custodian &&
          it.recipientAgency === agency &&
          it.decision === 'SHARE',
      )
    );
  };
  const unsupported = children(context).find(({ id }) => !['COMPLETE', 'DECLINED'].includes(context.support[id] ?? ''));
  return (
    find('confirmSafe') ??
    find('close') ??
    (unheard && find('recordVoice', ({ partyId }) => partyId === unheard.id)) ??
    (context.interventions.some(({ completion }) => completion === null) ? find('completeIntervention') : undefined) ??
    (supportSettled(context)
      ? undefined
      : find('recordSupport', (it) => it.status === 'COMPLETE' && it.partyId === unsupported?.id)) ??
    (takedownSettled(context) ? undefined : find('recordTakedown', ({ status }) => status === 'NOT_NEEDED')) ??
    find('acceptInvitation') ??
    find('acceptHandoff') ??
    // What cannot be accepted any more, because who offered it has decided not to share, is declined: that is an answer too.
    find('declineInvitation') ??
    find('declineHandoff') ??
    (context.socialCare.decision === null ? find('recordSocialCareDecision') : undefined) ??
    (context.police.route === null ? find('recordPoliceDecision') : undefined) ??
    (policeSettled(context) ? undefined : find('recordPoliceOutcome', ({ outcomeCode }) => outcomeCode === 20)) ??
    find('recordLaterReview', ({ stable }) => stable === true) ??
    find('openInitialReview') ??
    find('recordInitialReview') ??
    find('chooseLocalResponse') ??
    find('coSignLocalResponse') ??
    asks(POLICE) ??
    asks(SOCIAL_CARE)
  );
}

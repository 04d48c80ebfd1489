import fc from 'fast-check';
import { type Move, movesOf } from './moves.js';
import { PlayedReferral } from './played-referral.js';

const FINAL = ['withdraw', 'markEnteredInError'];
/** Somebody with the closing in mind does the first of these that they may. */
const TOWARDS_CLOSING: readonly string[] = [
  'confirmSafe',
  'close',
  'acceptInvitation',
  'acceptHandoff',
  'recordPoliceOutcome',
  'recordPoliceDecision',
  'recordSocialCareDecision',
  'completeIntervention',
  'recordLaterReview',
  'coSignLocalResponse',
  'chooseLocalResponse',
  'recordInitialReview',
  'openInitialReview',
  'inviteContributor',
];

/** Referrals on which several people do whatever they may, while time passes; now and then somebody makes for the closing. */
export function randomWalks(
  numRuns: number,
  visit: (referral: PlayedReferral) => void,
  ended: (referral: PlayedReferral) => void,
): void {
  const choices = fc.array(fc.nat(), { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(choices, (walk) => {
      let referral = PlayedReferral.begun();
      visit(referral);
      for (const choice of walk) {
        const next = after(referral, choice);
        if (!next) break;
        referral = next;
        visit(referral);
      }
      ended(referral);
    }),
    { numRuns, seed: 20261125 },
  );
}

function after(referral: PlayedReferral, choice: number): PlayedReferral | undefined {
  const next = referral.branch();
  const moves = movesOf(referral.stored);
  // Each action is as likely as another, however many inputs it has; final ones are rare, and one in them is that time passes.
  const names = [...new Set(moves.map(({ name }) => name))].filter(
    (name) => !FINAL.includes(name) || choice % 29 === 0,
  );
  const straight = choice % 3 === 0 ? TOWARDS_CLOSING.find((name) => names.includes(name)) : undefined;
  const name = straight ?? names[Math.floor(choice / 3) % (names.length + 1)];
  const those: Move[] = moves.filter((move) => move.name === name);
  const move = those[Math.floor(choice / 64) % Math.max(those.length, 1)];
  if (move) next.take(move.by, move.name, move.payload);
  else if (next.nextClock) next.runsOut(next.nextClock);
  else return undefined;
  return next;
}

import { readOn } from '../../../access/audience.js';
import { isWithdrawn, newestDecision } from '../../../access/decisions.js';
import { Section } from '../../../access/vocabulary.js';
import { choices, field, id, text, yesNo } from '../../field.js';
import type { ActionDeclaration, InputRule, Refusal, Rule } from '../../pathway.js';
import type { DecisionToShare, EventActor, ReferralContext } from '../../referral-context.js';
import { declareAction, fault, type Input, mustLast, mustTakePart } from '../rules.js';
import { whoMayOffer } from '../who-may.js';

const named = ({ sharingDecisionId }: Input, { decisions }: ReferralContext): DecisionToShare | undefined =>
  decisions.find((one) => one.id === sharingDecisionId);
const ours = (input: Input, context: ReferralContext, { agencyId }: EventActor): DecisionToShare | undefined => {
  const decision = named(input, context);
  return decision?.byAgency === agencyId ? decision : undefined;
};
const namesOwnDecision: InputRule<ReferralContext, Input> = {
  id: 'handrail.names-own-decision',
  faults: (input, context, actor) =>
    ours(input, context, actor)
      ? []
      : [fault('sharingDecisionId', 'This names no decision of your agency. Choose one that it recorded here.')],
};
const NONE = 'Your agency has recorded no decision about sharing here.';

export class WithdrawSharingDecisionInput {
  @field('Decision that is withdrawn', id('decision')) sharingDecisionId!: string;
  @field('Why it is withdrawn', text(4000), { notForOtherEnd: true }) reason!: string;
}
/** What has been read cannot be unread: who withdraws a decision must know what it gave away. */
class AlreadyRead {
  @field('What the other agency already has', choices('Section', Object.keys(Section))) alreadyHas!: Section[];
}
function whyNotWithdrawn(decision: DecisionToShare, context: ReferralContext): Refusal {
  if (isWithdrawn(decision)) return 'This decision was withdrawn already.';
  return newestDecision(context, decision.byAgency, decision.recipientAgency) === decision
    ? undefined
    : 'A newer decision of your agency about that agency has taken its place. Withdraw that one.';
}
const someStands: Rule<ReferralContext> = {
  id: 'handrail.decision-stands',
  needs: 'a decision of the agency about sharing still counts',
  refuse: (context, { agencyId }) => {
    const own = context.decisions.filter(({ byAgency }) => byAgency === agencyId);
    if (own.length === 0) return NONE;
    return own.some((one) => whyNotWithdrawn(one, context) === undefined)
      ? undefined
      : 'Every decision of your agency about sharing was withdrawn already, the newest about each agency included.';
  },
};
export const withdrawSharingDecision: ActionDeclaration = declareAction({
  name: 'withdrawSharingDecision',
  title: 'Withdraw a decision about sharing',
  done: 'Decision about sharing with {agency} withdrawn',
  description:
    'Ends what the decision opens from then on: what is added later, and the packet of an offer that is not answered yet. What the other agency has received it keeps, and the timeline says what that is.',
  takenBy: whoMayOffer,
  input: WithdrawSharingDecisionInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input, context) => named(input, context)?.recipientAgency ?? null,
  // Of a closed referral too: what is reported there is still opened by a decision that is ongoing.
  refusedWhen: [mustLast, mustTakePart, someStands],
  inputMust: [namesOwnDecision],
  noLongerOpen: (input, context, actor) => {
    const decision = ours(input, context, actor);
    return decision && whyNotWithdrawn(decision, context);
  },
  alsoSays: {
    fields: AlreadyRead,
    of: (input, context, kept) => {
      const decision = named(input, context);
      const had = decision ? kept.filter((item) => readOn(decision, item, context)) : [];
      return { alreadyHas: Object.values(Section).filter((section) => had.some((item) => item.section === section)) };
    },
  },
  effect: (context, event) => {
    const decision = named(event.payload, context);
    if (decision) decision.withdrawnSeq = event.seq;
  },
});

export class ReviewSharingDecisionInput {
  @field('Decision that is reviewed', id('decision')) sharingDecisionId!: string;
  @field('Would you have decided the same?', yesNo(), { notForOtherEnd: true }) agrees!: boolean;
  @field('What you found', text(4000), { optional: true, notForOtherEnd: true }) note?: string;
}
const OWN = 'You recorded this decision yourself: somebody else of your agency reviews it.';
const someWaits: Rule<ReferralContext> = {
  id: 'handrail.decision-reviewed',
  needs: 'a decision of the agency about sharing waits for a review, and somebody else recorded it',
  refuse: ({ decisions }, { agencyId, personId }) => {
    const own = decisions.filter(({ byAgency }) => byAgency === agencyId);
    if (own.length === 0) return NONE;
    const waiting = own.filter(({ reviewedSeq }) => reviewedSeq === undefined);
    if (waiting.length === 0) return 'Every decision of your agency about sharing was reviewed already.';
    return waiting.some(({ decidedBy }) => decidedBy !== personId)
      ? undefined
      : 'What waits for a review you decided yourself: somebody else of your agency reviews it.';
  },
};
const reviewedBySomebodyElse: InputRule<ReferralContext, Input> = {
  id: 'handrail.decision-reviewed',
  faults: (input, context, actor) =>
    ours(input, context, actor)?.decidedBy === actor.personId ? [fault('sharingDecisionId', OWN)] : [],
};
/** Never on one person's word: information-sharing advice, "seek advice", and the ICO's data sharing code on reviewing what is shared. */
export const reviewSharingDecision: ActionDeclaration = declareAction({
  name: 'reviewSharingDecision',
  title: 'Review a decision about sharing',
  done: 'Decision about sharing with {agency} reviewed',
  description:
    'Somebody else of the agency that decided looks at a decision, to share or not to, and says whether they would have decided the same. It changes nothing that the decision opens: who would have decided otherwise withdraws it, or records another one. The other agency does not read it.',
  takenBy: whoMayOffer,
  input: ReviewSharingDecisionInput,
  section: 'SUMMARY',
  audience: 'BOTH_ENDS',
  otherEnd: (input, context) => named(input, context)?.recipientAgency ?? null,
  // What was decided is looked at when there is time for it: also after closing.
  refusedWhen: [mustLast, mustTakePart, someWaits],
  inputMust: [namesOwnDecision, reviewedBySomebodyElse],
  noLongerOpen: (input, context, actor) =>
    ours(input, context, actor)?.reviewedSeq === undefined ? undefined : 'This decision was reviewed already.',
  effect: (context, event) => {
    const decision = named(event.payload, context);
    if (decision) decision.reviewedSeq = event.seq;
  },
});

import type { AgencyKind } from '../../access/vocabulary.js';
import { declareConflict, endConflict, liftRestriction, restrictReferral } from '../common/actions/barring.js';
import { close, endContribution, markEnteredInError, reopen, withdraw } from '../common/actions/ending.js';
import { acceptHandoff, declineHandoff, offerHandoff, withdrawHandoff } from '../common/actions/handoff.js';
import { provideInformation, requestInformation } from '../common/actions/information.js';
import { completeIntervention, recordSession, startIntervention } from '../common/actions/interventions.js';
import {
  acceptInvitation,
  declineInvitation,
  inviteContributor,
  withdrawInvitation,
} from '../common/actions/invitation.js';
import { acknowledge, addNote, allocate, recordVoice } from '../common/actions/notes.js';
import { passToService } from '../common/actions/passing.js';
import { reviewSharingDecision, withdrawSharingDecision } from '../common/actions/decided-sharing.js';
import {
  agreeOnwardSharing,
  askOnwardSharing,
  refuseOnwardSharing,
  withdrawOnwardAgreement,
} from '../common/actions/onward-sharing.js';
import { recordSharingDecision } from '../common/actions/sharing.js';
import type { ActionDeclaration } from '../pathway.js';
import {
  recordLaterReview,
  recordSocialCareDecision,
  recordSupport,
  recordTakedown,
} from './actions/care-and-support.js';
import { confirmSafe, reportNewInformation } from './actions/new-information.js';
import { recordPoliceDecision, recordPoliceOutcome, recordTriage } from './actions/police.js';
import { chooseLocalResponse, coSignLocalResponse, openInitialReview, recordInitialReview } from './actions/review.js';
import type { NudesContext } from './nudes-context.js';
import { closing, laterReviewIsDue, ownPartSettled } from './rules.js';

export const mayHold: AgencyKind[] = ['SCHOOL', 'POLICE', 'SOCIAL_CARE'];

const backToTheLastReview = (context: NudesContext): void => {
  context.stable = false;
};
const declared: ActionDeclaration<NudesContext>[] = [
  openInitialReview,
  recordInitialReview,
  chooseLocalResponse,
  coSignLocalResponse,
  recordVoice,
  recordSharingDecision,
  withdrawSharingDecision,
  reviewSharingDecision,
  askOnwardSharing,
  agreeOnwardSharing,
  refuseOnwardSharing,
  withdrawOnwardAgreement,
  offerHandoff(mayHold),
  acceptHandoff,
  declineHandoff,
  withdrawHandoff,
  inviteContributor,
  acceptInvitation,
  declineInvitation,
  withdrawInvitation,
  acknowledge,
  requestInformation,
  provideInformation,
  allocate,
  passToService,
  addNote,
  restrictReferral,
  liftRestriction,
  declareConflict,
  endConflict,
  recordTriage,
  recordPoliceDecision,
  recordPoliceOutcome,
  recordSocialCareDecision,
  recordTakedown,
  recordSupport,
  startIntervention,
  recordSession,
  completeIntervention,
  reportNewInformation,
  confirmSafe,
  recordLaterReview(laterReviewIsDue),
  endContribution(ownPartSettled),
  close(closing),
  reopen(backToTheLastReview),
  withdraw,
  markEnteredInError,
];
/** Every action of the pathway, in the order in which a form offers them. */
export const actions: ReadonlyMap<string, ActionDeclaration<NudesContext>> = new Map(
  declared.map((action) => [action.name, action]),
);

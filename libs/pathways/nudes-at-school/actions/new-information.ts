import { choice, field, group, text } from '../../field.js';
import {
  CHILD_ROLES,
  declareAction,
  fault,
  type Input,
  mustBeOpen,
  mustLast,
  mustTakePart,
} from '../../common/rules.js';
import type { ActionDeclaration, InputRule, Rule } from '../../pathway.js';
import { isRelated, partiesOf, PartyInput, type PartyCode } from '../../party.js';
import { isToldOfNews, type News, type NudesContext, newRound } from '../nudes-context.js';
import { everyRecord } from '../own-records.js';
import {
  coordinator,
  policeCaseWorker,
  policeSupervisor,
  safeguardingLead,
  socialCareDecisionMaker,
  whoMayAct,
} from '../../common/who-may.js';

export const NEW_INFORMATION = [
  'RISK_UP',
  'RESPREAD',
  'NEW_CHILD',
  'EXTORTION',
  'ADULT_INVOLVED',
  'SUICIDE_RISK',
  'OTHER',
];
export const FORCES_ON: readonly unknown[] = ['RISK_UP', 'RESPREAD', 'NEW_CHILD', 'EXTORTION', 'ADULT_INVOLVED'];

/** Read by agencies that may not know who the child is, and must know which it is. */
const WHICH_CHILD = 'Name no child in this: say which by their part, as the child who shared.';
export class ReportNewInformationInput {
  @field('What is new', choice('NewInformationKind', NEW_INFORMATION), {
    hint: 'RISK_UP, RESPREAD, NEW_CHILD and EXTORTION lead to an immediate referral, ADULT_INVOLVED to an adult being involved, also from a closed referral: police and social care are asked anew, and earlier reviews, triage, decisions and outcomes no longer count. RESPREAD makes the take-down recurring. SUICIDE_RISK lasts beside everything else until somebody confirms safety, and opens a closed referral at its later review. OTHER changes no state, but closing needs a later review after it.',
  })
  kind!: string;
  @field('What was learnt', text(4000), { hint: WHICH_CHILD }) note!: string;
  @field('Who is new', group(() => PartyInput), {
    requiredWhen: { field: 'kind', is: 'NEW_CHILD' },
    alsoOtherwise: true,
    hint: 'The new child; with any other kind an adult who is known of now. No parent or other person, and nobody to whom they are related: say that in the note.',
  })
  party?: PartyInput;
}
/**
 * Another child has the referral go on anew: it is not brought in beside other news. Nor is a parent or a friend, who would have to be kept with
 * the child whose they are, and nothing says here whose.
 */
const whoIsNew: InputRule<NudesContext, Input> = {
  id: 'nudes.new-child',
  faults: ({ kind, party }) => {
    if (typeof party !== 'object' || party === null) return [];
    const { role, relatedTo } = party as Partial<PartyInput>;
    const isChild = role !== undefined && CHILD_ROLES.includes(role);
    return [
      ...(role !== undefined && kind === 'NEW_CHILD' && !isChild
        ? [fault('party.role', 'A new child has the part of a child.')]
        : []),
      ...(kind !== 'NEW_CHILD' && isChild ? [fault('party.role', 'Report another child as NEW_CHILD.')] : []),
      ...(role !== undefined && kind !== 'NEW_CHILD' && isRelated(role)
        ? [fault('party.role', 'Say in the note who this is: whose parent or friend cannot be named here.')]
        : []),
      ...(relatedTo === undefined || relatedTo === null
        ? []
        : [fault('party.relatedTo', 'Who is new is related to nobody in a list.')]),
    ];
  },
};
/** What new information does from every state: the way on is the statechart's; what no longer counts is said here. */
export const reportNewInformation: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'reportNewInformation',
  title: 'Report new information',
  done: 'New information reported',
  description:
    'Danger reaches those who see the children every day: the referrer and former custodians read it too. Others who take part read it where a decision shares what is added later (`ongoing`): tell them.',
  takenBy: whoMayAct,
  input: ReportNewInformationInput,
  section: 'RISK',
  audience: 'DANGER',
  refusedWhen: [mustLast, mustTakePart],
  inputMust: [whoIsNew],
  effect: (context, event) => {
    const { kind } = event.payload;
    // Closing needs a later review after something new of another kind, and wherever the referral goes back before it.
    if (kind === 'OTHER' || context.status === 'CLOSED') context.stable = false;
    const news: News = { seq: event.seq, by: event.by?.agencyId ?? '' };
    if (kind === 'SUICIDE_RISK' && !context.immediateSafety) news.beganDanger = true;
    for (const { socialCare } of everyRecord(context))
      if (socialCare.decision !== null) socialCare.news = [...(socialCare.news ?? []), { ...news }];
    if (FORCES_ON.includes(kind)) newRound(context, event.seq, event.at);
    if (kind === 'RESPREAD') context.takedown = 'RECURRING';
    const code = event.payload.party as unknown as Omit<PartyCode, 'relatedTo'> | undefined;
    if (code) {
      context.parties.push(...partiesOf([{ ...code, relatedTo: null }], event.seq, event.by?.agencyId ?? ''));
    }
    if (kind === 'SUICIDE_RISK') {
      context.immediateSafety = true;
      context.forcedOn = true;
      context.status = 'OPEN';
    }
  },
});

export class ConfirmSafeInput {
  @field('What makes the child safe', text(4000), { hint: WHICH_CHILD }) what!: string;
}
/** To an agency that does not read of the danger there is none: whether it may end one would tell. */
const someoneInDanger: Rule<NudesContext> = {
  id: 'nudes.immediate-safety',
  needs: 'a child may be in danger, and the agency reads `RISK`',
  refuse: (context, { agencyId }) =>
    context.immediateSafety && isToldOfNews(context, agencyId)
      ? undefined
      : 'Your agency is shown no immediate danger here: none is open, or risk is not open to your agency.',
};
export const confirmSafe: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'confirmSafe',
  title: 'Confirm that the child is safe',
  done: 'Child confirmed safe',
  description: 'Ends the immediate danger, by somebody who knows.',
  takenBy: [...safeguardingLead, ...policeCaseWorker, ...policeSupervisor, ...socialCareDecisionMaker, ...coordinator],
  input: ConfirmSafeInput,
  section: 'RISK',
  audience: 'DANGER',
  refusedWhen: [mustBeOpen, mustTakePart, someoneInDanger],
  inputMust: [],
  effect: (context) => {
    context.immediateSafety = false;
  },
});

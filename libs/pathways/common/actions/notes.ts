import { isBarred } from '../../../access/barred.js';
import { openOffersTo } from '../../../access/standing.js';
import { choice, email, field, id, NO_OTHER_CHILD, text, yesNo } from '../../field.js';
import type { ActionDeclaration, Rule } from '../../pathway.js';
import type { ReferralContext } from '../../referral-context.js';
import {
  declareAction,
  mustBeOpen,
  mustTakePart,
  namesAChild,
  namesColleagues,
  personWith,
  text as textOf,
} from '../rules.js';
import { peopleOfThePart } from '../services.js';
import { policeSupervisor, whoHearsChildren, whoMayAccept, whoMayAct } from '../who-may.js';

export class AcknowledgeInput {
  @field('Note to the referrer', text(2000), { optional: true, hint: NO_OTHER_CHILD }) note?: string;
}
const holdsOrIsOffered: Rule<ReferralContext> = {
  id: 'handrail.acknowledges',
  needs: 'the agency holds the risk or is offered it',
  refuse: (context, actor) =>
    context.custodian === actor.agencyId || openOffersTo(context, actor.agencyId).some(({ kind }) => kind === 'HANDOFF')
      ? undefined
      : 'Only the agency that holds the referral, or was offered it, acknowledges it.',
};
export const acknowledge: ActionDeclaration = declareAction({
  name: 'acknowledge',
  title: 'Acknowledge receipt',
  done: 'Receipt acknowledged',
  description:
    'Tells the referrer that the referral has arrived. Source: Working Together; KCSIE: the referrer hears within one working day.',
  takenBy: whoMayAccept,
  input: AcknowledgeInput,
  section: 'SUMMARY',
  audience: 'FEEDBACK',
  refusedWhen: [mustBeOpen, holdsOrIsOffered],
  inputMust: [],
  effect: () => undefined,
});

export class AllocateInput {
  @field('To whom, by e-mail address', email(), { hint: 'A colleague who may see this and whose training is current.' })
  personEmail!: string;
}
const colleagueWhoMayAct = namesColleagues('handrail.allocate', (colleague, context, { agencyId }) => {
  const [who] = colleague ? peopleOfThePart(context, agencyId, [colleague]) : [];
  return who?.mayAct && who.trained && !isBarred(context, { id: who.id, agencyId })
    ? undefined
    : 'Nobody of your agency with this address may see this and is trained for it.';
});
export const allocate: ActionDeclaration = declareAction({
  name: 'allocate',
  title: 'Allocate to a colleague',
  done: 'Allocated to a colleague',
  description: 'Only to people of the own agency who may see the referral and whose training is current.',
  takenBy: [...whoMayAccept, ...policeSupervisor],
  input: AllocateInput,
  section: 'OWN_NOTES',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [colleagueWhoMayAct],
  names: (input, _actor, { people }) => ({ personId: personWith(textOf(input, 'personEmail'), people)?.id ?? null }),
  effect: (context, event) => {
    const { personId } = event.payload;
    const agencyId = event.by?.agencyId;
    // What was allocated before allocations were kept names nobody.
    if (typeof personId !== 'string' || agencyId === undefined) return;
    context.allocations = [
      ...(context.allocations ?? []).filter((one) => one.agencyId !== agencyId),
      { agencyId, personId, seq: event.seq },
    ];
  },
});

export class AddNoteInput {
  @field('Note', text(8000), {
    hint: `${NO_OTHER_CHILD} What is for all is read by every agency that takes part, also by one that you do not know of.`,
  })
  text!: string;
  @field('For whom', choice('NoteAudience', ['OWN_AGENCY', 'ALL_PARTICIPANTS'])) audience!: string;
}
export const addNote: ActionDeclaration = declareAction({
  name: 'addNote',
  title: 'Add a note',
  done: 'Note added',
  description: 'For the own agency, or for every agency that takes part.',
  takenBy: whoMayAct,
  input: AddNoteInput,
  section: (input) => (input.audience === 'ALL_PARTICIPANTS' ? 'SUMMARY' : 'OWN_NOTES'),
  audience: (input) => (input.audience === 'ALL_PARTICIPANTS' ? 'ALL_TAKING_PART' : 'ORDINARY'),
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [],
  effect: () => undefined,
});

/** The child's wishes and feelings, and what the child was told. Source: HMG information-sharing advice, golden rule 2. */
export class RecordVoiceInput {
  @field('Child', id('party')) partyId!: string;
  @field('Was the child asked?', yesNo()) asked!: boolean;
  @field('In the child’s own words', text(4000), {
    requiredWhen: { field: 'asked', is: true },
    hint: NO_OTHER_CHILD,
  })
  words?: string;
  @field('Why the child was not asked', text(2000), {
    requiredWhen: { field: 'asked', is: false },
    hint: NO_OTHER_CHILD,
  })
  notAskedBecause?: string;
  @field('Was the child told what is shared, and why?', yesNo()) toldAboutSharing!: boolean;
  @field('What the child was told', text(2000), { optional: true, hint: NO_OTHER_CHILD }) toldNote?: string;
}
export const recordVoice: ActionDeclaration = declareAction({
  name: 'recordVoice',
  title: 'Record what the child wants',
  done: 'What the child wants recorded',
  description: 'The child’s wishes, or why the child was not asked; and what the child was told.',
  takenBy: whoHearsChildren,
  input: RecordVoiceInput,
  section: 'CHILD',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [namesAChild],
  effect: (context, event) => {
    const partyId = textOf(event.payload, 'partyId');
    if (!context.voices.includes(partyId)) context.voices.push(partyId);
  },
});

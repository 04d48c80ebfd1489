import { text as textOf } from '../rules.js';
import { choice, date, field, id, line, NO_OTHER_CHILD, number, text, yesNo } from '../../field.js';
import type { ActionDeclaration, InputRule, Rule } from '../../pathway.js';
import { COMPLETIONS, type Intervention, type ReferralContext } from '../../referral-context.js';
import { declareAction, fault, type Input, mustBeOpen, mustTakePart, namesAParty } from '../rules.js';
import { coordinator, practitioner } from '../who-may.js';

export class StartInterventionInput {
  @field('For whom', id('party')) partyId!: string;
  @field('Programme', line(200)) programme!: string;
  @field('Sessions planned', number(1, 100)) plannedSessions!: number;
}
export const startIntervention: ActionDeclaration = declareAction({
  name: 'startIntervention',
  title: 'Start an intervention',
  done: 'Intervention started',
  description: 'A service begins its work with one person whom it may see.',
  takenBy: coordinator,
  input: StartInterventionInput,
  section: 'SESSIONS',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [namesAParty()],
  effect: (context, event) => {
    context.interventions.push({
      id: event.entryId,
      agencyId: event.by?.agencyId ?? '',
      partyId: textOf(event.payload, 'partyId'),
      plannedSessions: Number(event.payload.plannedSessions),
      attendedSessions: 0,
      completion: null,
    });
  },
});

const own = ({ interventions }: ReferralContext, agencyId: string): Intervention[] =>
  interventions.filter((one) => one.agencyId === agencyId);
const somethingRuns: Rule<ReferralContext> = {
  id: 'handrail.intervention-runs',
  needs: 'an intervention of the agency runs',
  refuse: (context, actor) =>
    own(context, actor.agencyId).some(({ completion }) => completion === null)
      ? undefined
      : 'Your agency has no intervention under way here.',
};
const namesOurs: InputRule<ReferralContext, Input> = {
  id: 'handrail.names-intervention',
  faults: (input, context, actor) =>
    own(context, actor.agencyId).some((one) => one.id === input.interventionId)
      ? []
      : [fault('interventionId', 'This names nothing here.')],
};
const completed: ActionDeclaration['noLongerOpen'] = (input, context, actor) =>
  own(context, actor.agencyId).some((one) => one.id === input.interventionId && one.completion !== null)
    ? 'This intervention has ended.'
    : undefined;

export class RecordSessionInput {
  @field('Intervention', id('intervention')) interventionId!: string;
  @field('Day of the session', date()) occurredOn!: string;
  @field('Did the person come?', yesNo()) attended!: boolean;
  @field('Progress', text(2000), { optional: true, hint: NO_OTHER_CHILD }) progress?: string;
  @field('Notes of our own', text(8000), { optional: true, section: 'OWN_NOTES', hint: 'Never leave your agency.' })
  notes?: string;
}
export const recordSession: ActionDeclaration = declareAction({
  name: 'recordSession',
  title: 'Record a session',
  done: 'Session recorded',
  description: 'Attendance and progress are shared as sessions; notes stay with the service.',
  takenBy: practitioner,
  input: RecordSessionInput,
  section: 'SESSIONS',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart, somethingRuns],
  inputMust: [namesOurs],
  noLongerOpen: completed,
  effect: (context, event) => {
    const intervention = context.interventions.find((one) => one.id === event.payload.interventionId);
    if (intervention && event.payload.attended === true) intervention.attendedSessions += 1;
  },
});

export class CompleteInterventionInput {
  @field('Intervention', id('intervention')) interventionId!: string;
  @field('How it ended', choice('InterventionCompletion', COMPLETIONS))
  completion!: string;
  @field('Summary', text(4000), { hint: NO_OTHER_CHILD }) summary!: string;
}
export const completeIntervention: ActionDeclaration = declareAction({
  name: 'completeIntervention',
  title: 'End the intervention',
  done: 'Intervention ended',
  description: 'Whether it was completed; only then can police record Outcome 22.',
  takenBy: [...coordinator, ...practitioner.filter(({ role }) => role === 'PRACTITIONER')],
  input: CompleteInterventionInput,
  section: 'SESSIONS',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart, somethingRuns],
  inputMust: [namesOurs],
  noLongerOpen: completed,
  effect: (context, event) => {
    const intervention = context.interventions.find((one) => one.id === event.payload.interventionId);
    if (intervention) intervention.completion = event.payload.completion as Intervention['completion'];
  },
});

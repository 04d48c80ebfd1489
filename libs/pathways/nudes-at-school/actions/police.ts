import { text as textOf } from '../../common/rules.js';
import { choice, field, NO_OTHER_CHILD, number, text, yesNo } from '../../field.js';
import { declareAction, fault, type Input, mustBeOpen, mustTakePart } from '../../common/rules.js';
import { policeCaseWorker, policeSupervisor, triageOfficer } from '../../common/who-may.js';
import type { ActionDeclaration, InputRule, Rule } from '../../pathway.js';
import type { NudesContext } from '../nudes-context.js';
import { asKnownTo, recorded } from '../own-records.js';

/** THRIVE: threat, harm, risk, investigation, vulnerability, engagement. Source: National Police Chiefs' Council model. */
export class RecordTriageInput {
  @field('Threat', text(2000), { hint: NO_OTHER_CHILD }) threat!: string;
  @field('Harm', text(2000), { hint: NO_OTHER_CHILD }) harm!: string;
  @field('Risk', text(2000), { hint: NO_OTHER_CHILD }) risk!: string;
  @field('Investigation', text(2000), { hint: NO_OTHER_CHILD }) investigation!: string;
  @field('Vulnerability', text(2000), { hint: NO_OTHER_CHILD }) vulnerability!: string;
  @field('Engagement', text(2000), { hint: NO_OTHER_CHILD }) engagement!: string;
  @field('Priority', choice('TriagePriority', ['IMMEDIATE', 'PROMPT', 'STANDARD'])) priority!: string;
  @field('Rationale', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
}
export const recordTriage: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordTriage',
  title: 'Record the triage',
  done: 'Triage recorded',
  description: 'Six elements and a priority, each in words: people decide, nothing is scored.',
  takenBy: triageOfficer,
  input: RecordTriageInput,
  section: 'POLICE_RECORD',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [],
  effect: (context, { by }) => {
    for (const { police } of recorded(context, by?.agencyId)) police.triaged = true;
  },
});

export class RecordPoliceDecisionInput {
  @field('Route', choice('PoliceRoute', ['INVESTIGATION', 'DIVERSION', 'COMMUNITY_RESOLUTION', 'NO_FURTHER_ACTION']))
  route!: string;
  @field('Rationale', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
  @field('What the referrer is told', text(2000), { feedback: true, hint: NO_OTHER_CHILD }) feedbackToReferrer!: string;
}
export const recordPoliceDecision: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordPoliceDecision',
  title: 'Record the police decision',
  done: 'Police decision recorded',
  description: 'Police alone decide; Handrail stores what they report, with author and time.',
  takenBy: policeCaseWorker,
  input: RecordPoliceDecisionInput,
  section: 'POLICE_RECORD',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart],
  inputMust: [],
  effect: (context, { by, payload }) => {
    for (const { police } of recorded(context, by?.agencyId)) police.route = textOf(payload, 'route');
  },
});

export class RecordPoliceOutcomeInput {
  @field('Outcome code', number(1, 22), { hint: 'Home Office outcome 1 to 22.' }) outcomeCode!: number;
  @field('Rationale', text(4000), { hint: NO_OTHER_CHILD }) rationale!: string;
  @field('Was the victim told?', yesNo(), {
    optional: true,
    hint: 'If not yet, tell the child and record the outcome again: within one day.',
  })
  victimTold?: boolean;
  @field('What the referrer is told', text(2000), { feedback: true, hint: NO_OTHER_CHILD }) feedbackToReferrer!: string;
}
const decidedFirst: Rule<NudesContext> = {
  id: 'nudes.decision-before-outcome',
  needs: 'the police decision is recorded',
  refuse: (context, { agencyId }) =>
    asKnownTo(context, agencyId).police.route ? undefined : 'Police have not decided yet.',
};
/** Outcome 21: the victim is told and it is logged (Cleveland Police note, 2024). Outcome 22: only after the activity was completed (NPCC guidance). */
const outcomeConditions: InputRule<NudesContext, Input> = {
  id: 'nudes.outcome-conditions',
  faults: ({ outcomeCode, victimTold }, { interventions }) => [
    ...(outcomeCode === 21 && victimTold !== true
      ? [fault('victimTold', 'Outcome 21 needs the victim to have been told.')]
      : []),
    ...(outcomeCode === 22 && !interventions.some(({ completion }) => completion === 'COMPLETED')
      ? [fault('outcomeCode', 'Outcome 22 is recorded only after an intervention was completed.')]
      : []),
  ],
};
export const recordPoliceOutcome: ActionDeclaration<NudesContext> = declareAction<NudesContext>({
  name: 'recordPoliceOutcome',
  title: 'Record the police outcome',
  done: 'Police outcome recorded',
  description: 'The Home Office outcome code that police have assigned.',
  takenBy: [...policeCaseWorker, ...policeSupervisor],
  input: RecordPoliceOutcomeInput,
  section: 'POLICE_RECORD',
  audience: 'ORDINARY',
  refusedWhen: [mustBeOpen, mustTakePart, decidedFirst],
  inputMust: [outcomeConditions],
  effect: (context, { by, payload }) => {
    for (const { police } of recorded(context, by?.agencyId)) {
      police.outcome = Number(payload.outcomeCode);
      police.victimTold = payload.victimTold === true;
    }
  },
});

import { expect, it } from '@jest/globals';
import { pathways } from './index.js';
import type { ActionDeclaration } from './pathway.js';
import { recordedValues } from './recorded-values.js';
import type { ReferralContext } from './referral-context.js';

const ID = '00000000-0000-7000-8000-000000000101';
const context = { parties: [], interventions: [] } as unknown as ReferralContext;
const kept = (name: string, input: Record<string, unknown>): string[] => {
  const action = pathways.get('nudes-at-school')?.actions.get(name) as ActionDeclaration;
  return recordedValues(action, input, context).map((one) => `${one.name} ${one.value}`);
};

it('an answer keeps which question, and which agreement was asked for', () => {
  expect(kept('provideInformation', { requestId: ID, answer: 'Yes.' })).toContain(`requestId ${ID}`);
  expect(kept('agreeOnwardSharing', { requestId: ID })).toContain(`requestId ${ID}`);
  expect(kept('refuseOnwardSharing', { requestId: ID, reason: 'No.' })).toContain(`requestId ${ID}`);
});

it('a session, and what completes an intervention, keep which intervention it was', () => {
  const session = { interventionId: ID, occurredOn: '2026-11-25', attended: true };
  expect(kept('recordSession', session)).toContain(`interventionId ${ID}`);
  expect(kept('completeIntervention', { interventionId: ID, completion: 'COMPLETED', summary: 'Done.' })).toContain(
    `interventionId ${ID}`,
  );
});

it('no other id is kept among the words', () => {
  expect(kept('acceptHandoff', { handoffId: ID })).toEqual([]);
  expect(kept('offerHandoff', { toAgency: 'gmp', reason: 'Needed.', sharingDecisionId: ID })).not.toContain(ID);
});

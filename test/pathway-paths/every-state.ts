import { transition } from 'xstate';
import { isBarred } from '../../libs/access/barred.js';
import { policeStage, socialCareStage, takedownStage } from '../../libs/pathways/nudes-at-school/stages.js';
import { supportSettled } from '../../libs/pathways/nudes-at-school/nudes-context.js';
import { nudesAtSchool } from '../../libs/pathways/nudes-at-school/pathway.js';
import { statechart } from '../../libs/pathways/nudes-at-school/statechart.js';
import { agencyOf, demoAgencies, demoPeople } from '../../src/agencies/demo-people.js';
import { everybody, factsWith, kinds, teacher } from './agencies-and-people.js';
import { activeIn, openToAll, stateOf } from './chart.js';
import { inputsOf, movesOf, movesWith } from './moves.js';
import { eventAfter, type PlayedReferral } from './played-referral.js';

/** What must hold wherever a referral stands, and does not. */
export function faultsOf(referral: PlayedReferral): string[] {
  const { context, stored } = referral;
  const active = activeIn(stored);
  const runs = stored.clocks.some(({ status }) => status === 'RUNNING' || status === 'OVERDUE');
  const recorded = [
    `main.${context.main}`,
    `police.${policeStage(context)}`,
    `socialCare.${socialCareStage(context)}`,
    `takedown.${takedownStage(context)}`,
    `support.${supportSettled(context) ? 'settled' : 'open'}`,
    `immediateSafety.${context.immediateSafety ? 'on' : 'off'}`,
  ];
  return [
    ...(context.status === 'OPEN' && !runs ? ['no clock runs'] : []),
    ...(context.status !== 'OPEN' && runs ? ['a clock runs on'] : []),
    ...(ENDED.includes(context.status) || holderActs(referral) ? [] : ['nobody of its holder may act']),
    ...recorded.filter((state) => !active.includes(state)).map((state) => `the record says ${state}`),
  ].map((fault) => `${fault}: ${active.join(' ')}`);
}
const ENDED: readonly string[] = ['WITHDRAWN', 'ENTERED_IN_ERROR'];

/** Somebody of the demonstration's own agency of that kind, to whom it is not shut, in a role that may act on it now. */
function holderActs({ stored, context }: PlayedReferral): boolean {
  const kind = kinds[context.custodian];
  const agencies = demoAgencies.filter((agency) => agency.kind === kind).map(({ key }) => key);
  return demoPeople
    .filter(({ email }) => agencies.includes(agencyOf(email)))
    .some(({ email, role }) => {
      const { people } = factsWith([], context.custodian);
      const personId = people.find((one) => one.email === email)?.id ?? '';
      const actor = { personId, agencyId: context.custodian, agencyKind: kind ?? 'RESEARCH', roles: [role] };
      if (isBarred(context, { id: personId, agencyId: context.custodian })) return false;
      return nudesAtSchool.available(stored, actor).some(({ allowed }) => allowed);
    });
}

/** Whether anything that anybody may do, short of reporting what is new, leads to another state. */
export function canMove({ stored: shut, context }: PlayedReferral): boolean {
  const stored = openToAll(shut);
  const state = stateOf(stored);
  return movesOf(stored)
    .filter(({ name }) => name !== 'reportNewInformation')
    .some(({ by, name, payload }) => {
      const [after] = transition(statechart, state, eventAfter(context, name, by, payload));
      return JSON.stringify(after.value) !== JSON.stringify(state.value);
    });
}

/** Actions that are said to be allowed and that the statechart does not take, or the other way round. */
export function disagreements({ stored, context }: PlayedReferral): string[] {
  const state = stateOf(stored);
  return [...everybody, teacher].flatMap((by) =>
    nudesAtSchool.available(stored, by).flatMap(({ action: { name }, allowed, action }) => {
      const payloads = allowed
        ? movesWith(stored, by, action).map(({ payload }) => payload)
        : inputsOf(name, context, by);
      return payloads
        .filter((payload) => state.can(eventAfter(context, name, by, payload)) !== allowed)
        .map(() => `${name} by ${by.roles.join()} is ${allowed ? 'allowed and not taken' : 'refused and taken'}`);
    }),
  );
}

import type { AgencyService } from '../../access/actor.js';
import { type Bars, isBarred } from '../../access/barred.js';
import { type Ledger, partOf } from '../../access/standing.js';
import type { AgencyKind } from '../../access/vocabulary.js';
import type { InputFacts, PersonOfAgency, Refusal } from '../pathway.js';
import type { AgencyId, EventActor, JsonValue, PathwayEvent, ReferralContext } from '../referral-context.js';
import { maySupervise } from './who-may.js';

export const ONLY_THAT_SERVICE =
  'From then on nobody else of your agency finds it, nor do you unless you belong to it.';

export const NO_SERVICE_CARRIES_ON =
  'Nobody in another service of yours could carry on with it: ask whoever supervises you.';

type Passing = Record<string, unknown>;
const belongsTo = (serviceId: string, { services }: Pick<PersonOfAgency, 'services'>): boolean =>
  services.some(({ id }) => id === serviceId);

/** Of the agency's people those to whom its part is open as far as services go: all, or those of the service that has it. */
export function peopleOfThePart<P extends Pick<PersonOfAgency, 'services'>>(
  ledger: Pick<Ledger, 'participations'>,
  agencyId: AgencyId,
  people: readonly P[],
): P[] {
  const serviceId = ledger.participations.find((part) => part.agencyId === agencyId)?.serviceId;
  return people.filter((one) => serviceId === undefined || belongsTo(serviceId, one));
}

/**
 * Services of the agency in which somebody could carry on: who answers for colleagues there, may therefore accept work and decide about it, is
 * trained, and is not shut out.
 */
export function servicesThatCarryOn(
  bars: Bars,
  { agencyId, agencyKind }: { agencyId: AgencyId; agencyKind: AgencyKind },
  people: readonly PersonOfAgency[],
): AgencyService[] {
  const who = people.filter(
    (one) => one.trained && maySupervise(agencyKind, one.roles) && !isBarred(bars, { id: one.id, agencyId }),
  );
  return [...new Map(who.flatMap(({ services }) => services.map((one) => [one.id, one]))).values()];
}

/** Never to nobody: to whom it is shut in that service is not the same for each referral. */
export const nobodyCarriesOn =
  (context: ReferralContext, actor: EventActor, { people }: InputFacts) =>
  ({ service }: Passing): Refusal =>
    typeof service !== 'string' || servicesThatCarryOn(context, actor, people).some(({ id }) => id === service)
      ? undefined
      : 'Nobody in this service could carry on with it. Choose another service, or ask whoever supervises you.';

/** Who belongs to the service then: what the event carries of it, for whoever works on it and does not belong to it. */
export const membersOf = ({ service }: Passing, { people }: InputFacts): Record<string, JsonValue> =>
  typeof service === 'string' ? { members: people.filter((one) => belongsTo(service, one)).map(({ id }) => id) } : {};

/** As its agency calls it: somebody belongs to it, or it could not carry on. */
export const nameOfService = ({ service }: Passing, { people }: InputFacts): string =>
  people.flatMap(({ services }) => services).find(({ id }) => id === service)?.name ?? '';

/**
 * The agency's part belongs to the service that the event names, if it names one: that it is one of theirs is known by then. Work that somebody
 * else holds goes back to the agency, to be allocated anew in the service.
 */
export function passedToService(context: ReferralContext, { by, payload: { service, members } }: PathwayEvent): void {
  const part = by && partOf(context, by.agencyId);
  if (!part || typeof service !== 'string') return;
  part.serviceId = service;
  const inside = Array.isArray(members) ? members : [];
  if (context.allocations)
    context.allocations = context.allocations.filter(
      ({ agencyId, personId }) => agencyId !== by.agencyId || inside.includes(personId),
    );
}

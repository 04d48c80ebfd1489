import { isOpen, openOffersTo, takesPart } from '../../access/standing.js';
import type { FieldSpec } from '../field.js';
import type { ActionDeclaration, FieldFault, InputRule, PersonOfAgency, Rule } from '../pathway.js';
import type { Offer, ReferralContext } from '../referral-context.js';

type Any = ReferralContext;
export type Input = Record<string, unknown>;

/** Keeps a declaration's own types while it is written, and its common ones afterwards. */
export const declareAction = <C extends ReferralContext = ReferralContext>(
  action: ActionDeclaration<C>,
): ActionDeclaration<C> => action;

export const fault = (path: string, message: string): FieldFault => ({ path, messages: [message] });
export const text = (input: Input, name: string): string => (typeof input[name] === 'string' ? input[name] : '');
/** Whoever of an agency has this e-mail address: the case of letters and blanks around it do not count. */
export const personWith = (address: string, people: readonly PersonOfAgency[]): PersonOfAgency | undefined =>
  addressBook(people)(address);
/** The same of many addresses, each found at once. */
export function addressBook(people: readonly PersonOfAgency[]): (address: string) => PersonOfAgency | undefined {
  const byAddress = new Map(people.map((one) => [one.email.toLowerCase(), one]));
  return (address) => byAddress.get(address.trim().toLowerCase());
}
/** The input names colleagues by their e-mail addresses: one as `personEmail`, or several in `people`. */
export const namesColleagues = (
  id: string,
  whyNot: NonNullable<InputRule<Any, Input>['whyNot']>,
): InputRule<Any, Input> => ({
  id,
  whyNot,
  faults: (input, context, actor, { people }) => {
    const person = addressBook(people);
    return addressesIn(input).flatMap(([path, address]) => {
      const why = whyNot(person(address), context, actor);
      return why === undefined ? [] : [fault(path, why)];
    });
  },
});
export const asksForPeople = (specs: readonly FieldSpec[]): boolean =>
  specs.some(({ name, fields }) => name === 'personEmail' || (fields !== undefined && asksForPeople(fields)));
/** Each with its path. */
export const addressesIn = (input: Input): [path: string, address: string][] => {
  const several = Array.isArray(input.people) ? (input.people as Input[]) : [];
  const named = several.map((one, place): [string, string] => [
    `people.${place}.personEmail`,
    text(one, 'personEmail'),
  ]);
  const one = text(input, 'personEmail');
  return one === '' ? named : [['personEmail', one], ...named];
};

const ENDED: Record<Exclude<Any['status'], 'OPEN'>, string> = {
  CLOSED: 'The referral is closed.',
  WITHDRAWN: 'The referral was withdrawn.',
  ENTERED_IN_ERROR: 'The referral was entered in error.',
};
export const mustBeOpen: Rule<Any> = {
  id: 'handrail.open',
  needs: 'the referral is open',
  tellsStatus: true,
  refuse: ({ status }) => (status === 'OPEN' ? undefined : ENDED[status]),
};
/** Also closed: what is added to a closed referral goes on being read. */
export const mustLast: Rule<Any> = {
  id: 'handrail.final',
  needs: 'the referral was neither withdrawn nor entered in error',
  tellsStatus: true,
  refuse: ({ status }) => (status === 'OPEN' || status === 'CLOSED' ? undefined : 'This referral has ended for good.'),
};
export const mustHold: Rule<Any> = {
  id: 'handrail.custodian',
  needs: 'the agency holds the risk',
  refuse: (context, { agencyId }) =>
    context.custodian === agencyId
      ? undefined
      : openOffersTo(context, agencyId).some(({ kind }) => kind === 'HANDOFF')
        ? 'Only the agency that holds the risk can do this: accept the hand-off first.'
        : 'Only the agency that holds the risk can do this.',
};
export const mustTakePart: Rule<Any> = {
  id: 'handrail.takes-part',
  needs: 'the agency takes part',
  refuse: (context, { agencyId }) => {
    if (takesPart(context, agencyId)) return undefined;
    const [asked] = openOffersTo(context, agencyId);
    if (!asked) return 'Your agency does not take part in this referral.';
    return `Accept the ${asked.kind === 'HANDOFF' ? 'hand-off' : 'invitation'} first: then your agency takes part.`;
  },
};
export const mustHaveReferred: Rule<Any> = {
  id: 'handrail.referrer',
  needs: 'the agency made the referral and takes part',
  refuse: (context, actor) =>
    context.referrer === actor.agencyId && takesPart(context, actor.agencyId)
      ? undefined
      : 'Only the agency that made the referral can do this.',
};
export const noOpenHandoff: Rule<Any> = {
  id: 'handrail.one-handoff',
  needs: 'no other hand-off is open',
  refuse: ({ offers }) =>
    offers.some((offer) => offer.kind === 'HANDOFF' && isOpen(offer))
      ? 'A hand-off is open already: wait for its answer, or withdraw it.'
      : undefined,
};
export const offeredToUs = (kind: Offer['kind']): Rule<Any> => ({
  id: `handrail.${kind.toLowerCase()}-offered`,
  needs: kind === 'HANDOFF' ? 'a hand-off to the agency is open' : 'an invitation to the agency is open',
  refuse: ({ offers }, actor) =>
    offers.some((offer) => offer.kind === kind && isOpen(offer) && offer.toAgency === actor.agencyId)
      ? undefined
      : kind === 'HANDOFF'
        ? 'No hand-off to your agency is open.'
        : 'No invitation to your agency is open.',
});
export const someOpen = (kind: Offer['kind']): Rule<Any> => ({
  id: `handrail.${kind.toLowerCase()}-open`,
  needs: kind === 'HANDOFF' ? 'a hand-off is open' : 'an invitation is open',
  refuse: ({ offers }) =>
    offers.some((offer) => offer.kind === kind && isOpen(offer))
      ? undefined
      : kind === 'HANDOFF'
        ? 'No hand-off is open.'
        : 'No invitation is open.',
});

/** The input names a party that the caller sees. */
export const namesAParty = (name = 'partyId'): InputRule<Any, Input> => ({
  id: 'handrail.names-party',
  faults: (input, _context, _actor, { visibleParties }) =>
    visibleParties.includes(text(input, name)) ? [] : [fault(name, 'This names nobody here.')],
});
export const CHILD_ROLES: readonly string[] = ['CHILD_DEPICTED', 'CHILD_SHARED', 'CHILD_DISPLAYING', 'CHILD_HARMED'];
export const children = ({ parties }: Any): Any['parties'] =>
  parties.filter((party) => CHILD_ROLES.includes(party.role));
export const namesAChild: InputRule<Any, Input> = {
  id: 'handrail.names-child',
  faults: (input, context, _actor, { visibleParties }) => {
    const partyId = text(input, 'partyId');
    return visibleParties.includes(partyId) && children(context).some(({ id }) => id === partyId)
      ? []
      : [fault('partyId', 'This names no child here.')];
  },
};

/** Another agency, where somebody may answer. */
export const namesAnotherAgency = (name: string): InputRule<Any, Input> => ({
  id: 'handrail.names-agency',
  faults: (input, _context, actor, { agencies }) => {
    const agencyId = text(input, name);
    if (agencyId === '') return [];
    if (agencyId === actor.agencyId) return [fault(name, 'This is your own agency.')];
    const agency = agencies[agencyId];
    return agency && !agency.canAccept ? [fault(name, 'Nobody at this agency may accept a referral.')] : [];
  },
});

/** Every offer and request ends with the referral. */
export function endWhatIsOpen(context: Any, seq: number): void {
  for (const offer of context.offers.filter(isOpen)) {
    offer.status = 'WITHDRAWN';
    offer.answeredSeq = seq;
  }
  for (const request of context.requests) request.answered = true;
  for (const request of context.onward ?? []) request.answer ??= 'ENDED';
  if (context.allocations) context.allocations = [];
}

import {
  conflictsOf,
  isBarred,
  restrictedTo,
  restrictionOf,
  withConflict,
  withoutConflict,
} from '../../../access/barred.js';
import { openOffersTo, partOf, relationsOf } from '../../../access/standing.js';
import { email, field, listOf, text } from '../../field.js';
import type { ActionDeclaration, InputFacts, InputRule, PersonOfAgency, Refusal, Rule } from '../../pathway.js';
import type { EventActor, ReferralContext } from '../../referral-context.js';
import {
  addressBook,
  addressesIn,
  declareAction,
  fault,
  type Input,
  mustLast,
  mustTakePart,
  namesColleagues,
  personWith,
  text as textOf,
} from '../rules.js';
import { peopleOfThePart } from '../services.js';
import {
  mayAccept,
  mayDeclareForColleagues,
  mayOffer,
  readsWhoIsShutOut,
  supervisors,
  whoActsInPerson,
  whoMayOffer,
} from '../who-may.js';

const OWN_AGENCY_READS = 'Only your own agency reads this. Name no other child in it.';

/** The restriction and the conflict are the caller's own agency's: no agency learns of another's staff. */
const ownAgency = (by: EventActor | null): string => by?.agencyId ?? '';

/** Who of the agency may read it, work with it, and take the decisions of whoever holds it. */
const decide = (context: ReferralContext, { agencyId, agencyKind }: EventActor, facts: InputFacts): PersonOfAgency[] =>
  whoSees(context, agencyId, facts).filter((one) => one.trained && mayOffer(agencyKind, one.roles));
/** And, where it was asked and has not answered, who may answer: a hand-off that nobody can accept or decline would wait for ever. */
function goesOn(
  context: ReferralContext,
  actor: EventActor,
  facts: InputFacts,
): { without: (personId: string | null) => boolean } {
  const { agencyId, agencyKind } = actor;
  const isAsked = openOffersTo(context, agencyId).length > 0;
  const answer = whoSees(context, agencyId, facts).filter((one) => one.trained && mayAccept(agencyKind, one.roles));
  const needed = [decide(context, actor, facts), ...(isAsked ? [answer] : [])];
  return { without: (personId) => needed.every((some) => some.some(({ id }) => id !== personId)) };
}
const mayAct = (context: ReferralContext, { agencyId }: EventActor, facts: InputFacts): PersonOfAgency[] =>
  whoSees(context, agencyId, facts).filter((one) => one.trained && one.mayAct);
const whoSees = (context: ReferralContext, agencyId: string, { people }: InputFacts): PersonOfAgency[] =>
  peopleOfThePart(context, agencyId, people).filter(({ id }) => !isBarred(context, { id, agencyId }));

/** Nothing waits for an agency that has ended its part. */
const hasWork = (context: ReferralContext, agencyId: string): boolean =>
  relationsOf(context, agencyId).some((relation) => relation !== 'INFORMED');

/** Work that somebody holds to whom the referral is shut from now on goes back to the agency, which allocates it anew. */
function takeBackFromWhomItIsShutTo(context: ReferralContext): void {
  if (context.allocations)
    context.allocations = context.allocations.filter(
      ({ personId, agencyId }) => !isBarred(context, { id: personId, agencyId }),
    );
}

class NamedPerson {
  @field('Who may see it, by e-mail address', email(), { hint: 'A colleague whose role sees referrals.' })
  personEmail!: string;
}
export class RestrictReferralInput {
  @field('Who of your agency may see it', listOf(() => NamedPerson), {
    hint: 'Everybody who works on it, and somebody who decides about sharing. Nobody else of your agency sees it from then on; leave yourself out and neither do you. It replaces the list before.',
  })
  people!: NamedPerson[];
  @field('Why it is restricted', text(2000), { hint: OWN_AGENCY_READS }) reason!: string;
}
function namedIn(input: Input, facts: InputFacts): string[] {
  const person = addressBook(facts.people);
  return [...new Set(addressesIn(input).flatMap(([, address]) => person(address)?.id ?? []))];
}
const hasAConflict = (context: ReferralContext, agencyId: string, person: PersonOfAgency): boolean =>
  conflictsOf(context, agencyId).some(({ personId }) => personId === person.id);

const colleaguesWhoMayAct = namesColleagues('handrail.restricted-to-colleagues', (named, context, { agencyId }) => {
  const [person] = named ? peopleOfThePart(context, agencyId, [named]) : [];
  if (!person?.mayAct) return 'Nobody of your agency with this address may see this.';
  return hasAConflict(context, agencyId, person)
    ? 'A conflict of interest is declared for this colleague: leave them out.'
    : undefined;
});
/** Never a referral that nobody of whoever holds it can work on. */
const somebodyDecides: InputRule<ReferralContext, Input> = {
  id: 'handrail.somebody-decides',
  faults: (input, context, actor, facts) => {
    const bars = { ...context, restrictions: restrictedTo(context, actor.agencyId, namedIn(input, facts)) };
    return addressesIn(input).length === 0 || goesOn(bars, actor, facts).without(null)
      ? []
      : [
          fault(
            'people',
            'Name at least one colleague who is trained and whose role decides about sharing, and one who may answer what your agency is asked: otherwise nobody could hand it on.',
          ),
        ];
  },
};
export const restrictReferral: ActionDeclaration = declareAction({
  name: 'restrictReferral',
  title: 'Restrict to named colleagues',
  done: 'Restricted to named colleagues',
  description:
    'Only the named people of the own agency see the referral from then on, whatever the role of others; for a colleague’s child, or a public name. Other agencies learn nothing of it and restrict their own side. Again: another list. Source: UK GDPR Art. 5(1)(f) and 32(4); Caldicott principle 4, need to know.',
  takenBy: whoMayOffer,
  input: RestrictReferralInput,
  section: 'OWN_NOTES',
  audience: 'ORDINARY',
  refusedWhen: [mustLast, mustTakePart],
  inputMust: [colleaguesWhoMayAct, somebodyDecides],
  names: (input, _actor, facts) => ({ personIds: namedIn(input, facts) }),
  effect: (context, event) => {
    context.restrictions = restrictedTo(context, ownAgency(event.by), event.payload.personIds as string[]);
    takeBackFromWhomItIsShutTo(context);
  },
});

export class LiftRestrictionInput {
  @field('Why it is no longer restricted', text(2000), { hint: OWN_AGENCY_READS }) reason!: string;
}
const isRestricted: Rule<ReferralContext> = {
  id: 'handrail.restricted',
  needs: 'the agency restricted it',
  refuse: (context, { agencyId }) =>
    restrictionOf(context, agencyId) ? undefined : 'Your agency has not restricted this referral.',
};
export const liftRestriction: ActionDeclaration = declareAction({
  name: 'liftRestriction',
  title: 'Lift the restriction',
  done: 'Restriction lifted',
  description: 'Everybody of the own agency whose role sees referrals sees it again.',
  takenBy: whoMayOffer,
  input: LiftRestrictionInput,
  section: 'OWN_NOTES',
  audience: 'ORDINARY',
  refusedWhen: [mustLast, isRestricted],
  inputMust: [],
  effect: (context, event) => {
    context.restrictions = restrictedTo(context, ownAgency(event.by), null);
  },
});

/** Nobody is asked why: who has to explain a friendship keeps it to themselves. */
export class DeclareConflictInput {
  @field('Whose conflict it is, by e-mail address', email(), {
    optional: true,
    hint: 'Leave this out when it is your own. A supervisor, or a school’s leader, may name a colleague.',
  })
  personEmail?: string;
  @field('What it is', text(2000), { optional: true, hint: OWN_AGENCY_READS }) reason?: string;
}
const personMeant = (input: Input, actor: EventActor, person: ReturnType<typeof addressBook>): string | null => {
  const address = textOf(input, 'personEmail');
  return address === '' ? actor.personId : (person(address)?.id ?? null);
};
const namesOneselfOrAColleague = namesColleagues('handrail.whose-conflict', (person, context, actor) => {
  if (person?.id === actor.personId) return undefined;
  if (!mayDeclareForColleagues(actor.agencyKind, actor.roles))
    return 'Only a supervisor, or a school’s leader, declares it for somebody else: leave this out when it is your own.';
  if (!person) return 'Nobody of your agency has this address.';
  // Whoever is not to know declares it again, and is not told that it was.
  return readsWhoIsShutOut(actor) && hasAConflict(context, actor.agencyId, person)
    ? 'A conflict of interest is declared for this colleague already.'
    : undefined;
});
/** Passed on, never dropped. What to do instead is said, since who asks may be the only one. */
function nobodyElse(context: ReferralContext, actor: EventActor, facts: InputFacts): (input: Input) => Refusal {
  const { without } = goesOn(context, actor, facts);
  const person = addressBook(facts.people);
  return (input) => {
    const personId = personMeant(input, actor, person);
    return personId === null || !hasWork(context, actor.agencyId) || without(personId)
      ? undefined
      : whoToAsk(context, actor);
  };
}
function whoToAsk(context: ReferralContext, actor: EventActor): string {
  const { agencyId } = actor;
  if (partOf(context, agencyId)?.serviceId !== undefined)
    return 'Nobody else of the service could decide about it. Have a deputy with your role brought into it first, pass it to another service, or hand the referral on; ask whoever supervises you.';
  return readsWhoIsShutOut(actor) && restrictionOf(context, agencyId)
    ? 'Nobody else among the named colleagues could decide about it. Name a deputy in the restriction first, or hand the referral on; ask whoever supervises you.'
    : 'Nobody else of your agency could decide about it, or answer what it is asked. Have a deputy with your role entered first, or hand the referral on; ask whoever supervises you.';
}
const seesIt: Rule<ReferralContext> = {
  id: 'handrail.sees-it',
  needs: 'the agency has any part in it',
  refuse: (context, { agencyId }) =>
    relationsOf(context, agencyId).length > 0 ? undefined : 'Your agency has no part in this referral.',
};
class WhoCanActNow {
  @field('Who can act now', text(4000)) canActNow!: string;
}
export const declareConflict: ActionDeclaration = declareAction({
  name: 'declareConflict',
  title: 'Declare a conflict of interest',
  done: 'Conflict of interest declared',
  description:
    'From then on that person does not see the referral, whatever their role and even in an emergency. By the person or, for them, by a supervisor or a school’s leader, never by a partner’s own system, which anybody there may use. The work passes to the rest of the agency, and the entry says to whom; supervisors are told. Refused only where nobody else could decide about it. Source: Nolan principles; Working Together 2023, chapter 4.',
  takenBy: whoActsInPerson,
  input: DeclareConflictInput,
  section: 'OWN_NOTES',
  audience: 'ORDINARY',
  refusedWhen: [mustLast, seesIt],
  inputMust: [namesOneselfOrAColleague],
  leavesNobody: nobodyElse,
  names: (input, actor, facts) => ({ personId: personMeant(input, actor, addressBook(facts.people)) }),
  alsoSays: {
    fields: WhoCanActNow,
    of: (input, context, _kept, actor, facts) => {
      const { agencyId } = actor;
      const personId = personMeant(input, actor, addressBook(facts.people)) ?? '';
      const conflicts = withConflict(context, { agencyId, personId });
      const left = mayAct({ ...context, conflicts }, actor, facts);
      return { canActNow: left.map((one) => one.email).join(', ') };
    },
  },
  effect: (context, event) => {
    const agencyId = ownAgency(event.by);
    context.conflicts = withConflict(context, { agencyId, personId: textOf(event.payload, 'personId') });
    takeBackFromWhomItIsShutTo(context);
  },
});

export class EndConflictInput {
  @field('Whose conflict ends, by e-mail address', email()) personEmail!: string;
  @field('Why it is none any more', text(2000), { hint: OWN_AGENCY_READS }) reason!: string;
}
const someConflict: Rule<ReferralContext> = {
  id: 'handrail.conflict-declared',
  needs: 'a conflict of interest is declared at the agency',
  refuse: (context, { agencyId }) =>
    conflictsOf(context, agencyId).length > 0 ? undefined : 'No conflict of interest is declared at your agency.',
};
const namesWhoseItIs = namesColleagues('handrail.conflict-of', (person, context, { agencyId }) =>
  person && hasAConflict(context, agencyId, person)
    ? undefined
    : 'No conflict of interest is declared for anybody of your agency with this address.',
);
export const endConflict: ActionDeclaration = declareAction({
  name: 'endConflict',
  title: 'End a conflict of interest',
  done: 'Conflict of interest ended',
  description:
    'By a supervisor, never by the person themselves, who does not see the referral, nor by a partner’s own system, which anybody there may use. They see it again as their role does.',
  takenBy: supervisors,
  input: EndConflictInput,
  section: 'OWN_NOTES',
  audience: 'ORDINARY',
  refusedWhen: [mustLast, someConflict],
  inputMust: [namesWhoseItIs],
  names: (input, _actor, facts) => ({ personId: personWith(textOf(input, 'personEmail'), facts.people)?.id ?? null }),
  effect: (context, event) => {
    const agencyId = ownAgency(event.by);
    context.conflicts = withoutConflict(context, { agencyId, personId: textOf(event.payload, 'personId') });
  },
});

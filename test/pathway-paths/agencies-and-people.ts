import type { AgencyService } from '../../libs/access/actor.js';
import { sectionsFor } from '../../libs/access/policy.js';
import type { AgencyKind, Role } from '../../libs/access/vocabulary.js';
import type { InputFacts } from '../../libs/pathways/pathway.js';
import type { EventActor } from '../../libs/pathways/referral-context.js';

/** Ids that a test can tell apart at sight. */
export const uuid = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

export const SCHOOL = uuid(1);
export const POLICE = uuid(2);
export const SOCIAL_CARE = uuid(3);
export const CHARITY = uuid(4);
export const OTHER_SCHOOL = uuid(5);
export const kinds: Record<string, AgencyKind> = {
  [SCHOOL]: 'SCHOOL',
  [POLICE]: 'POLICE',
  [SOCIAL_CARE]: 'SOCIAL_CARE',
  [CHARITY]: 'CHARITY',
  [OTHER_SCHOOL]: 'SCHOOL',
};

const person = (number: number, agencyId: string, ...roles: Role[]): EventActor => ({
  personId: uuid(number),
  agencyId,
  agencyKind: kinds[agencyId] ?? 'RESEARCH',
  roles,
});
export const teacher = person(11, SCHOOL, 'STAFF_REFERRER');
export const lead = person(12, SCHOOL, 'SAFEGUARDING_LEAD');
export const head = person(13, SCHOOL, 'SCHOOL_LEADER');
/** Who may review what the lead decided. */
export const deputy = person(14, SCHOOL, 'SAFEGUARDING_LEAD');
export const triage = person(21, POLICE, 'TRIAGE_OFFICER');
export const officer = person(22, POLICE, 'CASE_WORKER');
export const socialWorker = person(31, SOCIAL_CARE, 'DECISION_MAKER');
export const coordinator = person(41, CHARITY, 'SERVICE_COORDINATOR');
export const practitioner = person(42, CHARITY, 'PRACTITIONER');
export const otherLead = person(51, OTHER_SCHOOL, 'SAFEGUARDING_LEAD');
export const everybody = [lead, head, triage, officer, socialWorker, coordinator, practitioner, otherLead];

/** Two services of each agency, to which all of its people belong: a part that is passed stays in everybody's sight. */
export const TEAMS: readonly AgencyService[] = ['first-team', 'second-team'].map((key, place) => ({
  id: uuid(81 + place),
  key,
  name: key,
}));

/** By the demonstration's addresses; each agency has one more who never moves here, where the demonstration has them. */
const addresses: readonly [EventActor, string][] = [
  [teacher, 'teacher@northgate.example'],
  [lead, 'dsl@northgate.example'],
  [person(14, SCHOOL, 'SAFEGUARDING_LEAD'), 'deputy@northgate.example'],
  [head, 'head@northgate.example'],
  [triage, 'triage@gmp.example'],
  [officer, 'officer@gmp.example'],
  [person(23, POLICE, 'SUPERVISOR'), 'supervisor@gmp.example'],
  [socialWorker, 'decision@csc.example'],
  [coordinator, 'coordinator@lff.example'],
  [practitioner, 'practitioner@lff.example'],
  [otherLead, 'dsl@riverside.example'],
];
export const addressOf = (actor: EventActor): string => addresses.find(([one]) => one === actor)?.[1] ?? '';

const everyDoor = Object.fromEntries(Object.entries(kinds).map(([id, kind]) => [id, { kind, canAccept: true }]));
/** Made once: searches of the pathway ask for it a million times. */
const peopleOf = new Map(
  Object.keys(kinds).map((agencyId) => [
    agencyId,
    addresses
      .filter(([one]) => one.agencyId === agencyId)
      .map(([{ personId, agencyKind, roles }, email]) => ({
        id: personId,
        email,
        roles,
        mayAct: sectionsFor(agencyKind, roles).length > 0,
        trained: true,
        services: TEAMS,
      })),
  ]),
);

/** A directory in which every agency may accept; and a caller of one of them, who sees those parties. */
export const factsWith = (visibleParties: readonly string[], agencyId: string): InputFacts => ({
  agencies: everyDoor,
  visibleParties,
  today: '2026-11-25',
  people: peopleOf.get(agencyId) ?? [],
});

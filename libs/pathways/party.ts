import { PartyRole, type Section } from '../access/vocabulary.js';
import { choice, date, field, line, MOST_IN_A_LIST, number, text } from './field.js';
import type { PartyOnReferral } from './referral-context.js';

/** A child or adult on a referral, as it is entered. */
export class PartyInput {
  @field('Part in the incident', choice('PartyRole', Object.keys(PartyRole))) role!: PartyRole;
  @field('Given name', line(100), { optional: true }) givenName?: string;
  @field('Family name', line(100), { optional: true }) familyName?: string;
  @field('Date of birth', date(), { optional: true }) dateOfBirth?: string;
  @field('How to reach them', text(300), { optional: true }) contact?: string;
  @field('Child whose parent or other this is, by place in the list from 0', number(0, MOST_IN_A_LIST - 1), {
    optional: true,
  })
  relatedTo?: number;
}

/** Whom a role means, where no name may stand or none is known. */
export const PARTY_WORDS: Record<PartyRole, string> = {
  CHILD_SHARED: 'child who shared',
  CHILD_DISPLAYING: 'child who displays harmful behaviour',
  PERSON_OF_CONCERN: 'person of concern',
  REGISTERED_PERSON: 'registered person',
  CHILD_DEPICTED: 'child in the picture',
  CHILD_HARMED: 'child who was harmed',
  SURVIVOR: 'survivor',
  PARENT_OR_CARER: 'parent or carer',
  OTHER: 'other person',
  REPORTER: 'person who reported it',
};

const OF_ROLE: Record<PartyRole, Section | 'RELATED'> = {
  CHILD_SHARED: 'SUBJECT_IDENTITY',
  CHILD_DISPLAYING: 'SUBJECT_IDENTITY',
  PERSON_OF_CONCERN: 'SUBJECT_IDENTITY',
  REGISTERED_PERSON: 'SUBJECT_IDENTITY',
  CHILD_DEPICTED: 'HARMED_PERSON',
  CHILD_HARMED: 'HARMED_PERSON',
  SURVIVOR: 'HARMED_PERSON',
  PARENT_OR_CARER: 'RELATED',
  OTHER: 'RELATED',
  REPORTER: 'NARRATIVE',
};

/** Kept with somebody else, if they are anybody's. */
export const isRelated = (role: PartyRole): boolean => OF_ROLE[role] === 'RELATED';

type Related = Pick<PartyInput, 'role' | 'relatedTo'>;

/**
 * Where a party is kept: by role, and with the child for whom it stands there, also when it stands there by way of others, as a
 * grandparent who is the parent's. Without anybody: with whoever was harmed. Null when the way leads round in a circle.
 */
function sectionReached(party: Related, all: readonly Related[]): Section | null {
  const passed = new Set<Related>();
  for (let reached: Related | undefined = party; reached; reached = all[reached.relatedTo ?? -1]) {
    const own = OF_ROLE[reached.role];
    if (own !== 'RELATED') return own;
    if (passed.has(reached)) return null;
    passed.add(reached);
  }
  return 'HARMED_PERSON';
}
export const sectionOfParty = (party: Related, all: readonly Related[]): Section =>
  sectionReached(party, all) ?? 'HARMED_PERSON';
/** People who are related only to one another, and to no child. */
export const relatedInACircle = (party: Related, all: readonly Related[]): boolean =>
  sectionReached(party, all) === null;

/** Parties as an event carries them: ids and codes. */
export interface PartyCode {
  id: string;
  role: PartyRole;
  relatedTo: number | null;
}

export function partiesOf(codes: readonly PartyCode[], seq: number, agencyId: string): PartyOnReferral[] {
  const listed = codes.map(({ role, relatedTo }) => ({ role, relatedTo: relatedTo ?? undefined }));
  return codes.map((code, place) => ({
    id: code.id,
    role: code.role,
    section: sectionOfParty(listed[place] ?? { role: code.role }, listed),
    relatedTo: code.relatedTo === null ? null : (codes[code.relatedTo]?.id ?? null),
    addedSeq: seq,
    bySeqAgency: agencyId,
  }));
}

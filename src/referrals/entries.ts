import type { ActionDeclaration, Audience } from '../../libs/pathways/pathway.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import { declaredSection, type RecordedValue } from '../../libs/pathways/recorded-values.js';
import { contentTable, type Section } from '../../libs/access/vocabulary.js';
import type { KeptItem, NewItem } from './stored-rows.js';

export interface EntryOf {
  event: PathwayEvent;
  section: Section;
  audience: Audience;
  otherEnd: string | null;
}

/** The timeline entry itself. */
export function entryItem(of: EntryOf, id = of.event.entryId, action = of.event.type): NewItem {
  const kept: KeptItem = {
    kept_in: 'entry',
    id,
    entry_id: id,
    seq: of.event.seq,
    section: of.section,
    party_id: null,
    writer: of.event.by?.agencyId ?? null,
    audience: of.audience,
    other_end: of.otherEnd,
    not_for: null,
    visible_to: [],
  };
  return {
    ...kept,
    row: { id, action, section: of.section, audience: of.audience, other_end: of.otherEnd },
  };
}

/** A value of an entry, in the table of its own section. */
export function valueItem(
  of: EntryOf,
  entryId: string,
  id: string,
  place: number,
  value: Pick<RecordedValue, 'name' | 'title' | 'value' | 'section' | 'partyId'>,
  notFor: string | null,
): NewItem {
  const kept: KeptItem = {
    kept_in: contentTable(value.section),
    id,
    entry_id: entryId,
    seq: of.event.seq,
    section: value.section,
    party_id: value.partyId,
    writer: of.event.by?.agencyId ?? null,
    audience: of.audience,
    other_end: of.otherEnd,
    not_for: notFor,
    visible_to: [],
  };
  return {
    ...kept,
    row: {
      id,
      entry_id: entryId,
      place,
      name: value.name,
      title: value.title,
      value: value.value,
      party_id: value.partyId,
      audience: kept.audience,
      other_end: of.otherEnd,
      not_for: notFor,
    },
  };
}

/** A child or adult on the referral. */
export function partyItem(
  seq: number,
  place: number,
  party: ReferralContext['parties'][number],
  who: { givenName?: string | null; familyName?: string | null; dateOfBirth?: string | null; contact?: string | null },
): NewItem {
  return {
    kept_in: 'party',
    id: party.id,
    entry_id: null,
    seq,
    section: party.section,
    party_id: party.id,
    writer: party.bySeqAgency,
    audience: 'ORDINARY',
    other_end: null,
    not_for: null,
    visible_to: [],
    row: {
      id: party.id,
      place,
      role: party.role,
      section: party.section,
      given_name: who.givenName ?? null,
      family_name: who.familyName ?? null,
      date_of_birth: who.dateOfBirth ?? null,
      contact: who.contact ?? null,
      related_to: party.relatedTo,
    },
  };
}

/** The section and audience that an action's entry takes, its child's section resolved. */
export function placeOf(
  action: ActionDeclaration,
  input: Record<string, unknown>,
  context: ReferralContext,
): { section: Section; audience: Audience } {
  const section = declaredSection(action, input);
  const audience = typeof action.audience === 'function' ? action.audience(input) : action.audience;
  if (section !== 'CHILD') return { section, audience };
  const { partyId } = input;
  const child = context.parties.find((party) => party.id === partyId);
  return { section: child?.section ?? 'SUBJECT_IDENTITY', audience };
}

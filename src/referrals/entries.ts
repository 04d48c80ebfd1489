import type { ActionDeclaration, Audience } from '../../libs/pathways/pathway.js';
import type { PathwayEvent, ReferralContext } from '../../libs/pathways/referral-context.js';
import type { RecordedValue } from '../../libs/pathways/recorded-values.js';
import type { Section } from '../../libs/access/vocabulary.js';
import type { KeptItem } from './stored-rows.js';
import type { NewItem } from './change.js';

/** Who acted, as the timeline shows it. */
export interface Author {
  agencyId: string | null;
  actorId: string | null;
  actorName: string | null;
  onBehalfOf: string | null;
}
export interface EntryOf {
  referralId: string;
  reportedBy: string;
  event: PathwayEvent;
  author: Author;
  section: Section;
  audience: Audience;
  otherEnd: string | null;
}

const tableOf = (section: Section): string => `content_${section.toLowerCase()}`;

/** The timeline entry itself. */
export function entryItem(of: EntryOf, id = of.event.entryId, action = of.event.type): NewItem {
  const kept: KeptItem = {
    kept_in: 'entry',
    id,
    entry_id: id,
    seq: of.event.seq,
    section: of.section,
    writer: of.author.agencyId,
    audience: of.audience,
    other_end: of.otherEnd,
    not_for: null,
    visible_to: [],
  };
  return {
    ...kept,
    row: {
      referral_id: of.referralId,
      id,
      seq: of.event.seq,
      at: of.event.at,
      action,
      agency_id: of.author.agencyId,
      actor_id: of.author.actorId,
      actor_name: of.author.actorName,
      on_behalf_of: of.author.onBehalfOf,
      section: of.section,
      audience: of.audience,
      other_end: of.otherEnd,
      reported_by: of.reportedBy,
    },
  };
}

/** A value of an entry, in the table of its own section. */
export function valueItem(
  of: EntryOf,
  entryId: string,
  id: string,
  place: number,
  value: RecordedValue,
  notFor: string | null,
): NewItem {
  const kept: KeptItem = {
    kept_in: tableOf(value.section),
    id,
    entry_id: entryId,
    seq: of.event.seq,
    section: value.section,
    writer: of.author.agencyId,
    audience: value.feedback ? 'FEEDBACK' : of.audience,
    other_end: of.otherEnd,
    not_for: notFor,
    visible_to: [],
  };
  return {
    ...kept,
    row: {
      referral_id: of.referralId,
      id,
      entry_id: entryId,
      seq: of.event.seq,
      place,
      name: value.name,
      title: value.title,
      value: value.value,
      party_id: value.partyId,
      writer: of.author.agencyId,
      audience: kept.audience,
      other_end: of.otherEnd,
      not_for: notFor,
      reported_by: of.reportedBy,
    },
  };
}

/** A child or adult on the referral. */
export function partyItem(
  referralId: string,
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
    writer: party.bySeqAgency,
    audience: 'ORDINARY',
    other_end: null,
    not_for: null,
    visible_to: [],
    row: {
      referral_id: referralId,
      id: party.id,
      seq,
      place,
      role: party.role,
      section: party.section,
      given_name: who.givenName ?? null,
      family_name: who.familyName ?? null,
      date_of_birth: who.dateOfBirth ?? null,
      contact: who.contact ?? null,
      related_to: party.relatedTo,
      writer: party.bySeqAgency,
    },
  };
}

/** The section and audience that an action's entry takes, its child's section resolved. */
export function placeOf(
  action: ActionDeclaration,
  input: Record<string, unknown>,
  context: ReferralContext,
): { section: Section; audience: Audience } {
  const section = typeof action.section === 'function' ? action.section(input) : action.section;
  const audience = typeof action.audience === 'function' ? action.audience(input) : action.audience;
  if (section !== 'CHILD') return { section, audience };
  const { partyId } = input;
  const child = context.parties.find((party) => party.id === partyId);
  return { section: child?.section ?? 'SUBJECT_IDENTITY', audience };
}

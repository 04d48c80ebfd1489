import type { Actor } from '../../libs/access/actor.js';
import { purposeOf } from '../../libs/record/purpose.js';
import type { CarriedChange } from './carried-change.js';
import { behalfOf, type Command } from './command.js';
import { newId } from './new-id.js';

/**
 * The record of one change: what was collected or altered, and, where somebody else came to read it, to whom it was disclosed.
 * Operations as named by the Data Protection Act 2018, s.62.
 */
export function recordRows(actor: Actor, command: Command, carried: CarriedChange, disclosedTo: string[]): object[] {
  const { event, identity, newItems, keptItems } = carried;
  const about = newItems.flatMap((item) => (item.kept_in === 'party' ? [item.id] : partyOf(item.row)));
  const row = (operation: string, sections: string[], recipients: string[]): object => ({
    referral_id: identity.referralId,
    id: newId(),
    at: event.at,
    operation,
    actor_id: actor.id,
    actor_kind: actor.kind,
    actor_name: actor.name,
    agency_id: actor.agency.id,
    on_behalf_of: behalfOf(command),
    purpose: purposeOf(actor),
    action: event.type,
    person_ids: [...new Set(about)],
    referral_ids: [identity.referralId],
    sections: [...new Set(sections)],
    recipients,
    detail: { entry: event.entryId, seq: event.seq },
  });
  const own = newItems.map((item) => item.section);
  const rows = [row(event.seq === 1 ? 'COLLECTION' : 'ALTERATION', own, [])];
  if (disclosedTo.length > 0)
    rows.push(row('DISCLOSURE', [...own, ...keptItems.map((item) => item.section)], disclosedTo));
  return rows;
}

const partyOf = (row: Record<string, unknown>): string[] => (typeof row.party_id === 'string' ? [row.party_id] : []);

import { date, field, listOf, text } from './field.js';
import { PartyInput } from './party.js';
import type { FieldFault } from './pathway.js';

/** A referral as it is submitted. */
export class SubmissionInput {
  @field('Pathway', text(60)) pathway!: string;
  @field('Neutral summary', text(500), { hint: 'What happened, without names.' }) summary!: string;
  @field('Account', text(10_000), { optional: true, hint: 'What was said and seen, in words only.' })
  narrative?: string;
  @field('Children and adults', listOf(() => PartyInput)) parties!: PartyInput[];
  @field('Day of the incident', date(), { optional: true }) occurredOn?: string;
}

/** `relatedTo` names another party of the list. */
export function relationFaults(parties: unknown): FieldFault[] {
  if (!Array.isArray(parties)) return [];
  return (parties as Partial<PartyInput>[]).flatMap((party, place) => {
    const { relatedTo } = party;
    const fits = relatedTo === undefined || relatedTo === null || (relatedTo !== place && relatedTo < parties.length);
    return fits ? [] : [{ path: `parties.${place}.relatedTo`, messages: ['This names nobody else in the list.'] }];
  });
}

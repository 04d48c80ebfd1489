import { date, field, listOf, MOST_IN_A_LIST, text } from './field.js';
import { PartyInput, relatedInACircle } from './party.js';
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

/** `relatedTo` names another party of the list, and leads to a child in the end: that decides who sees the person. */
export function relationFaults(parties: unknown): FieldFault[] {
  if (!Array.isArray(parties)) return [];
  const listed = (parties as Partial<PartyInput>[]).slice(0, MOST_IN_A_LIST);
  return listed.flatMap(({ role, relatedTo }, place) => {
    const fault = (message: string): FieldFault[] => [{ path: `parties.${place}.relatedTo`, messages: [message] }];
    if (relatedTo === undefined || relatedTo === null) return [];
    if (relatedTo === place || relatedTo >= listed.length) return fault('This names nobody else in the list.');
    return role !== undefined && relatedInACircle({ role, relatedTo }, listed as PartyInput[])
      ? fault('These people are related only to one another. Name the child whose parent or other this is.')
      : [];
  });
}

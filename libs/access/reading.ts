import type { Audience } from '../pathways/pathway.js';
import type { AgencyId, ReferralStatus } from '../pathways/referral-context.js';
import type { Actor } from './actor.js';
import { type Sight, sightOf } from './sight.js';
import type { Section } from './vocabulary.js';

/** Whoever asks, with what their roles let them read. */
export interface Reader extends Sight {
  id: string;
  agencyId: AgencyId;
  services: readonly string[];
}
export const readerOf = (actor: Actor): Reader => ({
  id: actor.id,
  agencyId: actor.agency.id,
  services: actor.services.map(({ id }) => id),
  ...sightOf(actor),
});

/** Something that is kept of a referral: the sections of which one must be the reader's, and the agencies, or services of one, that read it. */
export interface Kept {
  sections: readonly Section[];
  audience: Audience;
  visibleTo: readonly string[];
  reportedBy: string;
}

/** Whether something is for the reader's agency, all of it, or for a service of it that the reader belongs to. */
export const isForReader = ({ agencyId, services }: Reader, visibleTo: readonly string[]): boolean =>
  visibleTo.includes(agencyId) || services.some((service) => visibleTo.includes(service));

/** What row security asks of each row, asked in memory: the agency's part must open it, and the role must read its section. */
export function personReads(reader: Reader, { sections, audience, visibleTo, reportedBy }: Kept): boolean {
  if (!isForReader(reader, visibleTo)) return false;
  // Feedback reaches the member of staff who reported it, who reads nothing else.
  return sections.some((one) => reader.sections.includes(one)) || (audience === 'FEEDBACK' && reportedBy === reader.id);
}

/** Whether somebody learns that a referral is there, of which agencies, or services of one, have a part. */
export function personKnowsOf(
  reader: Reader,
  { status, reportedBy, parts }: { status: ReferralStatus; reportedBy: string; parts: readonly string[] },
): boolean {
  if (!isForReader(reader, parts)) return false;
  return reader.sections.length > 0 || reportedBy === reader.id || (reader.auditor && status === 'ENTERED_IN_ERROR');
}

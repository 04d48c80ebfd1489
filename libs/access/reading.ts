import type { Audience } from '../pathways/pathway.js';
import type { AgencyId, ReferralStatus } from '../pathways/referral-context.js';
import type { Actor } from './actor.js';
import { type Sight, sightOf } from './sight.js';
import type { Section } from './vocabulary.js';

/** Whoever asks, with what their roles let them read. */
export interface Reader extends Sight {
  id: string;
  agencyId: AgencyId;
}
export const readerOf = (actor: Actor): Reader => ({ id: actor.id, agencyId: actor.agency.id, ...sightOf(actor) });

/** Something that is kept of a referral: the sections of which one must be the reader's, and the agencies that read it. */
export interface Kept {
  sections: readonly Section[];
  audience: Audience;
  visibleTo: readonly AgencyId[];
  reportedBy: string;
}

/** What row security asks of each row, asked in memory: the agency's part must open it, and the role must read its section. */
export function personReads(reader: Reader, { sections, audience, visibleTo, reportedBy }: Kept): boolean {
  if (!visibleTo.includes(reader.agencyId)) return false;
  // Feedback reaches the member of staff who reported it, who reads nothing else.
  return sections.some((one) => reader.sections.includes(one)) || (audience === 'FEEDBACK' && reportedBy === reader.id);
}

/** Whether somebody learns that a referral is there, of which their agency has a part. */
export function personKnowsOf(
  reader: Reader,
  { status, reportedBy, agencies }: { status: ReferralStatus; reportedBy: string; agencies: readonly AgencyId[] },
): boolean {
  if (!agencies.includes(reader.agencyId)) return false;
  return reader.sections.length > 0 || reportedBy === reader.id || (reader.auditor && status === 'ENTERED_IN_ERROR');
}

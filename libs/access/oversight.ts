import type { Actor } from './actor.js';
import { isSupervisor } from './supervisors.js';
import type { Section } from './vocabulary.js';

/*
 * Who reads the record of who looked at a child, and why. Each agency answers for what its own people did, and its log is there for it to
 * look after that itself (Data Protection Act 2018, s.62(4)): so an entry is read at the agency of whoever looked or acted, and nowhere
 * else. What another agency's people looked at would tell what that agency holds: its notes, another child, an offer to a third.
 */
export const Oversight = ['AUDITS', 'SUPERVISES'] as const;
export type Oversight = (typeof Oversight)[number];

/** Null for everybody else. An auditor reads the record and no content; whoever supervises reads it beside what their role reads. */
export function oversightOf(actor: Actor): Oversight | null {
  if (actor.roles.includes('AUDITOR')) return 'AUDITS';
  return isSupervisor(actor) ? 'SUPERVISES' : null;
}

interface Overseer {
  agencyId: string;
  oversight: Oversight | null;
  sections: readonly Section[];
}
interface RecordedLook {
  agencyId: string | null;
  actorKind: string;
  purpose: string;
  sections: readonly Section[];
}
/** What row security asks of each entry, of those that name the referral which is asked about. What a clock did, nobody did. */
export function overseen({ agencyId, oversight, sections }: Overseer, look: RecordedLook): boolean {
  if (look.agencyId !== agencyId || look.actorKind === 'CLOCK') return false;
  if (oversight === 'AUDITS') return true;
  // Who is overseen does not see the oversight, nor that there is something in a section which they do not read.
  return (
    oversight === 'SUPERVISES' &&
    look.purpose !== 'oversight' &&
    look.sections.every((section) => sections.includes(section))
  );
}

import type { Actor } from './actor.js';
import { isSupervisor } from './supervisors.js';

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

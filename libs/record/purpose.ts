import type { Actor } from '../access/actor.js';
import { sightOf } from '../access/sight.js';

export type Purpose = 'safeguarding' | 'oversight';

/** Why somebody looks or acts, as the record keeps it: the justification that the Data Protection Act 2018, s.62(2) and (3), asks for. */
export function purposeOf(actor: Actor): Purpose {
  const { sections, auditor } = sightOf(actor);
  return auditor && sections.length === 0 ? 'oversight' : 'safeguarding';
}

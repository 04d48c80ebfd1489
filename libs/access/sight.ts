import type { Actor } from './actor.js';
import { sectionsFor } from './policy.js';
import type { Section } from './vocabulary.js';

/** What a caller's roles let them read at all, before any referral is looked at. */
export interface Sight {
  sections: Section[];
  auditor: boolean;
}

export function sightOf(actor: Actor): Sight {
  return { sections: sectionsFor(actor.agency.kind, actor.roles), auditor: actor.roles.includes('AUDITOR') };
}

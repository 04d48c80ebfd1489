import type { Actor } from '../../libs/access/actor.js';
import { sightOf } from '../../libs/access/sight.js';
import { named } from './statement.js';

/** Row security reads these; they last as long as the transaction, so that a pooled session never carries somebody else's. */
export const SET_ACTOR = named(
  'set-actor',
  `select set_config('handrail.actor', $1, true), set_config('handrail.agency', $2, true), set_config('handrail.roles', $3, true),
     set_config('handrail.sections', $4, true), set_config('handrail.auditor', $5, true)`,
);

export function actorSettings(actor: Actor): string[] {
  const { sections, auditor } = sightOf(actor);
  return [actor.id, actor.agency.id, `{${actor.roles.join(',')}}`, `{${sections.join(',')}}`, String(auditor)];
}

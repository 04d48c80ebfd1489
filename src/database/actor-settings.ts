import type { Actor } from '../../libs/access/actor.js';
import { canBreakGlass } from '../../libs/access/break-glass.js';
import { sightOf } from '../../libs/access/sight.js';
import { purposeOf } from '../../libs/record/purpose.js';
import { ActionNotAvailable, type HandrailError, TrainingExpired, Unauthenticated } from '../errors/handrail-error.js';
import { named, type Statement } from './statement.js';

/**
 * Row security reads who calls (actor, agency, roles, sections, auditor, services) and what is barred or opened to them; the record of a look
 * their kind, name, purpose and for whom they look; an opening in an emergency whether they may. They last as long as the transaction, so that a
 * pooled session never carries somebody else's. Nothing is set for who does not act any more, or whose training ran out more than thirty days ago.
 */
const SETTINGS = `set_config('handrail.actor', $1, true) as actor, set_config('handrail.agency', $2, true) as agency, set_config('handrail.roles', $3, true),
     set_config('handrail.sections', $4, true), set_config('handrail.auditor', $5, true), set_config('handrail.actor_kind', $6, true),
     set_config('handrail.actor_name', $7, true), set_config('handrail.on_behalf_of', $8, true), set_config('handrail.purpose', $9, true),
     must_still_act($1::text::uuid, $2::text::uuid, $3::text::text[], $11::text::uuid[]), set_config('handrail.barred', referrals_barred()::text, true), set_config('handrail.may_open', $10, true), set_config('handrail.services', $11, true),
     case when $10::text = 'true' then set_config('handrail.opened', emergencies_opened()::text, true) end`;
/** Without columns, for nobody reads them. Each is worked out all the same, for all of it is volatile: `must_still_act` must stay so. */
export const SET_ACTOR = named('set-actor', `select from (select ${SETTINGS}) who`);

/** Whether the caller may act, and not only read: as the transaction found it when it began. */
export const TRAINED = `current_setting('handrail.trained') = 'CURRENT'`;

/**
 * The same, and the rows of a function behind it that itself asks who calls: it takes `who.actor` or `who.agency`, so that nothing of it
 * runs before they are set. One statement the less. Its own values are numbered from here on.
 */
export const FIRST_VALUE = 12;
export const settingActor = (name: string, call: string): Statement =>
  named(name, `select its.*, ${TRAINED} as trained from (select ${SETTINGS}) who, lateral ${call} its`);

/**
 * What the database raises of an Actor: that they were made inactive, lost a role or left a service, or that their training ran out; and of a
 * service whose people changed meanwhile.
 */
const REFUSALS: Record<string, () => HandrailError> = {
  HR002: () => new Unauthenticated(),
  HR003: () => new TrainingExpired(),
  HR004: () =>
    new ActionNotAvailable('Who belongs to this service has changed meanwhile. Look again, and choose again.'),
};
export function refusalOfActor(error: unknown): HandrailError | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? REFUSALS[code]?.() : undefined;
}

/** Ids of those whom the database no longer takes for what it was told of them. */
const outdated = new Set<Actor['id']>();
/** What is remembered of an Actor is no longer so: whoever comes with their token is looked up anew, once. */
export const wasOutdated = ({ id }: Actor): boolean => outdated.delete(id);
export function outdatedBy(error: unknown, { id }: Actor): void {
  if (refusalOfActor(error)) outdated.add(id);
}

export function actorSettings(actor: Actor): string[] {
  const { sections, auditor } = sightOf(actor);
  return [
    actor.id,
    actor.agency.id,
    `{${actor.roles.join(',')}}`,
    `{${sections.join(',')}}`,
    String(auditor),
    actor.kind,
    actor.name,
    actor.onBehalfOf ?? '',
    purposeOf(actor),
    String(canBreakGlass(actor)),
    `{${actor.services.map(({ id }) => id).join(',')}}`,
  ];
}

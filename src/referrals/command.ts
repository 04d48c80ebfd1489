import { createHash } from 'node:crypto';
import type { Actor } from '../../libs/access/actor.js';
import type { FieldFault } from '../../libs/pathways/pathway.js';
import { lineFault } from '../../libs/pathways/field-checks.js';
import { imageryIn } from '../../libs/pathways/imagery.js';
import { inOrder } from '../../libs/record/entry-text.js';
import type { EventActor } from '../../libs/pathways/referral-context.js';
import { isId } from '../database/ids.js';
import { BadUserInput, ImageryRefused } from '../errors/handrail-error.js';

/** What every command carries beside the action's own fields. */
export interface Command {
  idempotencyKey: string;
  referralId?: string;
  expectedVersion?: number;
  onBehalfOf?: string | null;
  [field: string]: unknown;
}

const LONGEST_LINE = 200;

/** A key is kept with what it made: it is a short line, and no way round the fields. */
export function mustBeAKey({ idempotencyKey }: Command): void {
  if (imageryIn(idempotencyKey)) throw new ImageryRefused();
  const fault = lineFault(idempotencyKey, LONGEST_LINE);
  if (fault !== null) throw new BadUserInput([{ path: 'idempotencyKey', messages: [fault] }]);
}

/** The person whom the command names, as it is recorded; null when it names none, or nobody that could be. */
export const behalfOf = ({ onBehalfOf }: Command): string | null =>
  lineFault(onBehalfOf, LONGEST_LINE) === null ? (onBehalfOf ?? null) : null;

/** A machine client names the person for whom it acts; a person acts for themselves. */
export function behalfFaults({ kind }: Pick<Actor, 'kind'>, { onBehalfOf }: Command): FieldFault[] {
  const fault = (message: string): FieldFault[] => [{ path: 'onBehalfOf', messages: [message] }];
  if (typeof onBehalfOf !== 'string' || onBehalfOf.trim() === '')
    return kind === 'CLIENT' ? fault('Name the person for whom this is done.') : [];
  if (kind === 'PERSON')
    return fault('Leave this out: you act for yourself. Only a partner’s own system names somebody.');
  const wrong = lineFault(onBehalfOf, LONGEST_LINE);
  return wrong === null ? [] : fault(wrong);
}

const COMMON = new Set(['idempotencyKey', 'referralId', 'expectedVersion', 'onBehalfOf']);

/** The action's own fields, as plain values without those that were left out. */
export function ownFields(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(plain(command) as Record<string, unknown>).filter(([name]) => !COMMON.has(name)),
  );
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(given.map(([name, inner]) => [name, plain(inner)]));
}

/** The same command gives the same hash, whatever the order of its fields and the capitals of its ids. The key itself is not part of it. */
export function inputHash(action: string, command: Command): string {
  const { idempotencyKey: _key, ...input } = command;
  return createHash('sha256')
    .update(JSON.stringify([action, inOrder(plain(input))], withoutCapitals))
    .digest('hex');
}
const withoutCapitals = (_field: string, value: unknown): unknown => (isId(value) ? value.toLowerCase() : value);

export const eventActor = (actor: Actor): EventActor => ({
  personId: actor.id,
  agencyId: actor.agency.id,
  agencyKind: actor.agency.kind,
  roles: actor.roles,
});

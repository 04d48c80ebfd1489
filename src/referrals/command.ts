import { createHash } from 'node:crypto';
import type { Actor } from '../../libs/access/actor.js';
import type { EventActor } from '../../libs/pathways/referral-context.js';

/** What every command carries beside the action's own fields. */
export interface Command {
  idempotencyKey: string;
  referralId?: string;
  expectedVersion?: number;
  onBehalfOf?: string | null;
  [field: string]: unknown;
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

/** The same command gives the same hash, whatever the order of its fields. The key itself is not part of it. */
export function inputHash(action: string, command: Command): string {
  const { idempotencyKey: _key, ...input } = command;
  return createHash('sha256')
    .update(JSON.stringify([action, inOrder(plain(input))]))
    .digest('hex');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  );
}

export const eventActor = (actor: Actor): EventActor => ({
  personId: actor.id,
  agencyId: actor.agency.id,
  agencyKind: actor.agency.kind,
  roles: actor.roles,
});

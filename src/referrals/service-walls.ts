import type { ReferralContext } from '../../libs/pathways/referral-context.js';
import { supervises } from '../../libs/access/supervisors.js';
import type { ParticipationRow } from './stored-rows.js';

/*
 * The pathway and the policy know agencies only. A row names whoever of an agency reads it: all of it, or the one service that its part was
 * passed to. So agencies are renamed to services as rows are stored, and back as they are loaded; nowhere else.
 */
type Names = ReadonlyMap<string, string>;

/** Rows as they were loaded, with the agencies that read them. */
export function asAgencies<T>(rows: T, participations: readonly ParticipationRow[]): T {
  const agencyOf: Names = new Map(
    participations.flatMap(({ agency_id, service_id }) => (service_id ? [[service_id, agency_id]] : [])),
  );
  return renamed(rows, agencyOf);
}

/** Rows as they are stored, each with whoever of its agencies reads it. */
export function asReaders<T>(rows: T, { participations }: ReferralContext): T {
  const serviceOf: Names = new Map(
    participations.flatMap(({ agencyId, serviceId }) => (serviceId === undefined ? [] : [[agencyId, serviceId]])),
  );
  return renamed(rows, serviceOf);
}

/** Parts that an event passed to a service, in which somebody must supervise: everything of the referral that named the agency names the service from now on. */
export function partsMoved(before: ReferralContext | undefined, { participations }: ReferralContext): object[] {
  return participations.flatMap(({ agencyId, kind, serviceId }) => {
    const was = before?.participations.find((part) => part.agencyId === agencyId)?.serviceId;
    return serviceId === was
      ? []
      : [{ agency_id: agencyId, service_id: serviceId, supervising: supervises[kind] ?? [] }];
  });
}

const NAMES_READERS: readonly string[] = ['visible_to', 'visibleTo'];

function renamed<T>(value: T, names: Names): T {
  if (names.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: unknown) => renamed(inner, names)) as T;
  const fields = Object.entries(value as Record<string, unknown>).map(([name, inner]) => [
    name,
    NAMES_READERS.includes(name) ? (inner as string[]).map((one) => names.get(one) ?? one) : renamed(inner, names),
  ]);
  return Object.fromEntries(fields) as T;
}

import type { AgencyKind, Role } from './vocabulary.js';

/** A part of an agency that keeps its work to itself: a team, a programme. */
export interface AgencyService {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

/** Who is calling: a person of staff, or a machine client of an agency. */
export interface Actor {
  readonly id: string;
  readonly kind: 'PERSON' | 'CLIENT';
  readonly name: string;
  readonly email: string | null;
  readonly agency: { readonly id: string; readonly key: string; readonly name: string; readonly kind: AgencyKind };
  readonly roles: readonly Role[];
  /** Services of the agency that the person belongs to. */
  readonly services: readonly AgencyService[];
  /** The person of a partner's own system for whom a machine client asks, where the request names one. */
  readonly onBehalfOf?: string | null;
}

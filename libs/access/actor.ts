import type { AgencyKind, Role } from './vocabulary.js';

/** Who is calling: a person of staff, or a machine client of an agency. */
export interface Actor {
  readonly id: string;
  readonly kind: 'PERSON' | 'CLIENT';
  readonly name: string;
  readonly email: string | null;
  readonly agency: { readonly id: string; readonly key: string; readonly name: string; readonly kind: AgencyKind };
  readonly roles: readonly Role[];
  /** Every kind of training that the person's roles need is in date. */
  readonly trainingCurrent: boolean;
  /** The person of a partner's own system for whom a machine client asks, where the request names one. */
  readonly onBehalfOf?: string | null;
}

import type { AgencyKind } from '../../libs/access/vocabulary.js';

/** An organisation that may hold or share in a referral. */
export interface Agency {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: AgencyKind;
}

import type { Agency } from '../agencies/agency.js';
import type { ReferralRow } from './referral-row.js';

export interface OpeningJson {
  referral_id: string;
  id: string;
  reference: string;
  agency_id: string;
  person_name: string;
  emergency: string;
  reason: string;
  opened_at: string;
  until: string;
  judged_at: string | null;
  justified: boolean | null;
  judgement: string | null;
}

/** One opening in an emergency. */
export class EmergencyOpeningRow {
  readonly id: string;
  readonly reference: string;
  readonly personName: string;
  readonly emergency: string;
  readonly reason: string;
  readonly openedAt: Date;
  readonly until: Date;
  readonly judgedAt: Date | null;
  readonly justified: boolean | null;
  readonly judgement: string | null;
  /** The last moment at which it is in time. */
  readonly judgeBy: Date;
  readonly overdue: boolean;
  private readonly referralId: string;

  constructor(
    opening: OpeningJson,
    readonly agency: Agency,
    judging: { by: Date; now: Date },
    private readonly referrals: (narrative: boolean) => Promise<Map<string, ReferralRow>>,
  ) {
    this.id = opening.id;
    this.reference = opening.reference;
    this.personName = opening.person_name;
    this.emergency = opening.emergency;
    this.reason = opening.reason;
    this.openedAt = new Date(opening.opened_at);
    this.until = new Date(opening.until);
    this.judgedAt = opening.judged_at === null ? null : new Date(opening.judged_at);
    this.justified = opening.justified;
    this.judgement = opening.judgement;
    this.judgeBy = judging.by;
    this.overdue = opening.judged_at === null && judging.by < judging.now;
    this.referralId = opening.referral_id;
  }

  /** Null when the caller does not see it, or not any more. */
  referral(narrative: boolean): Promise<ReferralRow | null> {
    return this.referrals(narrative).then((seen) => seen.get(this.referralId) ?? null);
  }
}

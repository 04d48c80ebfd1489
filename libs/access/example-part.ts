import type { DecisionToShare, Offer, Participation, ReferralStatus, Span } from '../pathways/referral-context.js';
import type { Ledger } from './standing.js';
import type { AgencyKind, Relation, Section } from './vocabulary.js';

/** What an agency can be on a referral: a relation, or none, never asked or having declined. */
export type Part = Relation | 'DECLINED' | 'NO_PART';
/** What was decided about sharing with the agency; without sections: not to share. */
export interface Sharing {
  sections: readonly Section[];
  ongoing: boolean;
}
interface Named {
  id: string;
  kind: AgencyKind;
}

/** Event numbers of an example, far enough apart to put something between them. */
const SUBMITTED = 10;
const DECIDED = 30;
const OFFERED = 40;
const ACCEPTED = 50;
const CHANGED = 80;
const ENDED = 95;
/**
 * When something was written: before the agency was asked; while it takes part (and holds, where it holds or held); after its part
 * changed: it handed the risk back, ended its contribution, or was shared with as the referrer.
 */
export const MOMENT = { EARLIER: 20, ASKED: OFFERED, MEANWHILE: 60, OURS: 70, AFTERWARDS: 90 } as const;

const from = (start: number, until: number | null = null): Span => ({ from: start, until });
const held = (span: Span, decisionId: string | null): Participation['custody'][number] => ({ ...span, decisionId });

/**
 * A referral on which one agency (`us`) stands in one relation to what another (`them`) holds or held, as its own events would leave
 * it. The access document is made from these, and the access matrix asks every role about them.
 */
export function exampleLedger(part: Part, sharing: Sharing, status: ReferralStatus, us: Named, them: Named): Ledger {
  const refers = part === 'REFERRER';
  const shared = decided(them, us, refers ? CHANGED : DECIDED, sharing);
  const onward = decided(us, them, DECIDED, { sections: ['SUMMARY', 'RISK'], ongoing: false });
  const offer = refers ? offered(onward, 'HANDOFF', us, them) : offered(shared, kindOf(part), us, them);
  const answer = answerTo(part, status);
  return {
    status,
    custodian: part === 'CUSTODIAN' ? us.id : them.id,
    referrer: refers ? us.id : them.id,
    participations: [theirPart(part, them), ...ourPart(part, us)],
    offers: part === 'NO_PART' ? [] : [{ ...offer, ...answer }],
    decisions: refers ? [onward, shared] : [shared],
    seq: ENDED,
  };
}

const kindOf = (part: Part): Offer['kind'] =>
  part === 'CUSTODIAN' || part === 'OFFERED' || part === 'FORMER_CUSTODIAN' ? 'HANDOFF' : 'INVITATION';

/** What ends a referral ends what is open on it. */
function answerTo(part: Part, status: ReferralStatus): Pick<Offer, 'status' | 'answeredSeq'> {
  if (part === 'DECLINED') return { status: 'DECLINED', answeredSeq: ACCEPTED };
  if (part !== 'OFFERED' && part !== 'INVITED') return { status: 'ACCEPTED', answeredSeq: ACCEPTED };
  return status === 'OPEN' ? { status: 'OFFERED', answeredSeq: null } : { status: 'WITHDRAWN', answeredSeq: ENDED };
}

const decided = (by: Named, recipient: Named, seq: number, { sections, ongoing }: Sharing): DecisionToShare => ({
  id: `decision-${seq}`,
  seq,
  byAgency: by.id,
  recipientAgency: recipient.id,
  recipientKind: recipient.kind,
  outcome: sections.length === 0 ? 'DO_NOT_SHARE' : 'SHARE_PART',
  sections: [...sections],
  lawfulBasis: 'PUBLIC_TASK',
  ongoing,
});

const offered = (decision: DecisionToShare, kind: Offer['kind'], us: Named, them: Named): Offer => ({
  id: 'offer',
  kind,
  status: 'OFFERED',
  fromAgency: decision.byAgency,
  toAgency: decision.recipientAgency,
  toKind: decision.recipientAgency === us.id ? us.kind : them.kind,
  decisionId: decision.id,
  offeredSeq: OFFERED,
  offeredAt: '2026-11-25T10:00:00.000Z',
  answeredSeq: null,
});

const takingPart = ({ id, kind }: Named, change: Partial<Participation>): Participation => ({
  agencyId: id,
  kind,
  isReferrer: false,
  isContributor: false,
  custody: [],
  takesPart: [from(ACCEPTED)],
  endedSeq: null,
  ...change,
});

function theirPart(part: Part, them: Named): Participation {
  if (part === 'REFERRER') return takingPart(them, { custody: [held(from(ACCEPTED), `decision-${DECIDED}`)] });
  const submitted = { isReferrer: true, takesPart: [from(SUBMITTED)] };
  const first = (until: number | null): Participation['custody'][number] => held(from(SUBMITTED, until), null);
  if (part === 'CUSTODIAN') return takingPart(them, { ...submitted, custody: [first(ACCEPTED)] });
  if (part === 'FORMER_CUSTODIAN')
    return takingPart(them, { ...submitted, custody: [first(ACCEPTED), held(from(CHANGED), 'decision-back')] });
  return takingPart(them, { ...submitted, custody: [first(null)] });
}

function ourPart(part: Part, us: Named): Participation[] {
  const holding = (until: number | null): Participation['custody'] => [
    held(from(ACCEPTED, until), `decision-${DECIDED}`),
  ];
  switch (part) {
    case 'CUSTODIAN':
      return [takingPart(us, { custody: holding(null) })];
    case 'CONTRIBUTOR':
      return [takingPart(us, { isContributor: true })];
    case 'REFERRER':
      return [
        takingPart(us, {
          isReferrer: true,
          custody: [held(from(SUBMITTED, ACCEPTED), null)],
          takesPart: [from(SUBMITTED)],
        }),
      ];
    case 'FORMER_CUSTODIAN':
      return [takingPart(us, { custody: holding(CHANGED) })];
    case 'INFORMED':
      return [takingPart(us, { isContributor: true, takesPart: [from(ACCEPTED, CHANGED)], endedSeq: CHANGED })];
    default:
      return [];
  }
}

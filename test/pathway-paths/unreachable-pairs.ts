/** Pairs of states of two regions that no referral is ever in, and why. When one becomes reachable, the tests say so. */
const unreachable: { why: string; main: string[]; others: string[] }[] = [
  {
    why: 'Nobody closes while police or social care, an offer to them, support, the take-down or a child’s safety is open.',
    main: ['main.closed'],
    others: [
      'police.asked',
      'police.takingPart',
      'police.triaged',
      'police.decided',
      'socialCare.asked',
      'socialCare.takingPart',
      'takedown.notRecorded',
      'takedown.childReported',
      'takedown.recurring',
      'support.open',
      'immediateSafety.on',
    ],
  },
  {
    why: 'The later review comes after the take-down is settled, and what was recorded does not become unrecorded.',
    main: ['main.laterReview', 'main.closureCheck'],
    others: ['takedown.notRecorded'],
  },
  {
    why: 'Withdrawn is only what no other agency accepted and nothing forced on, danger to a child included; it ends every offer.',
    main: ['main.withdrawn'],
    others: [
      'police.asked',
      'police.takingPart',
      'police.triaged',
      'police.decided',
      'police.outcome',
      'socialCare.asked',
      'socialCare.takingPart',
      'socialCare.assessment',
      'socialCare.section47',
      'socialCare.decided',
      'immediateSafety.on',
    ],
  },
  {
    why: 'Marking a referral as entered in error ends every offer.',
    main: ['main.enteredInError'],
    others: ['police.asked', 'socialCare.asked'],
  },
];

export const pairOf = (one: string, other: string): string => [one, other].sort().join(' with ');
export const unreachablePairs: readonly string[] = unreachable.flatMap(({ main, others }) =>
  main.flatMap((one) => others.map((other) => pairOf(one, other))),
);

/** What can be looked at, by the name under which the record keeps the look, in words. */
export const LOOKS = {
  worklist: 'Looked at a page of the worklist',
  referral: 'Looked at a referral',
  'referral details': 'Looked at people, offers, decisions, interventions or deadlines',
  'available actions': 'Looked at what can be done now',
  timeline: 'Looked at a page of the timeline',
  disclosures: 'Looked at who has what',
  'handling conditions': 'Looked at what stands under a condition',
  'packet preview': 'Looked at what another agency would be given',
  notices: 'Looked at notices',
  command: 'Was shown what became of an action',
  refusal: 'Was refused, and told why',
  workToMove: 'Looked at work that must be moved',
  emergencyOpenings: 'Looked at what was opened in an emergency',
  breakGlass: 'Opened a referral in an emergency',
  judgeEmergencyOpening: 'Judged an opening in an emergency',
  record: 'Looked at who looked',
} as const;
export type Look = keyof typeof LOOKS;

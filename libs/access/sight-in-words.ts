import type { Audience } from '../pathways/pathway.js';
import { audienceOf } from './audience.js';
import { exampleLedger, MOMENT, type Part } from './example-part.js';
import { KEPT_BY_ITS_OWNER, NEVER_SHARED } from './section-sight.js';
import { type AgencyKind, Section } from './vocabulary.js';

const US = { id: 'us', kind: 'HEALTH' as AgencyKind };
const MOMENTS = [MOMENT.EARLIER, MOMENT.MEANWHILE, MOMENT.AFTERWARDS];
const EVERY_SECTION = Object.values(Section);
const SHARINGS = [
  { sections: [], ongoing: false },
  { sections: EVERY_SECTION, ongoing: false },
  { sections: EVERY_SECTION, ongoing: true },
];

/** What an agency reads of a section that others wrote, in a mark for tables and in words. */
export interface Sight {
  mark: string;
  words: string;
}
/**
 * By what is read without a decision to share, with one, and with an ongoing one; each of what was written before the agency was
 * asked, while it took part, and after its part changed. A pattern that has no words yet stops the document.
 */
const IN_WORDS: Record<string, Sight> = {
  '000 000 000': { mark: '–', words: 'nothing' },
  '111 111 111': { mark: 'all', words: 'everything, also what is added, without a decision to share' },
  '000 111 111': {
    mark: 'decided+',
    words: 'what its hand-off’s decision to share opened, and what is added to it while the agency holds the risk',
  },
  '000 100 111': {
    mark: 'packet (+)',
    words:
      'what a decision to share opened, as it stood when the agency was asked; what is added only when the decision is ongoing',
  },
  '000 100 100': {
    mark: 'packet',
    words: 'what a decision to share opened, as it stood when the agency was asked, and nothing that is added',
  },
  '000 110 111': {
    mark: 'decided (+)',
    words:
      'what a decision to share opened, as it stood when its part changed; what is added since only when a decision is ongoing',
  },
  '100 110 111': {
    mark: 'held, decided (+)',
    words:
      'what stood while the agency held the risk; what came after as a decision to share opened it, and what is added only when the decision is ongoing',
  },
  '110 110 111': {
    mark: 'held (+)',
    words: 'what stood while the agency held the risk; what is added since only when a decision to share is ongoing',
  },
  '000 100 110': {
    mark: 'kept',
    words:
      'what it had when it ended its contribution: the packet, and with an ongoing decision what was added until then',
  },
};
export const LEGEND: readonly Sight[] = Object.values(IN_WORDS);

/** What the policy answers for an agency in that relation, of a section that another agency wrote. */
export function sightOfOthers(part: Part, section: Section): Sight {
  const pattern = SHARINGS.map((sharing) =>
    MOMENTS.map((seq) => (reads(part, sharing, { section, seq, audience: 'ORDINARY' }) ? '1' : '0')).join(''),
  ).join(' ');
  const sight = IN_WORDS[pattern];
  if (!sight) throw new Error(`No words yet for what ${part} reads of ${section}: ${pattern}`);
  return sight;
}

/** Whether something with an audience of its own is read without any decision to share. */
export const readsUnshared = (
  part: Part,
  section: Section,
  audience: Audience,
  seq: number,
  otherEnd = 'else',
): boolean => reads(part, { sections: [], ongoing: false }, { section, seq, audience, otherEnd });

/** Whether an agency in that relation reads again what it wrote itself. */
export const readsItsOwn = (part: Part): boolean =>
  reads(
    part,
    { sections: [], ongoing: false },
    { section: 'OWN_NOTES', seq: MOMENT.OURS, audience: 'ORDINARY', writer: US.id },
  );

function reads(
  part: Part,
  sharing: (typeof SHARINGS)[number],
  {
    section,
    seq,
    audience,
    otherEnd = 'else',
    writer = 'them',
  }: {
    section: Section;
    seq: number;
    audience: Audience;
    otherEnd?: string;
    writer?: string;
  },
): boolean {
  // A record that one kind of agency keeps is written by that kind.
  const kind: AgencyKind = section === 'SOCIAL_CARE_RECORD' ? 'SOCIAL_CARE' : 'POLICE';
  const ledger = exampleLedger(part, sharing, 'OPEN', US, { id: 'them', kind });
  return audienceOf({ section, seq, audience, otherEnd, writer, notFor: null }, ledger).includes(US.id);
}

/** Said of a section in the document's first table. */
export function noteOn(section: Section): string {
  if (NEVER_SHARED.includes(section)) return 'Never leaves the agency that wrote it, whatever a decision says.';
  if (KEPT_BY_ITS_OWNER.includes(section))
    return 'Kept by the agency that made it; another reads it only by that agency’s decision, or by one of whoever it was opened to.';
  return '';
}

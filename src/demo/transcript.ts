import type { SeenReferral } from './client.js';
import { type AgencySight, inWords, isWider } from './sight.js';

/** A terminal that nobody has widened. */
const WIDTH = 100;
export const INDENT = '    ';

const SECTIONS: readonly [section: string, column: string, words: string][] = [
  ['SUMMARY', 'SU', 'summary'],
  ['SUBJECT_IDENTITY', 'ID', 'who did it'],
  ['HARMED_PERSON', 'HA', 'who was harmed'],
  ['NARRATIVE', 'AC', 'the account'],
  ['RISK', 'RI', 'risk'],
  ['POLICE_RECORD', 'PO', 'police record'],
  ['SOCIAL_CARE_RECORD', 'SC', 'social care record'],
  ['SESSIONS', 'SE', 'sessions'],
  ['OWN_NOTES', 'ON', 'own notes'],
  ['INTELLIGENCE', 'IN', 'intelligence'],
];
/** Here and in the sections’ cells non-breaking blanks hold together what is not to be wrapped. */
const PARTS: Readonly<Record<string, string>> = {
  CUSTODIAN: 'holds\u00a0it',
  FORMER_CUSTODIAN: 'held\u00a0it',
  CONTRIBUTOR: 'takes\u00a0part',
};
const COLUMNS = [10, 18, 29, 6, 25];
const GAP = '  ';

/** How to read what follows. */
export const legend: readonly string[] = [
  'After each step, what the people of each agency can see of the referral:',
  ...wrapped(
    '● reads the section · ○ reads what of it was opened to the agency, and what it read before · “·” reads none of it · ' +
      '+ more than before this step · - less · * something in this line changed',
    INDENT,
  ),
  ...wrapped(SECTIONS.map(([, column, words]) => `${column} ${words}`).join(' · '), INDENT),
  ...wrapped(
    '“entries” counts what stands in its timeline; “sees” names the people that it sees (every person is invented)',
    INDENT,
  ),
];

/** Words in lines of at most the terminal's width. */
export function wrapped(text: string, indent: string, width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

/** Each cell wrapped in its column: nothing is cut off. */
function row(mark: string, cells: readonly string[]): string[] {
  const columns = cells.map((cell, place) => wrapped(cell, '', COLUMNS[place]));
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    `${INDENT.slice(2)}${line === 0 ? mark : ' '} ${columns
      .map((column, place) => (column[line] ?? '').padEnd(COLUMNS[place] ?? 0))
      .join(GAP)}`
      .replaceAll('\u00a0', ' ')
      .trimEnd(),
  );
}

/** What each agency sees, side by side, with a mark on what was not so the step before. */
export function sideBySide(
  seen: ReadonlyMap<string, AgencySight>,
  before: ReadonlyMap<string, AgencySight> = new Map(),
): string[] {
  const knows = [...seen].filter(([, { part }]) => part.length > 0);
  const unaware = [...seen].filter(([, { part }]) => part.length === 0).map(([agency]) => agency);
  const lines = row(' ', ['agency', 'its part', SECTIONS.map(([, column]) => column).join(' '), 'entries', 'sees']);
  for (const [agency, sight] of knows) {
    const cells = [
      agency,
      sight.part.map((relation) => PARTS[relation] ?? inWords(relation)).join(', '),
      sectionCells(sight, before.get(agency)),
      String(sight.entries),
      sight.people.join(', ') || 'nobody',
    ];
    lines.push(...row(isSame(sight, before.get(agency)) ? ' ' : '*', cells));
  }
  if (unaware.length > 0) lines.push(...wrapped(`know nothing of it: ${unaware.join(', ')}`, INDENT));
  return lines;
}

const sectionCells = (sight: AgencySight, before: AgencySight | undefined): string =>
  SECTIONS.map(([section]) => {
    const now = sight.access.get(section);
    const then = before?.access.get(section);
    const sign = now === 'FULL' ? '●' : now === 'PACKET' ? '○' : '·';
    return `${sign}${isWider(now, then) ? '+' : isWider(then, now) ? '-' : '\u00a0'}`;
  })
    .join('\u00a0')
    .trimEnd();

function isSame(sight: AgencySight, before: AgencySight | undefined): boolean {
  const told = ({ part, people, entries, access }: AgencySight): string =>
    JSON.stringify([part, people, entries, [...access]]);
  return before !== undefined && told(sight) === told(before);
}

const when = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** Holder, next deadline and state, as the agency that holds it sees them. */
export function whereItStands({ custodian, nextDeadline, state, status }: SeenReferral): string[] {
  const next = nextDeadline
    ? `${inWords(nextDeadline.kind)}, ${nextDeadline.status === 'OVERDUE' ? 'overdue since' : 'by'} ${when.format(new Date(nextDeadline.dueAt))}`
    : 'none';
  return [
    ...wrapped(`Held by ${custodian.name}. Next deadline: ${next}.`, INDENT),
    ...wrapped(`State: ${[...new Set([inWords(status), ...state.map(inWords)])].join('; ')}`, INDENT),
  ];
}

export const said = (sign: string, text: string): string[] => wrapped(`${sign} ${text}`, INDENT);
export const stepLine = (number: number, day: number, who: string): string =>
  `\n${String(number).padStart(2)}. Day ${day} ${'─'.repeat(3)} ${who}`;

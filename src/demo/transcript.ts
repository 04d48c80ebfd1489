import type { SeenReferral } from './client.js';

const SECTIONS: readonly [string, string][] = [
  ['SUMMARY', 'summary'],
  ['SUBJECT_IDENTITY', 'who did it'],
  ['HARMED_PERSON', 'who was harmed'],
  ['NARRATIVE', 'account'],
  ['RISK', 'risk'],
  ['POLICE_RECORD', 'police'],
  ['SOCIAL_CARE_RECORD', 'social care'],
  ['SESSIONS', 'sessions'],
  ['OWN_NOTES', 'own notes'],
];
const columns = (cells: string[], widths: number[]): string =>
  cells
    .map((cell, place) =>
      cell.length > (widths[place] ?? 0)
        ? `${cell.slice(0, (widths[place] ?? 1) - 1)}…`
        : cell.padEnd(widths[place] ?? 0),
    )
    .join('  ');

/** What each agency sees, side by side: one line an agency. */
export function sideBySide(seen: ReadonlyMap<string, SeenReferral | null>): string[] {
  const widths = [11, 26, 3, 31, 60];
  const lines = [columns(['agency', 'its part', 'ver', 'people it sees', 'sections it reads (· packet only)'], widths)];
  for (const [agency, referral] of seen) {
    if (!referral) {
      lines.push(columns([agency, '— does not know of it —', '', '', ''], widths));
      continue;
    }
    const sections = SECTIONS.flatMap(([section, words]) => {
      const access = referral.sections.find((one) => one.section === section)?.access ?? 'NONE';
      return access === 'NONE' ? [] : [access === 'PACKET' ? `·${words}` : words];
    });
    lines.push(
      columns(
        [
          agency,
          referral.relations.map((relation) => relation.toLowerCase().replace('_', ' ')).join(', '),
          String(referral.version),
          referral.parties.map((party) => party.givenName ?? party.role.toLowerCase()).join(', ') || 'nobody',
          sections.join(', ') || 'nothing',
        ],
        widths,
      ),
    );
  }
  return lines.map((line) => `      ${line.trimEnd()}`);
}

const when = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

export function whereItStands(referral: SeenReferral): string {
  const next = referral.nextDeadline
    ? `${referral.nextDeadline.kind} by ${when.format(new Date(referral.nextDeadline.dueAt))}`
    : 'none';
  return `${referral.state.join(' + ')} · held by ${referral.custodian.name} · next deadline: ${next}`;
}

/** `recordPoliceOutcome` as a reader would say it. */
export const inWords = (action: string): string => action.replace(/([A-Z])/g, ' $1').toLowerCase();

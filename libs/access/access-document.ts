import { judgingRules } from '../pathways/common/emergency-judging.js';
import type { DeadlineRule } from '../pathways/counted-rule.js';
import { movingRules } from '../pathways/common/work-to-move.js';
import type { ActionDeclaration, Pathway } from '../pathways/pathway.js';
import { Emergency, mayBreakGlass, OPENED_IN_AN_EMERGENCY } from './break-glass.js';
import { supervises } from './supervisors.js';
import { MOMENT, type Part } from './example-part.js';
import { policy } from './policy.js';
import { HOLDS, peopleBySection } from './sections-in-words.js';
import { LEGEND, noteOn, readsItsOwn, readsUnshared, sightOfOthers } from './sight-in-words.js';
import { READS_ON_FOR_DAYS, TOLD_AHEAD_DAYS } from './training.js';
import { AgencyKind, inWords, Relation, Role, Section } from './vocabulary.js';

const SECTIONS = Object.values(Section);
const STANDS: Record<Relation, string> = {
  CUSTODIAN: 'It holds the risk now.',
  CONTRIBUTOR: 'It was invited, accepted, and takes part without holding the risk.',
  OFFERED: 'It was offered the risk and has not answered.',
  INVITED: 'It was invited to take part and has not answered.',
  REFERRER: 'It made the referral, and another agency holds the risk now.',
  FORMER_CUSTODIAN: 'It held the risk once, and still takes part.',
  INFORMED: 'It ended its contribution.',
};

/** Who sees and who does what, for somebody who does not program: made from the policy and the actions by asking them. */
export function accessDocument(pathways: readonly Pathway[]): string {
  return [
    '# Who sees what, and who does what',
    'Made from the one policy in `libs/access` and from the actions in `libs/pathways` by asking them; do not edit.',
    'The answer is no, unless a table here says otherwise. To read something of a referral, **two things must hold at once**: the person’s role reads that section (table 1), and the part that the person’s agency has in that referral opens it (tables 2 and 3). The second is decided anew for each thing that was written. The tables under 4 put both together, role by role.',
    '## 1. What a role may read at all',
    table(
      ['section', 'what it holds', 'rule'],
      SECTIONS.map((section) => [code(section), HOLDS[section], noteOn(section)]),
    ),
    'Who somebody is stands in one section, by their part in what happened (`PartyRole`):',
    table(
      ['section', 'people'],
      peopleBySection().map(([section, people]) => [code(section), people.join(', ')]),
    ),
    'A `PARENT_OR_CARER` or `OTHER` stands where the child does to whom they are related (`relatedTo`), also by way of others.',
    table(
      ['agency', 'role', ...SECTIONS.map(code)],
      policy.map(({ kind, role, sees }) => [
        inWords(kind),
        inWords(role),
        ...SECTIONS.map((section) => (sees.includes(section) ? 'yes' : '–')),
      ]),
    ),
    ...everybodyElse(),
    '## 2. What the agency’s part opens',
    'Of what **other** agencies wrote. What an agency wrote itself it reads as long as it has any part in the referral. One that has several parts at once reads what any of them opens.',
    table(
      ['the agency’s part', ...SECTIONS.map(code)],
      relations().map((part) => [code(part), ...SECTIONS.map((section) => sightOfOthers(part, section).mark)]),
    ),
    table(
      ['mark', 'the agency reads'],
      LEGEND.map(({ mark, words: said }) => [mark, `${said}.`]),
    ),
    table(
      ['part', 'what it means'],
      relations().map((part) => [code(part), STANDS[part]]),
    ),
    'A decision to share opens only the sections that it names, only to the agency that it names, and nothing that the deciding agency does not read itself. Of several decisions of one agency for the same recipient the newest counts. One that is withdrawn opens nothing that is added from then on, and an offer that is not answered yet has an empty packet; what was received stays readable, and no older decision comes back. What an agency has only under a condition (handling code C) its own decisions leave out, unless the agency that set the condition had agreed to that recipient, or is it; danger, questions and notes are under no condition. To an agency that takes part already it opens at once what stands there. An agency that declined, or whose offer was withdrawn, reads nothing, not even its own entries; nor does one that was never asked. When a referral was **entered in error**, only the agency that holds it still reads it, and its auditors learn that it is there.',
    '**Where the referral is on its way** (its status, the main state, who holds it) every agency with a part sees as it is now, also one that is only asked: it must know what it is asked to join. One that ended its contribution sees where it stood then. States beside the main way, as police or a danger, show as they are now to those who take part and to whom their section is open, a packet included. Once a decision is withdrawn, or a newer one leaves the section out, what was received stays and these states are not shown any more; nor are they where a condition (handling code C) keeps the section from that agency. The main state, and whether support is settled, wait for every child, also for one whom the reader does not see: whoever could go on too early would leave that child out. They say that something is open, and not for whom.',
    '## 3. What reaches agencies whatever was decided',
    reaching(),
    '## 4. Both together, role by role',
    'What a person reads of what other agencies wrote; the marks are those of table 2. Where the role does not read a section the answer is – for every part.',
    ...policy.flatMap(({ kind, role, sees }) => [
      `### ${capital(inWords(kind))}: ${inWords(role)}`,
      table(
        ['the agency’s part', ...SECTIONS.map(code)],
        relations().map((part) => [
          code(part),
          ...SECTIONS.map((section) => (sees.includes(section) ? sightOfOthers(part, section).mark : '–')),
        ]),
      ),
    ]),
    '## 5. What a role may do',
    `A person acts only while their training is current, and reads on for ${READS_ON_FOR_DAYS} days once it has run out; the person and whoever supervises them (part 6) are each told once ${TOLD_AHEAD_DAYS.join(' and once ')} days ahead (\`trainingNotices\`). Whether an action is possible now depends on the conditions of its row, and on what its form asks for; the pathway’s own page has the forms.`,
    ...pathways.flatMap((pathway) => [
      `### ${pathway.title}`,
      `Only these agencies may hold the risk here: ${pathway.mayHold.map(inWords).join(', ')}. Where a row needs that the agency holds it, or takes it, a role of any other kind never meets that.`,
      table(['action', 'writes in', 'who', 'only when'], [...pathway.actions.values()].map(actionRow)),
    ]),
    ...inAnEmergency(),
    ...whoReadsTheRecord(),
    ...whoWorks(),
    ...barred(),
    ...insideAnAgency(),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Roles that read no section, with the agencies that have them or could. */
function everybodyElse(): string[] {
  const none = Object.values(Role).filter((role) => policy.every((row) => row.role !== role));
  const kinds = Object.values(AgencyKind).filter((kind) => policy.every((row) => row.kind !== kind));
  return [
    `These roles read nothing of any referral, at any agency: ${none.map(inWords).join(', ')}. A role of this table at another kind of agency reads nothing either, and these kinds of agency have no role that reads: ${kinds.map(inWords).join(', ')}.`,
    'Three exceptions. **Who reported** a referral, whatever their role, sees its reference, its status, who holds it, and the feedback; nothing else. An **auditor** sees that a referral entered in error is there when their own agency holds it, and no content. And in an **emergency** (part 6). The record of who looked is another matter (part 7).',
  ];
}

/** The rule beside the policy. */
function inAnEmergency(): string[] {
  const sections = Object.values(Section);
  return [
    '## 6. In an emergency: break-glass',
    `Some people whose role reads nothing may come upon a child in danger. They open **one referral on which their own agency stands**, by its id or the reference on a letter (${Emergency.map(code).join(', ')}) with a reason in words, for **one hour**. It opens to that person what the agency’s part opens already (tables 2 and 3), and nothing to any agency: what another agency holds for itself stays closed, and an agency that declined, or was never asked, opens nothing. Nobody acts on a referral by it. Of offers and decisions to share it shows what the timeline says of them in these sections, of deadlines and sessions nothing.`,
    table(
      ['agency', 'role', ...sections.map(code)],
      mayBreakGlass.map(({ kind, role }) => [
        inWords(kind),
        inWords(role),
        ...sections.map((section) => (OPENED_IN_AN_EMERGENCY.includes(section) ? 'opens' : '–')),
      ]),
    ),
    `Supervisors at the person’s agency and at the agency that holds the risk are told at once, and read who it was and the reason. It waits in their list until a supervisor of the agency that held the risk then, and never the person themselves, has judged whether it had to be; if not, it closes at once. The same person does not open the same referral again before it is judged or should have been, nor while it is open. ${rulesInWords(judgingRules)}; after that those who are to judge it are told again, once, and where custody has moved also those of the agency that holds the risk by then, who may judge it from then on. The record has the opening, the kind of emergency, a digest of the reason’s words, and every look under the purpose \`emergency\`.`,
    table(
      ['agency', 'who supervises'],
      Object.entries(supervises).map(([kind, roles]) => [inWords(kind), roles.map(inWords).join(', ')]),
    ),
  ];
}

/** The rule beside the policy: of the record, never of what it is about. */
function whoReadsTheRecord(): string[] {
  return [
    '## 7. Who reads who looked',
    'Each agency answers for what **its own people** did, and reads the record of that (`recordOf`): who looked at a referral or changed it, when, why, which persons and sections it was about, and who came to read it. Of what people of **other** agencies did it reads nothing, not even of a referral that both work on: their looks would tell of their own notes, of another child, of an offer to a third agency. What its people did stays readable when the agency has no part in the referral any more. The record never says what was seen, and what a clock did stands in the timeline.',
    table(
      ['who', 'reads'],
      [
        [
          'auditor, at any agency',
          'every entry of the agency’s own people, also of those who oversee; of a referral that is shut to the auditor (part 9) nothing here, and all of it in `audit export`',
        ],
        [
          'who supervises (part 6)',
          'the same, without what was done for oversight, and without entries about a section that the role does not read',
        ],
        ['everybody else', 'nothing: the answer is the same as for a referral that does not exist'],
      ],
    ),
    `Of a disclosure it names as recipients those agencies of which the reader’s own knows on this referral: who holds the risk, and whom an offer, a decision or a disclosure names that the agency may read; a disclosure that went only to agencies unknown to the reader’s is left out altogether. Whoever asks is recorded too, with the purpose \`oversight\`, where the answer names anything; an empty answer leaves no entry. An auditor whose training ran out more than ${READS_ON_FOR_DAYS} days ago asks nothing (part 5).`,
  ];
}

/** Allocation opens nothing; it says whose work it is. */
const whoWorks = (): string[] => [
  '## 8. Who works on it',
  `Each agency that takes part says for itself who works on the referral (\`allocate\`), and only of people who may read it and whose training is current. It opens nothing to anybody. No other agency learns of it; within the agency whoever reads ${code('OWN_NOTES')} does, and the person it names. It ends with the agency’s part and with the referral.`,
  `When that person is no longer active, has no role left that reads, or their training runs out, supervisors of the agency (part 6) find it in a list, and are told. ${rulesInWords(movingRules)}; until then, and after, it stays there. Nothing is moved by itself.`,
];

/** What shuts one person out, whatever all of the above says. */
function barred(): string[] {
  return [
    '## 9. Named people only, and conflicts of interest',
    'Two things shut a person out of one referral whatever their role, their agency’s part or an emergency say. For them it is as if it did not exist: no list, search, notice, timeline, disclosure or number of it, and an action on it is answered as for an id that nobody has.',
    table(
      ['what', 'whom it shuts out', 'until'],
      [
        [
          'a **restriction** to named colleagues (`restrictReferral`)',
          'everybody of that agency who is not named, and its machine clients; nobody of another agency, which restricts its own side',
          'it is lifted, or another list is named',
        ],
        [
          'a **conflict of interest** (`declareConflict`), by the person or for them by a supervisor or a school’s leader',
          'that person, also where a restriction names them',
          'a supervisor ends it (`endConflict`)',
        ],
      ],
    ),
    'Neither leaves a referral with nobody: somebody of the agency who is trained, whose role decides about sharing, and who is not shut out must remain, or it is refused with what to do. When none of the named who decides is left, because they left, lost the role or are not trained any more, or nobody named may answer what the agency is asked, or nobody at all may judge an opening in an emergency that is overdue, the restriction names within a minute those of the agency who supervise as well; never somebody with a conflict of interest. All of it stands in `OWN_NOTES`: no other agency learns of it.',
  ];
}

/** Services stand below the agencies that the tables speak of. */
function insideAnAgency(): string[] {
  return [
    '## 10. Walls inside an agency: services',
    'An agency may have services: a team for survivors and a programme for people who have offended, say. Its part in a referral belongs to the whole agency, and then all of the above holds; or it was **passed to one service**, on acceptance or later. From then on all of the above holds for the people of that service, and for **nobody else of that agency**: whatever their role, whoever passed it on, whoever reported it, supervisors, auditors and machine clients included, the referral is not there: not by its id, in a list, in a notice, in an error, in the record of who looked (part 7), nor to be opened in an emergency. What the agency had written, read and been told of it before goes with its part. Only people of the service can pass it to another one, with everything.',
    'Somebody may belong to several services, and sees what is all of the agency’s beside what is theirs. Work is passed only to a service in which somebody could carry on with it: who supervises (part 6), is trained, and is not shut out of it (part 9). Whoever works on it (part 8) and is not of the service does so no longer. Within the service all of parts 6 to 9 holds of its people alone. Other agencies see the agency, and never that it has services.',
  ];
}

/** What travels by an audience of its own. */
function reaching(): string {
  const rows: [string, (part: Part) => boolean][] = [
    ['what it wrote itself', readsItsOwn],
    [
      'new information, a later review, word that a child is safe: written while it takes part',
      (part) => readsUnshared(part, 'RISK', 'DANGER', MOMENT.MEANWHILE),
    ],
    ['the same, written after its part changed', (part) => readsUnshared(part, 'RISK', 'DANGER', MOMENT.AFTERWARDS)],
    [
      'feedback to the referrer, written while it takes part',
      (part) => readsUnshared(part, 'SUMMARY', 'FEEDBACK', MOMENT.MEANWHILE),
    ],
    [
      'feedback to the referrer, written after its part changed',
      (part) => readsUnshared(part, 'SUMMARY', 'FEEDBACK', MOMENT.AFTERWARDS),
    ],
    [
      'an offer, invitation or decision that is about it',
      (part) => readsUnshared(part, 'SUMMARY', 'BOTH_ENDS', MOMENT.ASKED, 'us'),
    ],
    [
      'the same, made after its part changed',
      (part) => readsUnshared(part, 'SUMMARY', 'BOTH_ENDS', MOMENT.AFTERWARDS, 'us'),
    ],
    [
      'an offer, invitation or decision about another agency, made while it takes part',
      (part) => readsUnshared(part, 'SUMMARY', 'BOTH_ENDS', MOMENT.MEANWHILE),
    ],
    ['the same, made after its part changed', (part) => readsUnshared(part, 'SUMMARY', 'BOTH_ENDS', MOMENT.AFTERWARDS)],
    ['a question to it', (part) => readsUnshared(part, 'NARRATIVE', 'QUESTION', MOMENT.MEANWHILE, 'us')],
    [
      'a note to all who take part, written while it takes part',
      (part) => readsUnshared(part, 'SUMMARY', 'ALL_TAKING_PART', MOMENT.MEANWHILE),
    ],
    [
      'a note to all who take part, written after its part changed',
      (part) => readsUnshared(part, 'SUMMARY', 'ALL_TAKING_PART', MOMENT.AFTERWARDS),
    ],
  ];
  return table(
    ['what', ...relations().map(code)],
    rows.map(([what, reads]) => [what, ...relations().map((part) => (reads(part) ? 'yes' : '–'))]),
  );
}

function actionRow({ title, name, section, takenBy, refusedWhen }: ActionDeclaration): string[] {
  const written =
    typeof section === 'function' ? 'as the input says' : section === 'CHILD' ? 'the child’s section' : code(section);
  const who = [...new Set(takenBy.map(({ agencyKind, role }) => `${inWords(role)} (${inWords(agencyKind)})`))];
  const needs = refusedWhen.map((rule) => rule.needs);
  return [`${title} (\`${name}\`)`, written, who.join(', '), needs.join('; ')];
}

const rulesInWords = (rules: readonly DeadlineRule[]): string =>
  rules.map(({ text, source }) => `${text} (${source})`).join('; ');
const relations = (): Relation[] => Object.values(Relation);
const capital = (said: string): string => said.charAt(0).toUpperCase() + said.slice(1);
const code = (name: string): string => `\`${name}\``;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { inWords } from '../access/vocabulary.js';
import { shownState } from './engine.js';
import { noticeKinds, titleOfNotice } from './common/told.js';
import { lawfulBasisRules, type RuleOfLaw } from './common/lawful-bases.js';
import { conditionRules } from './common/schedule-8.js';
import { type FieldSpec, specsOf } from './field.js';
import type { ActionDeclaration, ClockWords, InputClass, Pathway, TakenBy } from './pathway.js';
import { SubmissionInput } from './submission.js';

interface DeadlineWords {
  id: string;
  text: string;
  source: string;
}

/** A pathway's page: its picture, its actions with who takes them and what they ask for, and its deadlines. All from declarations. */
export function documentationOf(
  pathway: Pathway,
  statechart: AnyStateMachine,
  deadlines: readonly DeadlineWords[],
): string {
  return [
    `# ${pathway.title}`,
    `Pathway \`${pathway.key}\`, version ${pathway.version}. Made from the declarations in \`libs/pathways/${pathway.key}\`; do not edit.`,
    `May hold the risk: ${pathway.mayHold.map(inWords).join(', ')}. Submitted by: ${who(pathway.submittedBy)}.`,
    '## The main way',
    picture(statechart),
    '`anyState` is every state that is not final, `closed` included where the action is allowed there.',
    ...meanings(statechart),
    '## States beside the main way',
    'As `Referral.state` says them, to whom each is shown.',
    regions(statechart),
    '## Actions',
    submissionWords(pathway),
    ...[...pathway.actions.values()].map(actionWords),
    '## Lawful bases of a decision to share',
    'A basis is offered to the kinds of agency to which the law gives it, and refused to the others with the reason.',
    basisTable(),
    'Sensitive processing for law enforcement names a condition besides, where it has one.',
    conditionTable(),
    '## Deadlines',
    'What runs for whom, and what meets it; anything else that ends it cancels it. The rules by which they are counted stand below.',
    clockTable(pathway.clocks),
    ruleTable(deadlines),
    '## Notices',
    'What can be told of a referral; which roles of which agency hear of it, their queue says.',
    noticeTable(pathway.clocks),
  ]
    .join('\n\n')
    .concat('\n');
}

function clockTable(clocks: readonly ClockWords[]): string {
  const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ') || '–';
  const rows = clocks.map(
    ({ kind, title, whose, runs, metBy, rules }) =>
      `| \`${kind}\`: ${title} | ${whose} | ${runs} | ${codes(metBy)} | ${codes(rules)} |`,
  );
  return ['| deadline | whose | runs | met by | rules |', '|---|---|---|---|---|', ...rows].join('\n');
}
const ruleTable = (rules: readonly DeadlineWords[]): string =>
  [
    '| rule | what | source |',
    '|---|---|---|',
    ...rules.map(({ id, text, source }) => `| \`${id}\` | ${text} | ${source} |`),
  ].join('\n');

const noticeTable = (clocks: readonly ClockWords[]): string =>
  [
    '| kind | what |',
    '|---|---|',
    ...[...noticeKinds, ...clocks.map(({ kind }) => `${kind}.overdue`)].map(
      (kind) => `| \`${kind}\` | ${titleOfNotice(kind, clocks)} |`,
    ),
  ].join('\n');

const who = (takenBy: readonly TakenBy[]): string =>
  [...new Set(takenBy.map(({ agencyKind, role }) => `${inWords(role)} (${inWords(agencyKind)})`))].join(', ');

function picture(statechart: AnyStateMachine): string {
  const main = statechart.root.states.main;
  if (!main) return '';
  const arrows = [...Object.values(main.states), main].flatMap((node) => arrowsOf(node, node === main));
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${String((main.config as { initial?: string }).initial)}`,
    ...new Set(arrows),
    '```',
  ].join('\n');
}

const since = ({ inForceFrom, inForceUntil }: RuleOfLaw): string =>
  inForceUntil === null ? `from ${inForceFrom}` : `${inForceFrom} to ${inForceUntil}`;
function conditionTable(): string {
  const rows = conditionRules.map(
    (rule) => `| \`${rule.condition}\` | ${rule.text} | ${since(rule)} | ${rule.source} |`,
  );
  return ['| condition | what | in force | source |', '|---|---|---|---|', ...rows].join('\n');
}
function basisTable(): string {
  const kinds = (allowed: readonly string[], otherwise: string): string =>
    otherwise === '' ? 'everybody' : allowed.map(inWords).join(', ');
  const rows = lawfulBasisRules.map(
    (rule) =>
      `| \`${rule.basis}\` | ${rule.text} | ${kinds(rule.for, rule.otherwise)} | ${since(rule)} | ${rule.source} |`,
  );
  return ['| basis | what | for | in force | source |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** Each part that runs beside the main way, with its states. */
const regions = (statechart: AnyStateMachine): string =>
  Object.values(statechart.root.states)
    .filter(({ key }) => key !== 'main')
    .map(({ key, states }) => Object.keys(states).flatMap((inner) => shownState(key, inner) ?? []))
    .map((shown) => `- ${shown.map((path) => `\`${path}\``).join(', ')}`)
    .join('\n');

/** What a state waits for, where its declaration says so. */
const meanings = (statechart: AnyStateMachine): string[] =>
  Object.values(statechart.root.states.main?.states ?? {})
    .filter(({ description }) => description !== undefined)
    .map(({ key, description }) => `\`${key}\`: ${description ?? ''}`);

function arrowsOf(node: AnyStateNode, fromAnywhere: boolean): string[] {
  const from = fromAnywhere ? 'anyState' : node.key;
  const taken = [...node.transitions.values()].flat();
  const always = node.always ?? [];
  return [...taken, ...always].flatMap(({ target, eventType, description }) => {
    const why = [eventType, description].filter((said) => said !== undefined && said !== '').join(', ');
    return (target ?? []).map((to) => `  ${from} --> ${to.key}: ${why}`);
  });
}

const actionWords = ({ name, title, description, takenBy, input }: ActionDeclaration): string =>
  [`### \`${name}\`: ${title}`, description, `Taken by: ${who(takenBy)}.`, fieldTable(input)].join('\n\n');
const submissionWords = ({ submittedBy }: Pathway): string =>
  [
    '### `submitReferral`: Submit a referral',
    'Begins it; the agency that submits it holds the risk until another accepts a hand-off.',
    `Taken by: ${who(submittedBy)}.`,
    fieldTable(SubmissionInput),
  ].join('\n\n');

/** What is asked for, a group's own fields below it with its name before theirs. */
function fieldTable(input: InputClass): string {
  const rows = rowsOf(specsOf(input)).join('\n');
  return rows === '' ? 'Asks for nothing.' : `| field | what | needed |\n|---|---|---|\n${rows}`;
}
const rowsOf = (specs: readonly FieldSpec[], within = ''): string[] =>
  specs.flatMap((spec) => [fieldRow(spec, within), ...rowsOf(spec.fields ?? [], `${within}${spec.name}.`)]);

function fieldRow(spec: FieldSpec, within: string): string {
  const options = spec.options ? `: ${spec.options.map((one) => `\`${one}\``).join(', ')}` : '';
  const hint = spec.hint ? `${/[?]$/.test(spec.title + options) ? '' : '.'} ${spec.hint}` : '';
  const needed = spec.required ? 'yes' : spec.requiredWhen ? 'it depends' : 'no';
  return `| \`${within}${spec.name}\` | ${spec.title}${options}${hint} | ${needed} |`;
}

import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type FieldSpec, specsOf } from './field.js';
import type { ActionDeclaration, Pathway, TakenBy } from './pathway.js';

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
    '## Actions',
    ...[...pathway.actions.values()].map(actionWords),
    '## Deadlines',
    '| rule | what | source |\n|---|---|---|',
    deadlines.map(({ id, text, source }) => `| \`${id}\` | ${text} | ${source} |`).join('\n'),
  ]
    .join('\n\n')
    .replace('|---|---|---|\n\n', '|---|---|---|\n')
    .concat('\n');
}

const inWords = (code: string): string => code.toLowerCase().replaceAll('_', ' ');
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

function arrowsOf(node: AnyStateNode, fromAnywhere: boolean): string[] {
  const from = fromAnywhere ? 'anyOpenState' : node.key;
  const taken = [...node.transitions.values()].flat();
  const always = node.always ?? [];
  return [...taken, ...always].flatMap(({ target, eventType }) =>
    (target ?? []).map((to) => `  ${from} --> ${to.key}${eventType ? `: ${eventType}` : ': settled or answered'}`),
  );
}

function actionWords(action: ActionDeclaration): string {
  const fields = specsOf(action.input);
  const rows = fields.map(fieldRow).join('\n');
  return [
    `### \`${action.name}\`: ${action.title}`,
    action.description,
    `Taken by: ${who(action.takenBy)}.`,
    fields.length === 0 ? 'Asks for nothing.' : `| field | what | needed |\n|---|---|---|\n${rows}`,
  ].join('\n\n');
}

const fieldRow = (spec: FieldSpec): string =>
  `| \`${spec.name}\` | ${spec.title}${spec.options ? `: ${spec.options.map((one) => `\`${one}\``).join(', ')}` : ''} | ${spec.required ? 'yes' : spec.requiredWhen ? 'it depends' : 'no'} |`;

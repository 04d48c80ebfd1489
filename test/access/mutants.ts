import { Section } from '../../libs/access/vocabulary.js';

/** A condition as it is read: what must all hold, what of which one must, or a term. */
type Condition = { all: Condition[] } | { any: Condition[] } | { term: string };

/** Every condition that differs from one in a conjunct or an alternative that is gone, or in a term that is turned round. */
export function mutantsOf(condition: string): { what: string; sql: string }[] {
  const read = parsed(condition);
  const found = [...changed(read)].map(({ what, condition: mutant }) => ({ what, sql: written(mutant) }));
  return [{ what: 'everything is read', sql: 'true' }, { what: 'nothing is read', sql: 'false' }, ...found];
}

function* changed(condition: Condition): Generator<{ what: string; condition: Condition }> {
  if ('term' in condition) {
    yield { what: `not: ${condition.term}`, condition: { term: `not (${condition.term})` } };
    const literal = /^'([A-Z_]+)' = any|= '([A-Z_]+)'/.exec(condition.term);
    const name = literal?.[1] ?? literal?.[2];
    if (name !== undefined) {
      const other = name === 'NARRATIVE' ? 'RISK' : 'NARRATIVE';
      yield { what: `${other} for ${name}`, condition: { term: condition.term.replace(`'${name}'`, `'${other}'`) } };
    }
    yield* otherLists(condition.term);
    return;
  }
  const parts = 'all' in condition ? condition.all : condition.any;
  const again = (changedParts: Condition[]): Condition =>
    'all' in condition ? { all: changedParts } : { any: changedParts };
  for (const [place, part] of parts.entries()) {
    const others = parts.filter((_one, at) => at !== place);
    yield { what: `without: ${written(part)}`, condition: again(others) };
    for (const { what, condition: inner } of changed(part))
      yield { what, condition: again(parts.map((one, at) => (at === place ? inner : one))) };
  }
  if (parts.length > 1)
    yield {
      what: `all and any exchanged: ${written(condition)}`,
      condition: 'all' in condition ? { any: parts } : { all: parts },
    };
}

/** A list of sections that stands in a term: without each of its own, and with each of the others. */
function* otherLists(term: string): Generator<{ what: string; condition: Condition }> {
  const [list, names] = /'\{([A-Z_,]+)\}'/.exec(term) ?? [];
  if (list === undefined || names === undefined) return;
  const those = names.split(',');
  for (const section of Object.values(Section)) {
    const others = those.includes(section) ? those.filter((one) => one !== section) : [...those, section];
    const what = those.includes(section) ? `without ${section}` : `with ${section}`;
    yield { what, condition: { term: term.replace(list, `'{${others.join(',')}}'`) } };
  }
}

/** The alternatives of a condition of which any lets a row through, where whatever must hold beside holds. */
export function alternativesOf(condition: string): string[] {
  const read = parsed(condition);
  const choice = 'all' in read ? read.all.find((part) => 'any' in part) : read;
  return choice && 'any' in choice ? choice.any.map(written) : [written(read)];
}

function written(condition: Condition): string {
  if ('term' in condition) return condition.term;
  const [parts, word] = 'all' in condition ? [condition.all, ' and '] : [condition.any, ' or '];
  return `(${parts.map(written).join(word)})`;
}

function parsed(text: string): Condition {
  const inner = withoutParentheses(text.trim());
  const any = split(inner, ' or ');
  if (any.length > 1) return { any: any.map(parsed) };
  const all = split(inner, ' and ');
  return all.length > 1 ? { all: all.map(parsed) } : { term: inner };
}

/** At the words that stand in no parentheses. */
function split(text: string, word: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth !== 0 || !text.startsWith(word, at)) continue;
    parts.push(text.slice(from, at));
    from = at + word.length;
  }
  return [...parts, text.slice(from)];
}

function withoutParentheses(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0)
      return at === text.length - 1 && text.startsWith('(') ? withoutParentheses(text.slice(1, -1)) : text;
  }
  return text;
}

import { readFileSync } from 'node:fs';

/** A file that the demonstration plays: who does what on which day, and what must be so afterwards. */
export interface Incident {
  about?: string;
  pathway: string;
  steps: IncidentStep[];
  mustNeverBeSeen?: { agency: string; texts: string[] }[];
}
export interface IncidentStep {
  day: number;
  by: string;
  say?: string;
  submit?: Record<string, unknown>;
  action?: string;
  input?: Record<string, unknown>;
  refused?: string;
  then?: { holder?: string; stateContains?: string; status?: string; seenBy?: string };
}

/** @throws Error that says what is wrong with the file; `signIns` are who may act in it, `agencies` whom it may keep something from */
export function readIncident(
  path: string,
  signIns: readonly string[],
  agencies: readonly string[],
): Required<Incident> {
  const incident = parsed(path);
  const faults = [
    ...stepFaults(incident.steps, signIns),
    ...hiddenFaults(incident.mustNeverBeSeen, agencies),
    ...strangers(incident, OF_AN_INCIDENT),
    ...(typeof incident.pathway === 'string' ? [] : ['pathway is missing']),
  ];
  if (faults.length > 0)
    throw new Error(`${path} cannot be played:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const { about, pathway, steps, mustNeverBeSeen } = incident as Incident;
  return { about: about ?? '', pathway, steps, mustNeverBeSeen: mustNeverBeSeen ?? [] };
}

function parsed(path: string): Partial<Record<keyof Incident, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(content)) return content;
    throw new SyntaxError('an object with pathway and steps is expected');
  } catch (error) {
    const why =
      error instanceof SyntaxError ? `it is not an incident in JSON: ${error.message}` : (error as Error).message;
    throw new Error(`${path} cannot be played: ${why}`, { cause: error });
  }
}

function stepFaults(steps: unknown, signIns: readonly string[]): string[] {
  if (!Array.isArray(steps) || steps.length === 0) return ['steps: a list of steps to play is expected'];
  return steps.flatMap((step: unknown, place) => {
    const said = (what: string): string[] => [`step ${place + 1} ${what}`];
    if (!isObject(step)) return said('is no step');
    if (typeof step.day !== 'number' || !Number.isInteger(step.day) || step.day < 0) return said('names no whole day');
    if (typeof step.by !== 'string' || !signIns.includes(step.by)) return said('is by nobody who signs in to the demo');
    if (isObject(step.submit) === (typeof step.action === 'string')) return said('needs either submit or action');
    const before: unknown = place > 0 ? (steps[place - 1] as Record<string, unknown> | null)?.day : 0;
    if (typeof before === 'number' && step.day < before) return said('goes back to an earlier day');
    return [...strangers(step, OF_A_STEP), ...expectationFaults(step.then)].flatMap(said);
  });
}

/** With `form`, which says to who reads the file how such a one is written: nothing is made of it. */
const OF_AN_INCIDENT = ['about', 'form', 'pathway', 'steps', 'mustNeverBeSeen'];
const OF_A_STEP = ['day', 'by', 'say', 'submit', 'action', 'input', 'refused', 'then'];
/** What is misspelt would be passed over: an expectation that nobody checks. */
const strangers = (given: object, known: readonly string[]): string[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `has ${name}, and what it can have is ${known.join(', ')}`);

const EXPECTED = ['holder', 'stateContains', 'status', 'seenBy'];
/** What is misspelt would be held against nothing, and pass. */
function expectationFaults(expected: unknown): string[] {
  if (expected === undefined || expected === null) return [];
  if (!isObject(expected)) return ['says in no object what must be so then'];
  return Object.entries(expected).flatMap(([name, value]) => {
    if (!EXPECTED.includes(name)) return [`expects ${name}, and what can be expected is ${EXPECTED.join(', ')}`];
    return typeof value === 'string' && value !== '' ? [] : [`expects nothing of ${name}`];
  });
}

function hiddenFaults(rules: unknown, agencies: readonly string[]): string[] {
  if (rules === undefined) return [];
  if (!Array.isArray(rules)) return ['mustNeverBeSeen: a list is expected'];
  return rules.flatMap((rule: unknown, place) => {
    const said = (what: string): string[] => [`mustNeverBeSeen ${place + 1} ${what}`];
    if (!isObject(rule) || typeof rule.agency !== 'string' || !agencies.includes(rule.agency))
      return said('names no agency of the demo');
    const isListed = Array.isArray(rule.texts) && rule.texts.every((text) => typeof text === 'string' && text !== '');
    return isListed ? [] : said('lists no texts');
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ids that the play has come across, under the names that a file uses for them. */
export type KnownIds = Map<string, string>;

/** Replaces `@day-8`, `@born-15y6m`, `@party.Kit`, `@decision.gmp` and the like by what they stand for. */
export function resolved(value: unknown, dayZero: Date, known: KnownIds): unknown {
  if (Array.isArray(value)) return value.map((inner) => resolved(inner, dayZero, known));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner, dayZero, known)]));
  }
  if (typeof value !== 'string' || !value.startsWith('@')) return value;
  const day = /^@day([+-]\d+)$/.exec(value);
  if (day)
    return dateOf(
      new Date(Date.UTC(dayZero.getUTCFullYear(), dayZero.getUTCMonth(), dayZero.getUTCDate() + Number(day[1]))),
    );
  const born = /^@born-(\d+)y(?:(\d+)m)?$/.exec(value);
  if (born) {
    return dateOf(
      new Date(
        Date.UTC(
          dayZero.getUTCFullYear() - Number(born[1]),
          dayZero.getUTCMonth() - Number(born[2] ?? 0),
          dayZero.getUTCDate(),
        ),
      ),
    );
  }
  const id = known.get(value.slice(1));
  if (id === undefined) throw new Error(`The file names ${value}, and nothing of that name has come up yet`);
  return id;
}

const dateOf = (date: Date): string => date.toISOString().slice(0, 10);

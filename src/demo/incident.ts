import { readFileSync } from 'node:fs';

/** A file that the demonstration plays: who does what on which day, and what must be so afterwards. */
export interface Incident {
  about: string;
  pathway: string;
  steps: IncidentStep[];
  mustNeverBeSeen: { agency: string; texts: string[] }[];
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

/** @throws Error that says what is wrong with the file */
export function readIncident(path: string): Incident {
  const incident = JSON.parse(readFileSync(path, 'utf8')) as Partial<Incident>;
  if (!Array.isArray(incident.steps) || incident.steps.length === 0) throw new Error(`${path}: no steps to play`);
  incident.steps.forEach((step, place) => {
    if (typeof step.by !== 'string' || typeof step.day !== 'number')
      throw new Error(`${path}: step ${place + 1} names nobody or no day`);
    if (!step.submit && !step.action) throw new Error(`${path}: step ${place + 1} neither submits nor acts`);
  });
  return {
    about: incident.about ?? '',
    pathway: incident.pathway ?? '',
    steps: incident.steps,
    mustNeverBeSeen: incident.mustNeverBeSeen ?? [],
  };
}

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

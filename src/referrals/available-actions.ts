import type { Actor } from '../../libs/access/actor.js';
import type { FieldSpec } from '../../libs/pathways/field.js';
import { pathways } from '../../libs/pathways/index.js';
import type { StoredReferral } from '../../libs/pathways/pathway.js';
import { TrainingExpired } from '../errors/handrail-error.js';
import { eventActor } from './command.js';

export interface ActionFieldRow {
  name: string;
  title: string;
  hint: string | null;
  kind: string;
  required: boolean;
  options: string[];
  fields: ActionFieldRow[];
}
export interface ActionOffered {
  name: string;
  title: string;
  allowed: boolean;
  reason: string | null;
  fields: ActionFieldRow[];
}

/** What the caller's role may ever do here, and why not now. */
export function actionsOffered(
  stored: StoredReferral,
  actor: Actor,
  { colleagues, today }: { colleagues: readonly string[]; today: string },
): ActionOffered[] {
  const pathway = pathways.get(stored.pathway);
  if (!pathway) return [];
  const options = ({ name, offeredTo, options: all = [] }: FieldSpec): readonly string[] =>
    // Work goes only to people who may see it.
    name === 'personEmail' ? colleagues : (offeredTo?.(actor.agency.kind, today) ?? all);
  return pathway.available(stored, eventActor(actor)).map(({ action, allowed, reason, fields }) => ({
    name: action.name,
    title: action.title,
    allowed: allowed && actor.trainingCurrent,
    reason: actor.trainingCurrent ? reason : new TrainingExpired().message,
    fields: fields.flatMap((spec) => fieldOf(spec, options)),
  }));
}

/** Nobody is asked to choose where there is nothing that they may choose. */
function fieldOf(spec: FieldSpec, optionsOf: (spec: FieldSpec) => readonly string[]): ActionFieldRow[] {
  const options = [...optionsOf(spec)];
  if (spec.offeredTo && options.length === 0) return [];
  return [
    {
      name: spec.name,
      title: spec.title,
      hint: spec.hint ?? null,
      kind: spec.kind,
      required: spec.required,
      options,
      fields: (spec.fields ?? []).flatMap((inner) => fieldOf(inner, optionsOf)),
    },
  ];
}

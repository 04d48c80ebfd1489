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
export function actionsOffered(stored: StoredReferral, actor: Actor, colleagues: readonly string[]): ActionOffered[] {
  const pathway = pathways.get(stored.pathway);
  if (!pathway) return [];
  return pathway.available(stored, eventActor(actor)).map(({ action, allowed, reason, fields }) => ({
    name: action.name,
    title: action.title,
    allowed: allowed && actor.trainingCurrent,
    reason: actor.trainingCurrent ? reason : new TrainingExpired().message,
    fields: fields.map((spec) => fieldOf(spec, colleagues)),
  }));
}

function fieldOf(spec: FieldSpec, colleagues: readonly string[]): ActionFieldRow {
  return {
    name: spec.name,
    title: spec.title,
    hint: spec.hint ?? null,
    kind: spec.kind,
    required: spec.required,
    // Work goes only to people who may see it.
    options: spec.name === 'personEmail' ? [...colleagues] : [...(spec.options ?? [])],
    fields: (spec.fields ?? []).map((inner) => fieldOf(inner, colleagues)),
  };
}

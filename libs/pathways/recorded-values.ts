import type { Item } from '../access/audience.js';
import type { Section } from '../access/vocabulary.js';
import { type FieldSpec, specsOf } from './field.js';
import { holds } from './field-conditions.js';
import type { ActionDeclaration, InputFacts } from './pathway.js';
import type { EventActor, ReferralContext } from './referral-context.js';

/** One thing that was said, with the section that it belongs to. */
export interface RecordedValue {
  name: string;
  title: string;
  value: string;
  section: Section;
  partyId: string | null;
  feedback: boolean;
  notForOtherEnd: boolean;
}

/**
 * What an entry keeps of its input: each value in its own section; what is said of one child has that child's. Ids name nothing, but that an
 * answer keeps its question's and a session its intervention's, so that both can be read together, and that an agency of which is spoken is
 * named. */
export function recordedValues(
  action: ActionDeclaration,
  input: Record<string, unknown>,
  context: ReferralContext,
): RecordedValue[] {
  return valuesOf(specsOf(action.input), input, declaredSection(action, input), partyIn(input, context), context);
}

/** Where it is kept, as the action says of this input. */
export const declaredSection = ({ section }: ActionDeclaration, input: Record<string, unknown>): Section | 'CHILD' =>
  typeof section === 'function' ? section(input) : section;

/** What it keeps beside its input, of what stood when it was made. */
export function valuesBeside(
  action: ActionDeclaration,
  input: Record<string, unknown>,
  before: ReferralContext,
  kept: readonly Item[],
  by: EventActor,
  facts: InputFacts,
): RecordedValue[] {
  if (!action.alsoSays) return [];
  return valuesOf(
    specsOf(action.alsoSays.fields),
    action.alsoSays.of(input, before, kept, by, facts),
    declaredSection(action, input),
    null,
    before,
  );
}

/** Whom it is about: named in the input, or by way of the intervention that is. */
const partyIn = (input: Record<string, unknown>, { interventions }: ReferralContext): string | null =>
  typeof input.partyId === 'string'
    ? input.partyId
    : (interventions.find(({ id }) => id === input.interventionId)?.partyId ?? null);

function valuesOf(
  specs: readonly FieldSpec[],
  input: Record<string, unknown>,
  around: Section | 'CHILD',
  partyId: string | null,
  context: ReferralContext,
): RecordedValue[] {
  return specs.flatMap((spec): RecordedValue[] => {
    const value = input[spec.name];
    if (value === undefined || value === null || (spec.kind === 'id' && !isNamed(spec))) return [];
    if (spec.onlyWhenNeeded && spec.requiredWhen && !holds(spec.requiredWhen, input)) return [];
    const section = spec.section ?? around;
    if (spec.fields) {
      // A new party is kept as a party, not as a value.
      if (spec.name === 'party') return [];
      const inner = spec.fields;
      const each = (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
      return each.flatMap((one) => valuesOf(inner, one, section, partyIn(one, context) ?? partyId, context));
    }
    const words = inWords(value);
    if (words === '') return [];
    return [
      {
        name: spec.name,
        title: spec.title,
        value: words,
        section: sectionOf(section, partyId, context),
        partyId,
        feedback: spec.feedback ?? false,
        notForOtherEnd: spec.notForOtherEnd ?? false,
      },
    ];
  });
}

const READ_TOGETHER: readonly unknown[] = ['request', 'onwardRequest', 'intervention'];
const isNamed = ({ of, named }: FieldSpec): boolean => READ_TOGETHER.includes(of) || named === true;

function sectionOf(section: Section | 'CHILD', partyId: string | null, context: ReferralContext): Section {
  if (section !== 'CHILD') return section;
  return context.parties.find((party) => party.id === partyId)?.section ?? 'SUBJECT_IDENTITY';
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(inWords).join(', ') : 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

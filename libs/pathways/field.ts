// class-transformer asks it for the types of what is nested.
import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsString,
  IsUUID,
  Max,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
  type ValidationError,
  validateSync,
} from 'class-validator';
import type { AgencyKind, Section } from '../access/vocabulary.js';
import { type Condition, conditionInWords, contradicting, holds } from './field-conditions.js';
import { dayOf } from '../working-time/counting.js';
import { CalendarDate, Line, Moment, Words } from './field-checks.js';
import type { FieldFault, InputClass } from './pathway.js';

export type IdOf =
  'agency' | 'party' | 'handoff' | 'invitation' | 'decision' | 'request' | 'onwardRequest' | 'intervention' | 'service';
/** What a field takes: one source for its checks, its GraphQL type, its form and its place in the documentation. */
export interface FieldKind {
  kind: 'text' | 'choice' | 'choices' | 'yesNo' | 'number' | 'date' | 'dateTime' | 'id' | 'group' | 'list';
  max?: number;
  min?: number;
  enumName?: string;
  options?: readonly string[];
  of?: IdOf;
  /** A name, which has one line. */
  line?: true;
  /** Names somebody: nobody is meant by blanks. */
  address?: true;
  inner?: () => InputClass;
}
export const text = (max: number): FieldKind => ({ kind: 'text', max });
export const line = (max: number): FieldKind => ({ kind: 'text', max, line: true });
export const choice = (enumName: string, options: readonly string[]): FieldKind => ({
  kind: 'choice',
  enumName,
  options,
});
/** Each at most once: so there are never more than there are options. */
export const choices = (enumName: string, options: readonly string[]): FieldKind => ({
  kind: 'choices',
  enumName,
  options,
  max: options.length,
});
export const yesNo = (): FieldKind => ({ kind: 'yesNo' });
export const number = (min: number, max: number): FieldKind => ({ kind: 'number', min, max });
/** A day that has been: never in the future, never before 1900. */
export const date = (): FieldKind => ({ kind: 'date' });
/** A moment that is still to come. */
export const dateTime = (): FieldKind => ({ kind: 'dateTime' });
export const id = (of: IdOf): FieldKind => ({ kind: 'id', of });
export const email = (): FieldKind => ({ ...line(254), address: true });
export const group = (inner: () => InputClass): FieldKind => ({ kind: 'group', inner });
/** No incident that is carried as one referral has more people in it. */
export const MOST_IN_A_LIST = 30;
export const listOf = (inner: () => InputClass): FieldKind => ({ kind: 'list', inner, max: MOST_IN_A_LIST });

/** Words about one child are read by those who work with that child. */
export const NO_OTHER_CHILD = 'Name no other child in this.';

export interface FieldOptions {
  hint?: string;
  /** Not needed, or needed only as `requiredWhen` says. */
  optional?: boolean;
  requiredWhen?: Condition;
  /** Where this value is kept, when not in the action's own section. */
  section?: Section | 'CHILD';
  /** An entry of its own, to the referrer. */
  feedback?: boolean;
  /** The agency at the other end, which reads the rest of the entry, does not read this; its hint says so. */
  notForOtherEnd?: boolean;
  default?: boolean;
  /** What an event says when words are given here: that they were, and not which. */
  codedAs?: string;
  /** A list without anything in it says something: its own rules say when. */
  mayBeEmpty?: boolean;
  /** Kept with its entry though it is an id: the agency is named there. */
  named?: boolean;
  /** Fits every answer of the field in `requiredWhen`, and is needed with some of them. */
  alsoOtherwise?: boolean;
  /** Not kept where `requiredWhen` says that it is not needed: it would mean nothing there. */
  onlyWhenNeeded?: boolean;
  /** Which of its options an agency of that kind may choose on that day; none: it is not asked. All of them where nothing is said. */
  offeredTo?: (kind: AgencyKind, day: string) => readonly string[];
}
export interface FieldSpec extends FieldOptions {
  name: string;
  title: string;
  kind: FieldKind['kind'];
  of?: IdOf;
  enumName?: string;
  options?: readonly string[];
  required: boolean;
  /** Words: never part of an event. */
  freeText: boolean;
  fieldKind: FieldKind;
  fields?: readonly FieldSpec[];
}

const SPECS = new Map<InputClass, FieldSpec[]>();

/** Declares a field once: its words and its checks. Forms, GraphQL and documentation walk the same declaration. */
export function field(title: string, kind: FieldKind, options: FieldOptions = {}): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    const owner = target.constructor as InputClass;
    const required = !options.optional && !options.requiredWhen;
    const before = SPECS.get(owner) ?? [];
    const spec: FieldSpec = {
      ...options,
      hint: hintOf(kind, options, before),
      name,
      title,
      kind: kind.kind,
      of: kind.of,
      enumName: kind.enumName,
      options: kind.options,
      required,
      freeText: kind.kind === 'text',
      fieldKind: kind,
    };
    SPECS.set(owner, [...before, spec]);
    const needed = (input: object, value: unknown): boolean =>
      given(value) ||
      required ||
      (options.requiredWhen ? holds(options.requiredWhen, input as Record<string, unknown>) : false);
    ValidateIf(needed)(target, property);
    for (const check of checksOf(kind, options)) check(target, property);
  };
}

const ID_OF: Record<IdOf, string> = {
  agency: 'The agency’s key or id.',
  party: 'The id of one of the referral’s parties.',
  handoff: 'The id of one of the referral’s hand-offs.',
  invitation: 'The id of one of the referral’s invitations.',
  decision: 'The id of one of the referral’s sharing decisions.',
  request: 'The id of the timeline entry that asks it: an entry whose action is requestInformation.',
  onwardRequest: 'The id of the timeline entry that asks it: an entry whose action is askOnwardSharing.',
  intervention: 'The id of one of the referral’s interventions.',
  service: 'The key or id of a service of your own agency.',
};
/** What its declaration knows: what an id is of, how many, and when it is needed, by the title of the field that decides. */
function hintOf(
  { kind, of, max }: FieldKind,
  { hint, requiredWhen, notForOtherEnd }: FieldOptions,
  before: FieldSpec[],
): string | undefined {
  const decides = requiredWhen && before.find(({ name }) => name === requiredWhen.field);
  const said = [
    hint,
    notForOtherEnd && 'The other agency does not read this.',
    notForOtherEnd && kind === 'text' && 'Name no other child in it.',
    of && ID_OF[of],
    kind === 'list' && `At most ${max ?? 0}.`,
    requiredWhen && conditionInWords(requiredWhen, decides?.title ?? requiredWhen.field),
  ];
  return said.filter((one) => typeof one === 'string').join(' ') || undefined;
}

const given = (value: unknown): boolean => value !== undefined && value !== null;
const NEEDED = 'This is needed.';

function checksOf(kind: FieldKind, { mayBeEmpty }: FieldOptions): PropertyDecorator[] {
  switch (kind.kind) {
    case 'text':
      return [IsString({ message: NEEDED }), Validate(kind.line ? Line : Words, [kind.max ?? 4000])];
    case 'choice':
      return [IsIn(kind.options ?? [], { message: 'Choose one of those offered.' })];
    case 'choices':
      return [
        IsArray({ message: NEEDED }),
        IsIn(kind.options ?? [], { each: true, message: 'Choose from those offered.' }),
        ArrayUnique({ message: 'Choose each only once.' }),
      ];
    case 'yesNo':
      return [IsBoolean({ message: 'Say yes or no.' })];
    case 'number':
      return [
        IsInt({ message: 'A whole number is needed.' }),
        Min(kind.min ?? 0, { message: `At least ${kind.min ?? 0}.` }),
        Max(kind.max ?? 0, { message: `At most ${kind.max ?? 0}.` }),
      ];
    case 'date':
      return [Validate(CalendarDate)];
    case 'dateTime':
      return [Validate(Moment)];
    case 'id':
      return kind.of === 'agency' || kind.of === 'service'
        ? [IsString({ message: NEEDED }), Validate(Line, [100])]
        : [IsUUID('all', { message: 'This names nothing here.' })];
    case 'group':
    case 'list': {
      const inner = kind.inner ?? ((): InputClass => Object);
      const nested = [Type(inner), ValidateNested({ message: NEEDED })];
      return kind.kind === 'list'
        ? [IsArray({ message: NEEDED }), ...(mayBeEmpty ? [] : [ArrayMinSize(1, { message: NEEDED })]), ...nested]
        : [IsDefined({ message: NEEDED }), ...nested];
    }
  }
}

const WHOLE = new Map<InputClass, readonly FieldSpec[]>();
/** The fields of an input, in the order in which they are asked, with what each group and list asks in turn; made out once. */
export function specsOf(input: InputClass): readonly FieldSpec[] {
  const whole =
    WHOLE.get(input) ??
    (SPECS.get(input) ?? []).map((spec) =>
      spec.fieldKind.inner ? { ...spec, fields: specsOf(spec.fieldKind.inner()) } : spec,
    );
  WHOLE.set(input, whole);
  return whole;
}

/** Every fault of an input at once, each with its dotted path; no message repeats a value. */
export function checkInput(input: InputClass, given: object, { now }: { now: string }): FieldFault[] {
  const specs = specsOf(input);
  const { crowded, rest } = withoutCrowds(specs, given);
  const instance = plainToInstance(input, rest);
  const errors = SPECS.has(input) ? validateSync(instance, { forbidUnknownValues: false }) : [];
  const faults = [...crowded, ...faultsOf(errors)];
  // Days and moments are judged against the domain's time, which comes in as a value.
  const misplaced = [...onTheWrongSide(specs, rest, now), ...contradicting(specs, rest as Record<string, unknown>)];
  return [...faults, ...misplaced.filter(({ path }) => !faults.some((fault) => fault.path === path))];
}

/** What a list holds past its limit is counted and not looked at: the cost of looking is not the sender's to choose. */
function withoutCrowds(specs: readonly FieldSpec[], given: object): { crowded: FieldFault[]; rest: object } {
  const crowds = specs.flatMap(({ name, fieldKind: { kind, max } }) => {
    const value = (given as Record<string, unknown>)[name];
    const limited = kind === 'list' || kind === 'choices';
    return limited && max !== undefined && Array.isArray(value) && value.length > max
      ? [{ name, max, kept: value.slice(0, max) as unknown[] }]
      : [];
  });
  return {
    crowded: crowds.map(({ name, max }) => ({ path: name, messages: [`At most ${max}: leave some out.`] })),
    rest: { ...given, ...Object.fromEntries(crowds.map(({ name, kept }) => [name, kept])) },
  };
}

function faultsOf(errors: readonly ValidationError[], before = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const path = `${before}${error.property}`;
    const [message] = Object.values(error.constraints ?? {});
    const own = message === undefined ? [] : [{ path, messages: [message] }];
    return [...own, ...faultsOf(error.children ?? [], `${path}.`)];
  });
}

/** Of now: a day that is still to come of what has been, a moment that is past of what shall be. */
function onTheWrongSide(specs: readonly FieldSpec[], input: object, now: string, before = ''): FieldFault[] {
  return specs.flatMap((spec): FieldFault[] => {
    const value = (input as Record<string, unknown>)[spec.name];
    const path = `${before}${spec.name}`;
    if (spec.kind === 'date' && typeof value === 'string' && value > dayOf(now))
      return [{ path, messages: ['This day is still to come.'] }];
    if (spec.kind === 'dateTime' && typeof value === 'string' && Date.parse(value) <= Date.parse(now))
      return [{ path, messages: ['This is already past.'] }];
    if (spec.fields && Array.isArray(value)) {
      return value.flatMap((one: unknown, place) =>
        isObject(one) ? onTheWrongSide(spec.fields ?? [], one, now, `${path}.${place}.`) : [],
      );
    }
    return spec.fields && isObject(value) ? onTheWrongSide(spec.fields, value, now, `${path}.`) : [];
  });
}
export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

import { Field, type FieldOptions, ID, InputType, Int, type ReturnTypeFunc } from '@nestjs/graphql';
import { type FieldSpec, specsOf } from '../../libs/pathways/field.js';
import type { InputClass } from '../../libs/pathways/pathway.js';
import { enumOf } from './enums.js';
import { DateScalar, DateTimeScalar } from './scalars.js';

const commandInputs = new Set<string>();
/** Whether a type is what a mutation takes as its `input`. */
export const isCommandInput = (name: string): boolean => commandInputs.has(name);

const made = new Map<string, new () => object>();
const named = (name: string, InputShape: new () => object): new () => object => {
  Object.defineProperty(InputShape, 'name', { value: name });
  made.set(name, InputShape);
  return InputShape;
};

/** What every action's input begins with. */
function withCommandFields(target: object, onReferral: boolean): void {
  Field(() => ID, { description: 'Yours; the same key never has a second effect.' })(target, 'idempotencyKey');
  if (onReferral) {
    Field(() => ID, { description: 'The referral’s id: its reference is taken by `referral` and `recordOf` only.' })(
      target,
      'referralId',
    );
    Field(() => Int, { description: 'The version that you decided on.' })(target, 'expectedVersion');
  }
  Field(() => String, {
    nullable: true,
    description: 'A machine client names the person for whom it acts; a person leaves this out.',
  })(target, 'onBehalfOf');
}

/** The GraphQL input of a command, from the declaration of its fields. */
export function commandInput(name: string, input: InputClass, onReferral = true): new () => object {
  const known = made.get(name);
  if (known) return known;
  const CommandInput = named(name, class {});
  withCommandFields(CommandInput.prototype as object, onReferral);
  fieldsOf(CommandInput, input);
  InputType(name)(CommandInput);
  commandInputs.add(name);
  return CommandInput;
}

function nestedInput(input: InputClass): new () => object {
  const name = /Input$/.test(input.name) ? input.name : `${input.name}Input`;
  const known = made.get(name);
  if (known) return known;
  const Nested = named(name, class {});
  fieldsOf(Nested, input);
  InputType(name)(Nested);
  return Nested;
}

function fieldsOf(InputShape: new () => object, input: InputClass): void {
  for (const spec of specsOf(input)) {
    const type = typeOf(spec);
    const title = spec.title.endsWith('?') ? spec.title : `${spec.title}.`;
    const description = spec.hint ? `${title} ${spec.hint}` : title;
    const options: FieldOptions = spec.required
      ? { description }
      : { description, nullable: true, defaultValue: spec.default };
    Field(type, options)(InputShape.prototype as object, spec.name);
  }
}

/** Made now, not when the schema is put together: Nest collects what is declared before that. */
function typeOf({ kind, fieldKind, enumName, options, name }: FieldSpec): ReturnTypeFunc {
  switch (kind) {
    case 'text':
      return () => String;
    case 'choice': {
      const names = enumOf(enumName ?? name, options ?? []);
      return () => names;
    }
    case 'choices': {
      const names = enumOf(enumName ?? name, options ?? []);
      return () => [names];
    }
    case 'yesNo':
      return () => Boolean;
    case 'number':
      return () => Int;
    case 'date':
      return () => DateScalar;
    case 'dateTime':
      return () => DateTimeScalar;
    case 'id':
      return () => ID;
    case 'group':
    case 'list': {
      const nested = nestedInput(fieldKind.inner?.() ?? Object);
      return kind === 'list' ? () => [nested] : () => nested;
    }
  }
}

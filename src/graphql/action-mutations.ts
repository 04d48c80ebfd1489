import { type Type } from '@nestjs/common';
import { Args, Info, Mutation, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '../../libs/access/actor.js';
import { pathways } from '../../libs/pathways/index.js';
import type { ActionDeclaration } from '../../libs/pathways/pathway.js';
import { SubmissionInput } from '../../libs/pathways/submission.js';
import type { Command } from '../referrals/command.js';
import { CommandAnswers } from '../referrals/command-answers.js';
import type { ActionOutcome, OutcomeAsked } from '../referrals/referral-reading.js';
import { commandInput } from './action-inputs.js';
import { fieldsAsked } from './fields-asked.js';
import { Caller } from './request-context.js';
import { ActionPayload } from './types/referral.type.js';

/** Every action of every pathway by name: an action's name means the same input everywhere. */
function everyAction(): Map<string, ActionDeclaration> {
  return new Map([...pathways.values()].flatMap((pathway) => [...pathway.actions]));
}

const capital = (name: string): string => `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
type Method = (
  this: { answers: CommandAnswers },
  actor: Actor,
  input: Command,
  info: GraphQLResolveInfo,
) => Promise<ActionOutcome>;

/** What of an entry tells what was said. */
const SAID = ['text', 'values'];

function partsAsked(info: GraphQLResolveInfo): OutcomeAsked {
  const asked = fieldsAsked(info);
  const ofEntry = fieldsAsked(info, 'entry');
  const said = SAID.some((name) => ofEntry.has(name));
  return {
    referral: asked.has('referral'),
    narrative: fieldsAsked(info, 'referral').has('narrative'),
    entry: asked.has('entry') ? (said ? 'SAID' : 'BARE') : 'NOTHING',
  };
}

function addMutation(
  resolver: Type<{ answers: CommandAnswers }>,
  name: string,
  input: new () => object,
  description: string,
  method: Method,
): void {
  const target = resolver.prototype as object;
  Object.defineProperty(target, name, { value: method, writable: true, configurable: true });
  Caller()(target, name, 0);
  Args('input', { type: () => input })(target, name, 1);
  Info()(target, name, 2);
  Reflect.defineMetadata('design:paramtypes', [Object, input, Object], target, name);
  Mutation(() => ActionPayload, { name, description })(
    target,
    name,
    Object.getOwnPropertyDescriptor(target, name) as TypedPropertyDescriptor<unknown>,
  );
}

/** One mutation an action, all through one door: each names its action and hands its input over. */
export function actionMutations(): Type<unknown> {
  @Resolver()
  class ActionMutations {
    constructor(readonly answers: CommandAnswers) {}
  }
  addMutation(
    ActionMutations,
    'submitReferral',
    commandInput('SubmitReferralInput', SubmissionInput, false),
    'Submits a referral: who submits holds the risk until another agency accepts it.',
    function (actor, input, info) {
      return this.answers.submit(actor, input, partsAsked(info));
    },
  );
  for (const [name, action] of everyAction()) {
    addMutation(
      ActionMutations,
      name,
      commandInput(`${capital(name)}Input`, action.input),
      `${action.title}. ${action.description}`,
      function (actor, input, info) {
        return this.answers.take(actor, name, input, partsAsked(info));
      },
    );
  }
  return ActionMutations;
}

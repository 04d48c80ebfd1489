import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Actor } from '../../libs/access/actor.js';
import { Unauthenticated } from '../errors/handrail-error.js';

/** What a GraphQL request carries: who is calling, known once the document has been read. */
export interface RequestContext {
  authorization: string | undefined;
  actor?: Actor;
}

export const actorOf = (context: RequestContext): Actor => {
  if (!context.actor) throw new Unauthenticated();
  return context.actor;
};

/** The person or machine client that calls. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Actor =>
  actorOf(GqlExecutionContext.create(context).getContext<RequestContext>()),
);

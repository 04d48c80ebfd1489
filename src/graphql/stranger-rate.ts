import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { RateLimited, Unauthenticated } from '../errors/handrail-error.js';
import { asError } from '../errors/http-fault.js';
import { Authentication } from '../identity/authentication.js';

const REFUSALS = { points: 1000, duration: 60 };

/**
 * A document is read before anybody knows who sent it. So from an address where strangers were refused a thousand times in a minute
 * the token is looked at first: whoever has one goes on, also behind a gateway that many share, and a stranger waits.
 */
@Injectable()
export class StrangerRate implements OnModuleInit {
  private readonly refused = new RateLimiterMemory(REFUSALS);

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authentication: Authentication,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onRequest', async (request, reply) => {
      const seconds = isGraphql(request) ? await this.secondsToWait(request) : 0;
      if (seconds === 0) return;
      const fault = new RateLimited(seconds);
      return reply
        .status(429)
        .headers({ 'retry-after': seconds, 'content-type': 'application/json; charset=utf-8' })
        .send({ errors: [asError(fault.message, fault.code)] });
    });
    server?.addHook('onResponse', async (request, { statusCode }) => {
      const refused = isGraphql(request) && statusCode >= 400 && statusCode < 429;
      if (refused && (await this.isAStranger(request))) await this.refused.penalty(request.ip);
    });
  }

  private async secondsToWait(request: FastifyRequest): Promise<number> {
    const refusals = await this.refused.get(request.ip);
    if (!refusals || refusals.remainingPoints > 0 || !(await this.isAStranger(request))) return 0;
    return Math.max(1, Math.ceil(refusals.msBeforeNext / 1000));
  }

  /** Not when the token could not be looked at just now: that is no fault of whoever sent it. */
  private async isAStranger({ headers }: FastifyRequest): Promise<boolean> {
    try {
      await this.authentication.authenticate(headers.authorization);
      return false;
    } catch (error) {
      return error instanceof Unauthenticated;
    }
  }
}

const isGraphql = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === '/graphql';

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { RateLimited, Unauthenticated } from '../errors/handrail-error.js';
import { asError } from '../errors/http-fault.js';
import { Authentication } from '../identity/authentication.js';

const REFUSALS = { points: 300, duration: 60 };

/**
 * A document is read before anybody knows who sent it. So from an address that was refused hundreds of times in a minute the token is
 * looked at first: whoever has one goes on, also behind a gateway that many share, and a stranger waits.
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
      if (isGraphql(request) && statusCode >= 400 && statusCode < 429) await this.refused.penalty(request.ip);
    });
  }

  private async secondsToWait({ ip, headers }: FastifyRequest): Promise<number> {
    const refusals = await this.refused.get(ip);
    if (!refusals || refusals.remainingPoints > 0) return 0;
    try {
      await this.authentication.authenticate(headers.authorization);
      return 0;
    } catch (error) {
      return error instanceof Unauthenticated ? Math.max(1, Math.ceil(refusals.msBeforeNext / 1000)) : 0;
    }
  }
}

const isGraphql = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === '/graphql';

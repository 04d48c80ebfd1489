import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Unavailable } from '../errors/handrail-error.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** What an orchestrator and a Prometheus ask. */
@Controller()
export class OperationsController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The process runs. It says nothing of the database: restarting us would not bring that back. */
  @Get('livez')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    if (await this.readiness.isReady()) return void (await reply.send({ status: 'ready' }));
    const { message, code } = new Unavailable();
    await reply.status(503).send({ errors: [{ message, extensions: { code } }] });
  }

  @Get('metrics')
  async measured(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.metrics.contentType).send(await this.metrics.text());
  }
}

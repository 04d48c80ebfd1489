import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadUserInput, HandrailError } from '../errors/handrail-error.js';
import { asError, faultOf } from '../errors/http-fault.js';

/** Faults of HTTP itself, in the form of every other refusal: a code, a sentence, nothing of what was sent. */
@Catch()
export class HttpFaults implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): FastifyReply {
    // GraphQL answers its own: see error-answers.
    if (host.getType<string>() !== 'http') throw exception;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(exception);
    if (status >= 500) this.log.error({ event: 'request failed' }, exception);
    return reply
      .status(status)
      .type('application/json; charset=utf-8')
      .send({ errors: [answer(status, exception)] });
  }
}

function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  if (exception instanceof BadUserInput) return 400;
  const { statusCode } = exception as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 ? statusCode : 500;
}

function answer(status: number, exception: unknown): object {
  if (exception instanceof HandrailError) return asError(exception.message, exception.code, exception.extensions());
  return faultOf(status);
}

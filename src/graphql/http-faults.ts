import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadUserInput, HandrailError, Internal, NotFound } from '../errors/handrail-error.js';

const WORDS: Record<number, string> = {
  404: 'There is nothing under this address. The API is at /graphql, where this process serves it.',
  405: 'GraphQL is asked with POST, or a query with GET.',
  413: 'This request is too large. The largest is one megabyte.',
  415: 'This content type is not read here. Send application/json.',
};
const UNREADABLE = 'This request cannot be read. Send JSON with a query.';

/** Faults of HTTP itself, in the form of every other refusal: a code, a sentence, nothing of what was sent. */
@Catch()
export class HttpFaults implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): FastifyReply {
    // GraphQL answers its own: see error-answers.
    if (host.getType<string>() !== 'http') throw exception;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(exception);
    if (status >= 500)
      this.log.error({ event: 'request failed', fault: exception instanceof Error ? exception.name : 'unknown' });
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

/** A fault of HTTP that needs no exception to be told. */
export function faultOf(status: number): object {
  if (status >= 500) return asError(new Internal().message, new Internal().code);
  return asError(WORDS[status] ?? UNREADABLE, status === 404 ? CODE_NOT_FOUND : 'BAD_REQUEST');
}

const CODE_NOT_FOUND = new NotFound().code;
const asError = (message: string, code: string, more: object = {}): object => ({
  message,
  extensions: { code, ...more },
});

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { faultOf } from '../errors/http-fault.js';

/** The largest body that is read; a narrative is some thousands of characters. */
const LARGEST_BODY = 1_000_000;
/** Whoever sends slower than this holds a connection for nothing. */
const WHOLE_WITHIN_MS = 30_000;
const LOOKED_AT_EVERY_MS = 5_000;
/** The rest of a body that is too large gets this long to arrive, and is thrown away. */
const REST_WITHIN_MS = 10_000;
/** Far more than a process can answer at once; beyond it a connection is closed before it costs anything. */
export const MOST_CONNECTIONS = 2_000;

const JSON_TYPE = 'application/json; charset=utf-8';

/** What the server does with requests that no route ever sees. */
export const httpEdge = {
  bodyLimit: LARGEST_BODY,
  requestTimeout: WHOLE_WITHIN_MS,
  http: {
    requestTimeout: WHOLE_WITHIN_MS,
    headersTimeout: WHOLE_WITHIN_MS,
    connectionsCheckingInterval: LOOKED_AT_EVERY_MS,
  },
  frameworkErrors: ({ statusCode = 400 }: { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply) => {
    void reply
      .status(statusCode)
      .type(JSON_TYPE)
      .send({ errors: [faultOf(statusCode)] });
  },
  clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code !== 'ECONNRESET' && socket.writable) socket.write(answer(statusOf(error.code)));
    socket.destroy();
  },
} satisfies FastifyServerOptions & { http: object };

/** A client that writes its whole body before it reads would find its connection cut, and never learn that the body was too large. */
export function refuseTooLargeOnceRead(server: FastifyInstance): void {
  server.addHook('onSend', async ({ raw }, { statusCode }) => {
    if (statusCode !== 413) return;
    raw.resume();
    await finished(raw, { signal: AbortSignal.timeout(REST_WITHIN_MS) }).catch(() => undefined);
  });
}

/** As Node itself has it, for what its parser could not read. */
function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

function answer(status: number): string {
  const body = JSON.stringify({ errors: [faultOf(status)] });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

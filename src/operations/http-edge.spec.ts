import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { connect } from 'node:net';
import { HandrailWithin } from '../../test/harness/in-process.js';
import { httpEdge, MOST_CONNECTIONS } from './http-edge.js';

/** Sent as it stands, and everything that comes back until the other side hangs up. */
const sent = (address: string, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.on('error', () => undefined).on('close', () => resolve(answer));
  });
const faultIn = (answer: string): unknown =>
  (JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { errors: { extensions: object }[] }).errors[0]?.extensions;
const asked = (line: string, more = ''): string =>
  `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`;

describe('a request that no route sees', () => {
  let handrail: HandrailWithin;
  beforeAll(async () => {
    handrail = await HandrailWithin.start();
  });
  afterAll(() => handrail.stop());

  it.each([
    ['an address that cannot be read', asked('GET /%zzPriscilla'), 400, 'BAD_REQUEST'],
    ['a method that there is not', asked('PRISCILLA /graphql'), 400, 'BAD_REQUEST'],
    ['a method that nobody answers', asked('PROPFIND /priscilla'), 404, 'NOT_FOUND'],
    ['headers without end', asked('GET /livez', `x-priscilla: ${'x'.repeat(40_000)}\r\n`), 431, 'BAD_REQUEST'],
    ['no HTTP at all', 'Priscilla\r\n\r\n', 400, 'BAD_REQUEST'],
  ])('answers %s with a code, and repeats nothing', async (_what, bytes, status, code) => {
    const answer = await sent(handrail.address, bytes);
    expect(answer.split(' ')[1]).toBe(String(status));
    expect(faultIn(answer)).toEqual({ code });
    expect(answer).not.toMatch(/priscilla/i);
  });

  it('is given half a minute to arrive, and a process so many connections', () => {
    const { server } = handrail.server;
    expect([server.requestTimeout, server.maxConnections]).toEqual([30_000, MOST_CONNECTIONS]);
  });
});

describe('a request that never arrives whole', () => {
  it('is given up with a code, and its connection closed', async () => {
    const soon = { requestTimeout: 200, headersTimeout: 200, connectionsCheckingInterval: 20 };
    const server = fastify({ ...httpEdge, ...soon, http: soon });
    server.post('/', () => ({}));
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    const answer = await sent(
      address,
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"query',
    );
    expect([answer.split(' ')[1], faultIn(answer)]).toEqual(['408', { code: 'BAD_REQUEST' }]);
    await server.close();
  });
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Verifier } from '../../libs/record/signed-note.js';
import { SIZE_TYPE, type WitnessAnswer, witnessAnswer } from '../../libs/record/witness.js';
import { NowAndThen } from '../operations/now-and-then.js';
import type { WitnessFolder } from './witness-folder.js';

/** Sixty-three hashes and a checkpoint with a dozen cosignatures come to a third of this. */
const MOST_BYTES = 16_384;
const MOST_CONNECTIONS = 100;
const PATIENCE_MS = 10_000;

const WORDS: Readonly<Record<Exclude<WitnessAnswer['status'], 200 | 409>, string>> = {
  400: 'That is no request for a cosignature. See https://c2sp.org/tlog-witness',
  403: 'No key of that log that is known here signed this checkpoint.',
  404: 'This witness does not watch that log.',
  422: 'It is not proved that this checkpoint goes on from the one that was cosigned last.',
};

export interface Listening {
  host: string;
  port: number;
}

/**
 * Answers C2SP tlog-witness over HTTP. From looking at the last head until the new one is kept nothing else happens in this process: of
 * two requests that come at once the second finds what the first left, and no two histories are cosigned.
 */
export class WitnessServer {
  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  /** @param report hears, as one line each, of what whoever runs the witness should know */
  static async start(
    folder: WitnessFolder,
    logs: readonly Verifier[],
    { host, port }: Listening,
    report: (line: string) => void,
  ): Promise<WitnessServer> {
    const said = seldom(report);
    const server = createServer({ maxHeaderSize: 8192, connectionsCheckingInterval: 1000 }, (request, response) => {
      answer(request, folder, logs, said)
        .then((given) => send(response, given))
        .catch((error: unknown) => {
          // Who hung up gets nothing; a head that could not be kept is not cosigned.
          if (request.readableAborted) return;
          const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
          said(reason, `A request could not be answered: ${reason}`);
          send(response, { status: 500, text: 'The witness could not keep what it would have to.\n' });
        });
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.headersTimeout = PATIENCE_MS;
    server.requestTimeout = PATIENCE_MS;
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(new Error(`The witness cannot listen at port ${port} of ${host} (${error.code ?? error.name}).`)),
      );
      server.listen(port, host, resolve);
    });
    const name = host.includes(':') ? `[${host}]` : host;
    return new WitnessServer(server, `http://${name}:${(server.address() as AddressInfo).port}`);
  }

  /** Takes no new request, and finishes those under way. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    const patience = setTimeout(() => this.server.closeAllConnections(), PATIENCE_MS);
    await closed;
    clearTimeout(patience);
  }
}

type Report = (kind: string, line: string) => void;
/** Whoever sends the same again and again fills no disk. */
function seldom(report: (line: string) => void): Report {
  const kinds = new NowAndThen();
  return (kind, line) => {
    if (kinds.isTimeToSay(kind)) report(line);
  };
}

interface Given {
  status: number;
  text: string;
  headers?: Record<string, string>;
}
const HEAD = '/head/';

async function answer(
  request: IncomingMessage,
  folder: WitnessFolder,
  logs: readonly Verifier[],
  report: Report,
): Promise<Given> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/add-checkpoint')
    return request.method === 'POST' ? addCheckpoint(request, folder, logs, report) : notThatWay('POST');
  if (path.startsWith(HEAD)) {
    if (request.method !== 'GET' && request.method !== 'HEAD') return notThatWay('GET, HEAD');
    const note = folder.lastOf(decoded(path.slice(HEAD.length)))?.note;
    return note === undefined
      ? { status: 404, text: 'No head of that log was cosigned here.\n' }
      : { status: 200, text: note };
  }
  return { status: 404, text: 'There is nothing here. See https://c2sp.org/tlog-witness\n' };
}

async function addCheckpoint(
  request: IncomingMessage,
  folder: WitnessFolder,
  logs: readonly Verifier[],
  report: Report,
): Promise<Given> {
  const body = await bodyOf(request);
  if (body === null) return { status: 413, text: `At most ${MOST_BYTES} bytes.\n`, headers: { connection: 'close' } };
  const text = asText(body);
  if (text === null) return { status: 400, text: `${WORDS[400]}\n` };
  const { name, key } = folder;
  const given = witnessAnswer(text, (origin) => folder.lastOf(origin), { name, key, logs }, new Date());
  if (given.status === 200) {
    folder.keep(given.head);
    return { status: 200, text: given.line };
  }
  if ('fork' in given && given.fork !== undefined)
    // With the kept head this proves it to everybody: one key signed both.
    report(
      `fork of ${originOf(given.fork)} at ${given.size}`,
      `REFUSED: the log signed two heads of ${given.size} entries. The other one: ${JSON.stringify(given.fork)}`,
    );
  if ('unproved' in given)
    report(
      `unproved head of ${originOf(given.unproved)}`,
      `REFUSED: a head that was not proved to go on from the last one: ${JSON.stringify(given.unproved)}`,
    );
  return given.status === 409
    ? { status: 409, text: `${given.size}\n`, headers: { 'content-type': SIZE_TYPE } }
    : { status: given.status, text: `${WORDS[given.status]}\n` };
}

/** Which log a checkpoint is of. */
const originOf = (checkpoint: string): string => checkpoint.split('\n')[0] ?? '';

const notThatWay = (allow: string): Given => ({ status: 405, text: `Expected: ${allow}.\n`, headers: { allow } });

function send(response: ServerResponse, { status, text, headers }: Given): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}

/** What was sent, or null where it is more than anybody needs. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A text is what its bytes say, or none: what is read otherwise than it was sent would be signed otherwise. */
function asText(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

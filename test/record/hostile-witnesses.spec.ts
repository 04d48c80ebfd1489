import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkpointOf } from '../../libs/record/checkpoint.js';
import { cosigned, cosignerText } from '../../libs/record/cosignature.js';
import { addCheckpointOf } from '../../libs/record/witness.js';
import { readConfiguration } from '../../src/operations/configuration.js';
import { RecordWitnessing } from '../../src/record/record-witnessing.js';
import { SealedRecord } from './sealed-record.js';

const NAME = 'elsewhere.example/witness';
const own = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const seconds = (): number => Math.floor(Date.now() / 1000);

/** Somebody who answers at a witness's address, and not as a witness should. */
class Peer {
  private constructor(
    private readonly server: Server,
    readonly asked: string[],
  ) {}

  static async start(answer: (checkpoint: string, response: ServerResponse, nth: number) => void): Promise<Peer> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(body);
        answer(addCheckpointOf(body)?.checkpoint ?? '', response, asked.length);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Peer(server, asked);
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
const line = (checkpoint: string, key: KeyObject = own.privateKey, at = seconds(), name = NAME): string =>
  cosigned(checkpoint, name, key, at).slice(checkpoint.length);
const says =
  (text: (checkpoint: string) => string, status = 200, type = 'text/plain') =>
  (checkpoint: string, response: ServerResponse): void =>
    void response.writeHead(status, { 'content-type': type }).end(text(checkpoint));
const at = (size: number | string) => says(() => `${size}\n`, 409, 'text/x.tlog.size');

describe('A cosignature of the record', () => {
  let record: SealedRecord;
  let peers: Peer[] = [];
  let logged: string[];
  beforeAll(async () => {
    record = await SealedRecord.open();
    await record.sealed(5);
    const hear = (level: string) => (message: unknown) => void logged.push(`${level} ${String(message)}`);
    Logger.overrideLogger({ log: hear('log'), warn: hear('warn'), error: hear('error') });
  });
  beforeEach(async () => {
    logged = [];
    await record.store.asSuperuser((client) =>
      client.query('set session_replication_role = replica; delete from record_cosignature'),
    );
  });
  afterEach(async () => {
    await Promise.all(peers.map((peer) => peer.stop()));
    peers = [];
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await record.close();
  });

  const kept = async (): Promise<string[]> =>
    record.store.asSuperuser(async (client) =>
      (await client.query<{ note: string }>('select note from record_cosignature')).rows.map(({ note }) => note),
    );
  const started = async (...answers: Parameters<typeof Peer.start>[0][]): Promise<RecordWitnessing> => {
    peers = await Promise.all(answers.map((answer) => Peer.start(answer)));
    const keys = [
      cosignerText({ name: NAME, key: own.publicKey }),
      cosignerText({ name: 'other.example', key: other.publicKey }),
    ];
    const named = peers.map(({ url }, nth) => `${keys[nth]} ${url}`).join(',');
    return new RecordWitnessing(
      readConfiguration({ HANDRAIL_DATA_DIR: record.configuration.dataDir, HANDRAIL_WITNESSES: named }),
      record.database,
    );
  };

  it('is kept as it came, with the record’s signature and without what others wrote beside it', async () => {
    let sent = '';
    const witnessing = await started((checkpoint, response) => {
      sent = checkpoint;
      says((it) => line(it, other.privateKey, seconds(), 'stranger.example') + line(it))(checkpoint, response);
    });
    await witnessing.askAll();
    expect(await kept()).toEqual([
      expect.stringMatching(/^[^]*\n\n— handrail.example\/record \S+\n— elsewhere.example\/witness \S+\n$/),
    ]);
    expect((await kept())[0]?.startsWith(sent)).toBe(true);
    expect(logged).toEqual([]);
  });

  it.each([
    ['by another key', says((it) => line(it, other.privateKey)), 'warn .* not a cosignature by its key'],
    [
      'under another name',
      says((it) => line(it, own.privateKey, seconds(), 'else.example')),
      'not a cosignature by its key',
    ],
    [
      'of another head',
      says(() => line(checkpointOf({ size: 5, root: Buffer.alloc(32) }, own.privateKey))),
      'not a cosignature by its key',
    ],
    ['that is only the one that it was sent', says((it) => it.split('\n\n')[1] ?? ''), 'not a cosignature by its key'],
    ['that is words', says(() => 'words'), 'not a cosignature by its key'],
    ['of five minutes ago', says((it) => line(it, own.privateKey, seconds() - 300)), 'of another time'],
    ['of five minutes ahead', says((it) => line(it, own.privateKey, seconds() + 300)), 'of another time'],
    ['without end', says(() => '— '.repeat(10_000)), 'more than any witness would'],
    [
      'from somewhere else',
      (_it: string, response: ServerResponse) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      'does not answer',
    ],
    ['that is refused', says(() => 'no\n', 403), 'with status 403'],
    ['that is a size in another form', says(() => '5\n', 409), 'with status 409'],
    ['that is no size', at('five'), 'with status 409'],
    [
      'that is a larger size than the record has',
      at(6),
      'error .*has cosigned 6 entries, and the record’s newest head has 5',
    ],
    ['that is the size it was asked from', at(0), 'error .*another history'],
    [
      'that is always another size',
      (_it: string, response: ServerResponse, nth: number) => at(nth)(_it, response),
      'at another size',
    ],
    ['that is no proof', says(() => '', 422), 'error .*another history'],
  ])('is none, and nothing is kept, %s', async (_what, answer, words) => {
    const witnessing = await started(answer);
    await witnessing.askAll();
    expect(await kept()).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(new RegExp(words))]);
    // The same again is not said again, nor is it asked again at once.
    const asked = peers[0]?.asked.length;
    await witnessing.askAll();
    expect(peers[0]?.asked.length).toBe(asked);
    await witnessing.askAll(new Date(Date.now() + 20_000));
    expect(peers[0]?.asked.length).toBeGreaterThan(asked ?? 0);
    expect(logged).toHaveLength(1);
  });

  it('is waited for by nobody: not by sealing, and not by another witness', async () => {
    const silent = (): void => undefined;
    const witnessing = await started(
      silent,
      says((it) => line(it, other.privateKey, seconds(), 'other.example')),
    );
    const asking = witnessing.askAll();
    let ended = false;
    void asking.then(() => (ended = true));
    while ((await kept()).length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await record.sealed(2)).toBe(2);
    // The one that is being asked is not asked twice; the other goes on.
    const again = witnessing.askAll();
    while ((await kept()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ended).toBe(false);
    expect(peers[0]?.asked).toHaveLength(1);
    await Promise.all([asking, again]);
    expect(logged).toEqual([expect.stringContaining('elsewhere.example/witness has not cosigned since')]);
    expect(logged[0]).toContain('TimeoutError');
  }, 30_000);

  it('is not waited for by a stop', async () => {
    const witnessing = await started(() => undefined);
    const asking = witnessing.askAll();
    while (peers[0]?.asked.length !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const begun = performance.now();
    await witnessing.onApplicationShutdown();
    await asking;
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(logged).toEqual([]);
  });

  it('is asked for with the proof alone, when its last is known: what lies before is not read', async () => {
    const witnessing = await started(says((it) => line(it)));
    await witnessing.askAll();
    await record.sealed(3);
    // Were an earlier leaf read, there would be one too few.
    await record.store.asSuperuser((client) =>
      client.query(
        'set session_replication_role = replica; update record_leaf set position = position - 1000 where position < 5',
      ),
    );
    const restarted = new RecordWitnessing(
      readConfiguration({
        HANDRAIL_DATA_DIR: record.configuration.dataDir,
        HANDRAIL_WITNESSES: `${cosignerText({ name: NAME, key: own.publicKey })} ${peers[0]?.url}`,
      }),
      record.database,
    );
    await restarted.askAll();
    expect(logged).toEqual([]);
    expect(await kept()).toHaveLength(2);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointOf, type Head, ORIGIN } from '../../libs/record/checkpoint.js';
import { cosignedAt, cosignerOf } from '../../libs/record/cosignature.js';
import { GrowingTree, leafHash } from '../../libs/record/merkle.js';
import { consistencyRanges, PartRoots } from '../../libs/record/merkle-proof.js';
import { addCheckpointText } from '../../libs/record/witness.js';
import { WitnessFolder } from './witness-folder.js';
import { WitnessServer } from './witness-server.js';

const NAME = 'police.example/witness';
const log = generateKeyPairSync('ed25519');
const leavesOf = (history: string, size: number): Buffer[] =>
  Array.from({ length: size }, (_, position) =>
    leafHash(Buffer.from(position < 3 ? `${position}` : `${history} ${position}`)),
  );
function headOf(history: string, size: number): Head {
  const tree = new GrowingTree();
  leavesOf(history, size).forEach((leaf) => tree.add(leaf));
  return { size, root: tree.root() };
}
const checkpoint = (history: string, size: number): string => checkpointOf(headOf(history, size), log.privateKey);
function request(history: string, old: number, size: number): string {
  const parts = new PartRoots(consistencyRanges(old, size));
  leavesOf(history, size).forEach((leaf) => parts.add(leaf));
  return addCheckpointText({ old, proof: parts.roots(), checkpoint: checkpoint(history, size) });
}

describe('A witness', () => {
  let folder: string;
  let open: WitnessFolder;
  let server: WitnessServer;
  let reports: string[];
  const start = async (name?: string): Promise<void> => {
    open = await WitnessFolder.open(folder, name);
    server = await WitnessServer.start(
      open,
      [{ name: ORIGIN, key: log.publicKey }],
      { host: '127.0.0.1', port: 0 },
      (line) => reports.push(line),
    );
  };
  const stop = async (): Promise<void> => {
    await server.close();
    open.close();
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'handrail-witness-'));
    reports = [];
    await start(NAME);
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (path: string, init?: RequestInit): Promise<[number, string, string | null]> => {
    const response = await fetch(`${server.address}${path}`, init);
    return [response.status, await response.text(), response.headers.get('content-type')];
  };
  const add = (body: string | Buffer): Promise<[number, string, string | null]> =>
    ask('/add-checkpoint', { method: 'POST', body: body as string });
  const SIZE = 'text/x.tlog.size';

  it('cosigns what goes on from its last head, and has it on its disk when it answers', async () => {
    const cosigner = cosignerOf(open.verifierKey);
    if (!cosigner) throw new Error('It has no verifier key');
    const before = Math.floor(Date.now() / 1000);
    for (const [old, size] of [
      [0, 2],
      [2, 2],
      [2, 9],
    ] as const) {
      const [status, line] = await add(request('one', old, size));
      expect(status).toBe(200);
      const note = checkpoint('one', size) + line;
      expect(cosignedAt(note, cosigner)).toBeGreaterThanOrEqual(before);
      expect(cosignedAt(note, cosigner)).toBeLessThanOrEqual(Date.now() / 1000);
      expect(line.split('\n')).toHaveLength(2);
      expect(readFileSync(join(folder, 'heads.json'), 'utf8')).toContain(`\\n${size}\\n`);
    }
    expect(await ask(`/head/${ORIGIN}`)).toEqual([
      200,
      expect.stringContaining(checkpoint('one', 9)),
      expect.anything(),
    ]);
    expect((await ask(`/head/${encodeURIComponent(ORIGIN)}`))[0]).toBe(200);
  });

  it('says how far it is to who does not know, in the form of the protocol', async () => {
    expect(await add(request('one', 3, 5))).toEqual([409, '0\n', SIZE]);
    await add(request('one', 0, 5));
    expect(await add(request('one', 0, 9))).toEqual([409, '5\n', SIZE]);
    expect(await add(request('one', 3, 5))).toEqual([409, '5\n', SIZE]);
  });

  it('refuses a second history of the same size or a greater one, and keeps what proves it', async () => {
    await add(request('one', 0, 5));
    expect(await add(request('two', 5, 5))).toEqual([409, '5\n', SIZE]);
    expect((await add(request('two', 5, 9)))[0]).toBe(422);
    expect(reports).toEqual([
      expect.stringContaining(JSON.stringify(checkpoint('two', 5))),
      expect.stringContaining(JSON.stringify(checkpoint('two', 9))),
    ]);
    await add(request('two', 5, 9));
    expect(reports).toHaveLength(2);
    expect((await add(request('one', 5, 9)))[0]).toBe(200);
  });

  it('reports a second history of a later head as well, however soon after the first', async () => {
    await add(request('one', 0, 5));
    await add(request('two', 5, 5));
    await add(request('one', 5, 9));
    await add(request('two', 9, 9));
    expect(reports).toEqual([5, 9].map((size) => expect.stringContaining(JSON.stringify(checkpoint('two', size)))));
  });

  it('cosigns one history only of many that come at once', async () => {
    await add(request('one', 0, 3));
    const histories = Array.from({ length: 24 }, (_, nth) => `history ${nth}`);
    const answers = await Promise.all(histories.map((history) => add(request(history, 3, 7))));
    expect(answers.map(([status]) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status !== 200)).toEqual(Array(23).fill([409, '7\n', SIZE]));
  });

  it('knows in its next life what it cosigned, under the same name and key', async () => {
    await add(request('one', 0, 5));
    const { verifierKey } = open;
    await stop();
    await start();
    expect(open.verifierKey).toBe(verifierKey);
    expect(await add(request('two', 0, 9))).toEqual([409, '5\n', SIZE]);
    expect((await add(request('two', 5, 9)))[0]).toBe(422);
    expect((await add(request('one', 5, 9)))[0]).toBe(200);
  });

  it('cosigns nothing that it cannot keep, and is bound to nothing by it', async () => {
    await add(request('one', 0, 3));
    rmSync(folder, { recursive: true });
    expect((await add(request('one', 3, 5)))[0]).toBe(500);
    mkdirSync(folder);
    expect((await add(request('two', 3, 5)))[0]).toBe(200);
  });

  it('answers nothing else: other logs, other keys, other requests', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const elsewhere = request('one', 0, 5).replace(ORIGIN, 'elsewhere.example/record');
    const stranger = addCheckpointText({ old: 0, proof: [], checkpoint: checkpointOf(headOf('one', 5), other) });
    expect((await add(elsewhere))[0]).toBe(404);
    expect((await add(stranger))[0]).toBe(403);
    expect((await add('words'))[0]).toBe(400);
    expect((await add(Buffer.concat([Buffer.from(request('one', 0, 5)), Buffer.of(0xff)])))[0]).toBe(400);
    expect((await add(request('one', 5, 5).replace('old 5', 'old 6')))[0]).toBe(400);
    expect((await ask('/add-checkpoint'))[0]).toBe(405);
    expect((await ask(`/head/${ORIGIN}`))[0]).toBe(404);
    expect((await ask('/head/%ff'))[0]).toBe(404);
    expect((await ask('/'))[0]).toBe(404);
  });

  it('reads no more than a request can be, whether its length is said or not', async () => {
    expect((await add('x'.repeat(20_000)))[0]).toBe(413);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(4096, 'x')) });
    const sent = fetch(`${server.address}/add-checkpoint`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    });
    const end = await sent.then(
      ({ status }) => String(status),
      () => 'hung up',
    );
    expect(['413', 'hung up']).toContain(end);
    expect((await add(request('one', 0, 5)))[0]).toBe(200);
  });

  it('waits for nobody who sends half a request, and stops meanwhile', async () => {
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    const ended = new Promise<string>((resolve) => {
      let said = '';
      socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
      socket.on('close', () => resolve(said));
    });
    socket.write('POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nold 0\n');
    expect(await ended).toContain('408');
  }, 20_000);

  describe('in its folder', () => {
    it('is the only one, and keeps its key for itself', async () => {
      await expect(WitnessFolder.open(folder)).rejects.toThrow('Another witness');
      expect(statSync(join(folder, 'witness-signing.pem')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, 'witness.vkey'), 'utf8')).toBe(`${open.verifierKey}\n`);
    });

    const opened = async (name?: string): Promise<void> => {
      await stop();
      try {
        (await WitnessFolder.open(folder, name)).close();
      } finally {
        // So that the test ends as it began.
        rmSync(folder, { recursive: true });
        await start(NAME);
      }
    };

    it('takes no other name than its first', async () => {
      await expect(opened('other.example/witness')).rejects.toThrow(`is named ${NAME}`);
    });

    it.each([
      ['gone', () => rmSync(join(folder, 'heads.json'))],
      ['cut off', () => writeFileSync(join(folder, 'heads.json'), '{"handrail')],
      [
        'of another key',
        () => writeFileSync(join(folder, 'heads.json'), JSON.stringify({ [ORIGIN]: checkpoint('one', 3) })),
      ],
      [
        'of another log',
        () =>
          writeFileSync(
            join(folder, 'heads.json'),
            readFileSync(join(folder, 'heads.json'), 'utf8').replace(`"${ORIGIN}"`, '"elsewhere.example/record"'),
          ),
      ],
    ])('does not go on where its heads are %s', async (_what, forget) => {
      await add(request('one', 0, 5));
      forget();
      await expect(opened()).rejects.toThrow('could be led to cosign a second history');
    });

    it('is not made anew beside heads without a key, nor without a name', async () => {
      await add(request('one', 0, 5));
      rmSync(join(folder, 'witness-signing.pem'));
      await expect(opened(NAME)).rejects.toThrow('Bring the key back');
      rmSync(join(folder, 'witness-signing.pem'));
      await expect(opened()).rejects.toThrow('--name NAME');
      rmSync(join(folder, 'witness-signing.pem'));
      await expect(opened('two words')).rejects.toThrow('no spaces');
    });
  });
});

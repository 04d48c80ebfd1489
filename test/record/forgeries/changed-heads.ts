import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { checkpointOf, type Head, ORIGIN } from '../../../libs/record/checkpoint.js';
import { GrowingTree } from '../../../libs/record/merkle.js';
import { signedNote } from '../../../libs/record/signed-note.js';
import { leafOf } from '../sealed-record.js';
import { endCutOff } from './changed-leaves.js';
import type { Forger, Forgery } from './forgery.js';
import type { KnownRecord } from './known-record.js';
import type { Random } from './random.js';

const stranger = generateKeyPairSync('ed25519');
/** Each head but the newest, and the newest itself. */
const someHead = (record: KnownRecord, random: Random): number => random.below(record.heads.length);
const headAt = (record: KnownRecord, index: number): KnownRecord['newest'] => record.heads[index] ?? record.newest;

/** A head's row says something else than what the key signed. */
const rewritten =
  (set: (record: KnownRecord, random: Random, index: number) => Record<string, unknown>): Forgery =>
  (record, random) => {
    const index = someHead(record, random);
    const columns = Object.entries(set(record, random, index));
    return {
      forge: (forger) =>
        forger.does(
          `update record_checkpoint set ${columns.map(([name], place) => `${name} = $${place + 2}`).join()} where size = $1`,
          [headAt(record, index).size, ...columns.map(([, value]) => value)],
        ),
      found: { says: /not signed/ },
    };
  };
const otherThan = (random: Random, record: KnownRecord, index: number): KnownRecord['newest'] =>
  headAt(record, (index + 1 + random.below(record.heads.length - 1)) % record.heads.length);
const textOf = ({ size, root }: Head, origin = ORIGIN): string => `${origin}\n${size}\n${root.toString('base64')}\n`;
const otherText = (text: (head: Head) => string): Forgery =>
  rewritten((record, _random, index) => ({ note: signedNote(text(headAt(record, index)), ORIGIN, record.signer) }));

/** One more head, signed by the record's own key. */
const added = async (forger: Forger, head: Head, key: KeyObject): Promise<void> =>
  forger.does(
    'insert into record_checkpoint (size, root, note, sealed_upto) select $1, $2, $3, max(sealed_upto) from record_checkpoint',
    [head.size, head.root, checkpointOf(head, key)],
  );

/** Signs every head anew over the leaves as they stand now, with sizes as they were or others. */
async function signedAnew(forger: Forger, key: KeyObject, sizes?: readonly number[]): Promise<void> {
  const { rows } = await forger.client.query<{ hash: Buffer }>('select hash from record_leaf order by position');
  const wanted = new Set(sizes ?? forger.record.heads.map(({ size }) => size));
  const { rows: upto } = await forger.client.query<{ upto: string }>(
    'select max(sealed_upto)::text as upto from record_checkpoint',
  );
  await forger.does('delete from record_checkpoint');
  const tree = new GrowingTree();
  for (const { hash } of rows) {
    tree.add(hash);
    const head = { size: tree.size, root: tree.root() };
    if (!wanted.has(tree.size)) continue;
    await forger.does('insert into record_checkpoint (size, root, note, sealed_upto) values ($1, $2, $3, $4)', [
      head.size,
      head.root,
      checkpointOf(head, key),
      upto[0]?.upto,
    ]);
  }
}
async function changedWithItsLeaf(forger: Forger, position: number): Promise<void> {
  const { id } = forger.entry(position);
  await forger.does(`update record_entry set action = 'close' where id = $1`, [id]);
  await forger.does('update record_leaf set hash = $1 where position = $2', [
    await leafOf(forger.client, id),
    position,
  ]);
}

/** The signed heads, without the key and with it. */
export const changedHeads: Record<string, Forgery> = {
  'another root': rewritten((_record, random) => ({ root: random.bytes(32) })),
  'no root': rewritten(() => ({ root: Buffer.alloc(0) })),
  'the root of another head': rewritten((record, random, index) => ({ root: otherThan(random, record, index).root })),
  'another size': rewritten((_record, random) => ({ size: random.between(100, 1e9) })),
  'another root, in the note as well': rewritten((record, random, index) => {
    const head = headAt(record, index);
    const root = random.bytes(32);
    return { root, note: head.note.replace(head.root.toString('base64'), root.toString('base64')) };
  }),
  'another size, in the note as well': rewritten((record, random, index) => {
    const head = headAt(record, index);
    const size = random.between(100, 1e9);
    return { size, note: head.note.replace(`\n${head.size}\n`, `\n${size}\n`) };
  }),
  'an older or newer head’s note': rewritten((record, random, index) => ({
    note: otherThan(random, record, index).note,
  })),
  'an older or newer head’s root and note': rewritten((record, random, index) => {
    const { root, note } = otherThan(random, record, index);
    return { root, note };
  }),
  'another head’s signature': rewritten((record, random, index) => ({
    note: `${textOf(headAt(record, index))}\n${otherThan(random, record, index).note.split('\n\n')[1] ?? ''}`,
  })),
  'one letter of the note': rewritten((record, random, index) => {
    const { note } = headAt(record, index);
    // The last sign before the padding carries two bits that say nothing.
    const place = random.below(note.length - 5);
    return { note: `${note.slice(0, place)}·${note.slice(place + 1)}` };
  }),
  'an empty note': rewritten(() => ({ note: '' })),
  'a note without its signature': rewritten((record, _random, index) => ({
    note: `${textOf(headAt(record, index))}\n`,
  })),
  'a note cut short': rewritten((record, random, index) => {
    const { note } = headAt(record, index);
    return { note: note.slice(0, random.between(1, note.length - 1)) };
  }),
  'signed by another key': rewritten((record, _random, index) => ({
    note: checkpointOf(headAt(record, index), stranger.privateKey),
  })),
  'signed under another name': rewritten((record, _random, index) => ({
    note: signedNote(textOf(headAt(record, index)), 'elsewhere.example/record', record.signer),
  })),
  'of another log, by our key': otherText((head) => textOf(head, 'elsewhere.example/record')),
  'of a log whose name begins with ours': otherText((head) => textOf(head, `${ORIGIN}2`)),
  'a size with a nought before it': otherText((head) => textOf(head).replace(`\n${head.size}\n`, `\n0${head.size}\n`)),
  'a root of half its length': otherText(({ size, root }) => textOf({ size, root: root.subarray(0, 16) })),
  'every head by another key': () => ({
    forge: (forger) => signedAnew(forger, stranger.privateKey),
    found: { says: /not signed/ },
  }),
  'the newest heads gone': (record, random) => {
    const { size } = headAt(record, random.below(record.heads.length - 1));
    return {
      forge: (forger) => forger.does('delete from record_checkpoint where size > $1', [size]),
      found: { says: /beyond/, position: size },
    };
  },
  'every head gone': () => ({
    forge: (forger) => forger.does('delete from record_checkpoint'),
    found: { says: /beyond/, position: 0 },
  }),
  'a head of more than there is, by another key': (record, random) => {
    const head = { size: record.size + random.between(1, 99), root: random.bytes(32) };
    return { forge: (forger) => added(forger, head, stranger.privateKey), found: { says: /not signed/ } };
  },
  'a head of more than there is, by our key': (record, random) => {
    const head = { size: record.size + random.between(1, 99), root: random.bytes(32) };
    return { forge: (forger) => added(forger, head, record.signer), found: { says: /cut off/, position: record.size } };
  },
  'the root of another size, by our key': (record, random) => {
    const sizes = record.heads.map(({ size }) => size);
    const places = Array.from({ length: record.size }, (_, place) => place + 1).filter((size) => !sizes.includes(size));
    const head = { size: random.of(places), root: headAt(record, someHead(record, random)).root };
    return {
      forge: (forger) => added(forger, head, record.signer),
      found: { says: /are not those/, within: [record.batchOf(head.size)[0], head.size - 1] },
    };
  },
  'cut off with the heads': (record, random) => {
    const { size } = headAt(record, random.below(record.heads.length - 1));
    return {
      forge: async (forger) => {
        await endCutOff(forger, size);
        await forger.does('delete from record_checkpoint where size > $1', [size]);
      },
      heads: [record.newest.note],
      found: { says: /cut off/, position: size },
    };
  },
  'cut off and grown again with our key': (record, random) => {
    const index = random.below(record.heads.length - 1);
    const { size } = headAt(record, index);
    return {
      forge: async (forger) => {
        await forger.client.query('update record_leaf set position = -1000 - position where position >= $1', [size]);
        await forger.client.query('update record_leaf set position = position + 1000 + $1 where position < 0', [
          size + record.size - 1,
        ]);
        const anew = Array.from({ length: record.size }, (_, place) => place + 1).filter((place) => place >= size);
        await signedAnew(forger, record.signer, [
          ...record.heads.filter((head) => head.size <= size).map((head) => head.size),
          ...anew,
        ]);
      },
      heads: [record.newest.note],
      // Only heads that were kept say which of two histories was there first.
      found: { says: /two heads of 40/, position: 0 },
    };
  },
  'a second history under our key': (record, random) => {
    const position = record.place(random);
    return {
      forge: async (forger) => {
        await changedWithItsLeaf(forger, position);
        await signedAnew(forger, record.signer);
      },
      heads: [record.newest.note],
      found: { says: /two heads of 40/, position: 0 },
    };
  },
  'a second history under our key, to who kept many heads': (record, random) => {
    const position = record.place(random);
    return {
      forge: async (forger) => {
        await changedWithItsLeaf(forger, position);
        await signedAnew(forger, record.signer);
      },
      heads: record.heads.map(({ note }) => note),
      found: { says: /two heads/, position: record.batchOf(position)[0] },
    };
  },
  'a second history under our key, with heads of other sizes': (record, random) => {
    const position = record.place(random);
    const kept = headAt(record, random.below(record.heads.length - 1));
    const sizes = [kept.size - 1, kept.size + 1, record.size].filter((size) => size > 0);
    const seen = position < kept.size;
    return {
      forge: async (forger) => {
        await changedWithItsLeaf(forger, position);
        await signedAnew(forger, record.signer, sizes);
      },
      heads: [kept.note, record.newest.note],
      found: seen ? { says: /from position 0 on/ } : { says: /two heads of 40/, position: kept.size },
    };
  },
};

/** What the auditor brings along is looked at as closely as what the database holds. */
export const broughtAlong: Record<string, Forgery> = {
  'a kept head by another key': (record) => ({
    heads: [checkpointOf(record.newest, stranger.privateKey)],
    found: { says: /kept outside .* not signed/ },
  }),
  'a kept head of another log': (record) => ({
    heads: [signedNote(textOf(record.newest, 'elsewhere.example/record'), ORIGIN, record.signer)],
    found: { says: /kept outside .* not signed/ },
  }),
  'a kept head with one letter changed': (record, random) => {
    const { note } = headAt(record, someHead(record, random));
    const place = random.below(note.length - 5);
    return {
      heads: [`${note.slice(0, place)}·${note.slice(place + 1)}`],
      found: { says: /kept outside .* not signed/ },
    };
  },
  'a kept head of a record that had more': (record, random) => ({
    heads: [checkpointOf({ size: record.size + random.between(1, 1e6), root: random.bytes(32) }, record.signer)],
    found: { says: /cut off/, position: record.size },
  }),
  'a kept head of another history': (record, random) => {
    const size = random.between(1, record.size);
    return {
      heads: [checkpointOf({ size, root: random.bytes(32) }, record.signer)],
      found: { says: /two heads|are not those/ },
    };
  },
  'a kept head of an empty record that was none': (record, random) => ({
    heads: [checkpointOf({ size: 0, root: random.bytes(32) }, record.signer)],
    found: { says: /two heads of 0/, position: 0 },
  }),
  'the record of another key': () => ({ key: stranger.publicKey, found: { says: /not signed/ } }),
};

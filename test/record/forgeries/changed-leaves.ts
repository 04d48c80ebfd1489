import { leafOf } from '../sealed-record.js';
import type { Forger, Forgery } from './forgery.js';
import type { KnownRecord } from './known-record.js';

/** Leaves take each other's place: what stood at `origins[i]` stands at `places[i]`. */
const rearranged = (forger: Forger, places: readonly number[], origins: readonly number[]): Promise<void> =>
  forger.does(
    `update record_leaf a set entry_id = b.entry_id, referral_id = b.referral_id, at = b.at, hash = b.hash
     from record_leaf b, unnest($1::bigint[], $2::bigint[]) as moved (place, origin)
     where a.position = moved.place and b.position = moved.origin`,
    [places, origins],
  );

/** The places of a batch of more than one, some chosen one. */
function batch(record: KnownRecord, from: (length: number) => number): number[] {
  const long = record.heads.map(({ size }) => record.batchOf(size - 1)).filter(([first, last]) => last > first);
  const [first, last] = long[from(long.length)] ?? [0, 0];
  return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}

/** A batch is sealed in the order of its transactions, so that the first which does not stand so is named. */
const mixed =
  (order: (places: number[], random: Parameters<Forgery>[1]) => number[]): Forgery =>
  (record, random) => {
    const places = batch(record, (length) => random.below(length));
    const origins = order(places, random);
    const position = places.find((place, step) => origins[step] !== place) as number;
    return { forge: (forger) => rearranged(forger, places, origins), found: { says: /order/, position } };
  };

/** The order in which entries were sealed, and what each hashed to then. */
export const changedLeaves: Record<string, Forgery> = {
  'one bit of a hash': (record, random) => {
    const [position, bit] = [record.place(random), random.below(256)];
    return {
      forge: (forger) =>
        forger.does('update record_leaf set hash = set_bit(hash, $1, 1 - get_bit(hash, $1)) where position = $2', [
          bit,
          position,
        ]),
      found: { says: /changed/, position, entryId: record.entry(position).id },
    };
  },
  'no hash': (record, random) => {
    const position = record.place(random);
    const none = random.of([`''`, 'null']);
    return {
      forge: async (forger) => {
        await forger.alters('alter table record_leaf alter hash drop not null');
        await forger.does(`update record_leaf set hash = ${none} where position = $1`, [position]);
      },
      found: { says: /changed/, position },
    };
  },
  'hashes exchanged': (record, random) => {
    const [one, other] = random.two(record.size);
    return {
      forge: (forger) =>
        forger.does(
          `update record_leaf a set hash = b.hash from record_leaf b where (a.position, b.position) in (($1, $2), ($2, $1))`,
          [one, other],
        ),
      found: { says: /changed/, position: one },
    };
  },
  'an entry changed, and its leaf with it': (record, random) => {
    const position = record.place(random);
    const { id } = record.entry(position);
    return {
      forge: async (forger) => {
        await forger.does(`update record_entry set action = 'close' where id = $1`, [id]);
        await forger.does('update record_leaf set hash = $1 where position = $2', [
          await leafOf(forger.client, id),
          position,
        ]);
      },
      // Every leaf fits its entry: which of the batch is not the one that was sealed, no hash that is left can tell.
      found: { within: record.batchOf(position) },
    };
  },
  'a leaf of another entry, its hash left': (record, random) => {
    const [one, other] = random.two(record.size);
    const [position, origin] = random.of([
      [one, other],
      [other, one],
    ] as const);
    return {
      forge: (forger) =>
        forger.does(
          `update record_leaf a set entry_id = b.entry_id, referral_id = b.referral_id, at = b.at from record_leaf b
           where a.position = $1 and b.position = $2`,
          [position, origin],
        ),
      found: { says: /changed/, position, entryId: record.entry(origin).id },
    };
  },
  'one leaf twice, in the place of another': (record, random) => {
    const [one, other] = random.two(record.size);
    const [position, origin] = random.of([
      [one, other],
      [other, one],
    ] as const);
    return {
      forge: (forger) => rearranged(forger, [position], [origin]),
      found: { within: record.batchOf(position) },
    };
  },
  'one leaf twice, the others moved on': (record, random) => {
    const position = random.below(record.size - 1);
    const places = Array.from({ length: record.size - 1 - position }, (_, step) => position + 1 + step);
    return {
      forge: (forger) =>
        rearranged(
          forger,
          places,
          places.map((place) => place - 1),
        ),
      // The second of the two is the first that is bad, unless it begins the next batch.
      found: { within: record.batchOf(position + 1) },
    };
  },
  'two that changed places': (record, random) => {
    const [one, other] = random.two(record.size);
    return {
      forge: (forger) => rearranged(forger, [one, other], [other, one]),
      // As the last of its batch it stands in order still; then only the batch is known.
      found: one === record.batchOf(one)[1] ? { within: record.batchOf(one) } : { position: one },
    };
  },
  'a batch mixed': mixed((places, random) => {
    for (;;) {
      const order = random.shuffled(places);
      if (order.some((origin, step) => origin !== places[step])) return order;
    }
  }),
  'a batch backwards': mixed((places) => [...places].reverse()),
  'a batch turned round': mixed((places, random) => {
    const by = random.between(1, places.length - 1);
    return [...places.slice(by), ...places.slice(0, by)];
  }),
  'two batches that changed places': (record) => {
    const [first, second] = [record.batchOf(14), record.batchOf(27)];
    const span = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, step) => from + step);
    const places = span(first[0], second[1]);
    return {
      forge: (forger) => rearranged(forger, places, [...span(...second), ...span(...first)]),
      found: { within: first },
    };
  },
  'a gap': (record, random) => {
    const [position, by] = [record.place(random), random.between(1, 100)];
    return {
      forge: async (forger) => {
        await forger.does('update record_leaf set position = -1000 - position where position >= $1', [position]);
        await forger.does('update record_leaf set position = -1000 - position + $1 where position < 0', [by]);
      },
      found: { says: /missing|cut off/, position },
    };
  },
  'the first place left empty': (record) => ({
    forge: async (forger) => {
      await forger.does('update record_leaf set position = -1000 - position');
      await forger.does('update record_leaf set position = -1000 - position - 1');
    },
    found: { says: /where none can/, position: -1, entryId: record.entry(0).id },
  }),
  'the end cut off': (record, random) => {
    const position = record.place(random);
    return {
      forge: (forger) => forger.does('delete from record_leaf where position >= $1', [position]),
      found: { says: /cut off/, position },
    };
  },
  'the end cut off with its entries': (record, random) => {
    const position = record.place(random);
    return { forge: (forger) => endCutOff(forger, position), found: { says: /cut off/, position } };
  },
  'everything gone but the heads': () => ({
    forge: (forger) => endCutOff(forger, 0),
    found: { says: /cut off/, position: 0 },
  }),
};

export async function endCutOff(forger: Forger, position: number): Promise<void> {
  await forger.does('delete from record_entry where id in (select entry_id from record_leaf where position >= $1)', [
    position,
  ]);
  await forger.does('delete from record_leaf where position >= $1', [position]);
}

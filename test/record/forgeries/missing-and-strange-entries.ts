import type { Forger, Forgery } from './forgery.js';
import { leafOf } from '../sealed-record.js';

const entryGone = (forger: Forger, positions: readonly number[]): Promise<void> =>
  forger.does('delete from record_entry where id = any ($1)', [positions.map((position) => forger.entry(position).id)]);
const leafGone = (forger: Forger, position: number): Promise<void> =>
  forger.does('delete from record_leaf where position = $1', [position]);

/** Leaves from a position on move by some places. Through the negatives: each place is taken once at any moment. */
async function moved(forger: Forger, from: number, by: number): Promise<void> {
  await forger.client.query('update record_leaf set position = -1000 - position where position >= $1', [from]);
  await forger.client.query('update record_leaf set position = -1000 - position + $1 where position <= -1000', [by]);
}

/** One more entry like a sealed one, with its transaction, and what is different about it. */
async function inserted(forger: Forger, like: number, id: string, other: Record<string, string> = {}): Promise<void> {
  const columns =
    'referral_id, id, at, operation, actor_id, actor_kind, actor_name, agency_id, purpose, action, tx'.split(', ');
  const values = columns.map((column) => other[column] ?? (column === 'id' ? `'${id}'` : `e.${column}`));
  await forger.does(
    `insert into record_entry (${columns.join()}) select ${values.join()} from record_entry e where e.id = $1`,
    [forger.entry(like).id],
  );
}

const givenALeaf = async (forger: Forger, id: string, position: number): Promise<void> =>
  forger.does(
    'insert into record_leaf (position, referral_id, entry_id, at, hash) select $1, referral_id, id, at, $2 from record_entry where id = $3',
    [position, await leafOf(forger.client, id), id],
  );

/** An entry that stands without a leaf, though its transaction was sealed: it has no position, so that its id is named alone. */
const stranger =
  (other: Record<string, string> = {}, having?: string): Forgery =>
  (record, random) => {
    const [like, id] = [record.place(random), random.uuid()];
    return {
      forge: async (forger) => {
        if (having) await forger.alters(having);
        await inserted(forger, like, id, other);
      },
      found: { says: /inserted/, entryId: id },
    };
  };

/** A second entry under a sealed one's id: whoever looks for a leaf by the id alone takes it for sealed. */
const double =
  (other: Record<string, string>): Forgery =>
  (record, random) => {
    const like = record.place(random);
    const { id } = record.entry(like);
    return { forge: (forger) => inserted(forger, like, id, other), found: { says: /inserted/, entryId: id } };
  };

/** What was taken out of the record, and what was put in. */
export const missingAndStrangeEntries: Record<string, Forgery> = {
  'removed, its leaf left': (record, random) => {
    const position = record.place(random);
    return {
      forge: (forger) => entryGone(forger, [position]),
      found: { says: /removed/, position, entryId: record.entry(position).id },
    };
  },
  'removed with its leaf': (record, random) => {
    const position = record.place(random);
    return {
      forge: async (forger) => {
        await entryGone(forger, [position]);
        await leafGone(forger, position);
      },
      found: { position },
    };
  },
  'removed and the others moved up': (record, random) => {
    const position = random.below(record.size - 1);
    return {
      forge: async (forger) => {
        await entryGone(forger, [position]);
        await leafGone(forger, position);
        await moved(forger, position + 1, -1);
      },
      found: { within: record.batchOf(position) },
    };
  },
  'removed in many places': (record, random) => {
    const positions = Array.from({ length: 5 }, () => record.place(random)).sort((a, b) => a - b);
    return { forge: (forger) => entryGone(forger, positions), found: { position: positions[0] } };
  },
  'everything of one person removed': (record, random) => {
    const hidden = record.entry(record.place(random)).referral_id;
    const position = record.entries.findIndex((entry) => entry.referral_id === hidden);
    return {
      forge: (forger) => forger.does('delete from record_entry where referral_id = $1', [hidden]),
      found: { position },
    };
  },
  'a month taken away': (record, random) => {
    const month = record.entry(record.place(random)).at.toISOString().slice(0, 7);
    return {
      forge: (forger) =>
        forger.alters(`alter table record_entry detach partition record_entry_${month.replace('-', '_')}`),
      found: {
        says: /removed/,
        position: record.entries.findIndex(({ at }) => at.toISOString().startsWith(month)),
      },
    };
  },
  'removed, and another in its place': (record, random) => {
    const [position, id] = [record.place(random), random.uuid()];
    return {
      forge: async (forger) => {
        await inserted(forger, position, id);
        await entryGone(forger, [position]);
        await forger.does('update record_leaf set entry_id = $1 where position = $2', [id, position]);
      },
      found: { says: /changed/, position },
    };
  },
  'removed, and another in its place with a leaf of its own': (record, random) => {
    const [position, id] = [record.place(random), random.uuid()];
    return {
      forge: async (forger) => {
        await inserted(forger, position, id);
        await entryGone(forger, [position]);
        await leafGone(forger, position);
        await givenALeaf(forger, id, position);
      },
      found: { within: record.batchOf(position) },
    };
  },
  'inserted among those that were sealed': stranger(),
  'inserted with a transaction that never was': stranger({ tx: `'9223372036854775807'` }),
  'inserted with no transaction': stranger({ tx: 'null' }, 'alter table record_entry alter tx drop not null'),
  'inserted under a sealed one’s id, a moment later': double({ at: `e.at + interval '1 second'` }),
  'inserted under a sealed one’s id, in another month': double({ at: `e.at + interval '50 years'` }),
  'inserted under a sealed one’s id, on another referral': double({ referral_id: 'gen_random_uuid()' }),
  'inserted with a leaf, the others moved on': (record, random) => {
    const [position, like, id] = [record.place(random), record.place(random), random.uuid()];
    return {
      forge: async (forger) => {
        await inserted(forger, like, id);
        await moved(forger, position, 1);
        await givenALeaf(forger, id, position);
      },
      found: { within: record.batchOf(position) },
    };
  },
  'inserted behind the last head': (record, random) => {
    const [like, id] = [record.place(random), random.uuid()];
    return {
      forge: async (forger) => {
        await inserted(forger, like, id);
        await givenALeaf(forger, id, record.size);
      },
      found: { says: /beyond/, position: record.size },
    };
  },
  'inserted far behind the last head': (record, random) => {
    const [like, id, position] = [record.place(random), random.uuid(), record.size + random.between(1, 1e9)];
    return {
      forge: async (forger) => {
        await inserted(forger, like, id);
        await givenALeaf(forger, id, position);
      },
      found: { says: /beyond/, position },
    };
  },
  'inserted before the first place': (record, random) => {
    const [like, id, position] = [record.place(random), random.uuid(), -random.between(1, 1e9)];
    return {
      forge: async (forger) => {
        await inserted(forger, like, id);
        await givenALeaf(forger, id, position);
      },
      found: { says: /where none can/, position, entryId: id },
    };
  },
  'inserted at a place that is taken': (record, random) => {
    const [like, id, position] = [record.place(random), random.uuid(), record.place(random)];
    return {
      forge: async (forger) => {
        await forger.alters('alter table record_leaf drop constraint record_leaf_pkey');
        await inserted(forger, like, id);
        await givenALeaf(forger, id, position);
      },
      // Which of the two comes first is the database's choice: the stranger, and its batch is bad, or the other.
      found: { within: [record.batchOf(position)[0], record.batchOf(position)[1]] },
    };
  },
};

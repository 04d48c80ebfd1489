import type { Forger, Forgery } from './forgery.js';
import type { KnownEntry } from './known-record.js';
import type { Random } from './random.js';

interface Change {
  set: string | ((random: Random, entry: KnownEntry) => string);
  /** Which entries it changes at all. */
  of?: (entry: KnownEntry) => boolean;
  /** What the table's own rules do not allow and its owner does all the same. */
  having?: string;
  /** Whether the leaf is made to point to where the entry stands now; its hash stays. */
  leafFollows?: boolean;
}

/** One column of one entry somewhere: that entry is named. */
const changed =
  ({ set, of, having, leafFollows = false }: Change): Forgery =>
  (record, random) => {
    const position = record.place(random, of);
    const entry = record.entry(position);
    const assignment = typeof set === 'string' ? set : set(random, entry);
    return {
      forge: async (forger) => {
        if (having) await forger.alters(having);
        if (leafFollows)
          await forger.does(
            `with moved as (update record_entry set ${assignment} where id = $1 returning referral_id, id, at)
             update record_leaf l set referral_id = moved.referral_id, entry_id = moved.id, at = moved.at from moved where l.entry_id = $1`,
            [entry.id],
          );
        else await forger.does(`update record_entry set ${assignment} where id = $1`, [entry.id]);
      },
      found: { position, ...(leafFollows ? {} : { entryId: entry.id }) },
    };
  };

const ANOTHER_MONTH = `at = case when at < date_trunc('month', now()) then at + interval '40 days' else at - interval '40 days' end`;
const another = (column: string) => (random: Random) => `${column} = '${random.uuid()}'`;
const two = (list: readonly unknown[]): boolean => list.length === 2;
const some = (list: readonly unknown[]): boolean => list.length > 0;

/** Every field of an entry, in every way that could look like the same to a careless reader. */
export const changedEntries: Record<string, Forgery> = {
  'another operation': changed({
    set: `operation = case operation when 'ERASURE' then 'COLLECTION' else 'ERASURE' end`,
  }),
  'another actor': changed({ set: another('actor_id') }),
  'a machine for a person': changed({
    set: `actor_kind = case actor_kind when 'CLIENT' then 'PERSON' else 'CLIENT' end`,
  }),
  'another name': changed({ set: `actor_name = 'Somebody else'` }),
  'a name taken away': changed({ set: 'actor_name = null', of: (entry) => entry.actor_name !== null }),
  'an empty name for none': changed({ set: `actor_name = ''`, of: (entry) => entry.actor_name === null }),
  'a name in another Unicode form': changed({
    set: 'actor_name = normalize(actor_name, nfd)',
    of: (entry) => entry.actor_name === 'Zoë Demo',
  }),
  'another agency': changed({ set: another('agency_id') }),
  'an agency taken away': changed({ set: 'agency_id = null', of: (entry) => entry.agency_id !== null }),
  'on behalf of nobody and of an empty name': changed({
    set: `on_behalf_of = case when on_behalf_of is null then '' end`,
    of: (entry) => !entry.on_behalf_of,
  }),
  'on behalf of somebody else': changed({ set: `on_behalf_of = 'B. Lead'` }),
  'another purpose': changed({ set: `purpose = 'oversight'` }),
  'another action': changed({ set: `action = 'close'` }),
  'an invisible letter': changed({ set: `action = action || chr(8203)` }),
  'a letter that looks alike': changed({ set: `action = replace(replace(action, 'o', chr(1086)), 'a', chr(1072))` }),
  'a space at the end': changed({ set: `purpose = purpose || ' '` }),
  'a person added': changed({ set: `person_ids = person_ids || gen_random_uuid()` }),
  'a person taken out': changed({ set: 'person_ids = person_ids[2:]', of: (entry) => some(entry.person_ids) }),
  'persons in another order': changed({
    set: 'person_ids = array[person_ids[2], person_ids[1]]',
    of: (entry) => two(entry.person_ids),
  }),
  'a referral added': changed({ set: `referral_ids = referral_ids || gen_random_uuid()` }),
  'a referral taken out': changed({ set: `referral_ids = referral_ids[2:]`, of: (entry) => some(entry.referral_ids) }),
  'a section hidden': changed({ set: `sections = sections[2:]`, of: (entry) => some(entry.sections) }),
  'a section named twice': changed({ set: `sections = sections || sections[1]`, of: (entry) => some(entry.sections) }),
  'a list within a list': changed({ set: `sections = array[sections]`, of: (entry) => some(entry.sections) }),
  'a list with nothing in it for an empty one': changed({
    set: `recipients = array[null]::uuid[]`,
    of: (entry) => !some(entry.recipients),
  }),
  'no list for an empty one': changed({
    set: `recipients = null`,
    of: (entry) => !some(entry.recipients),
    having: 'alter table record_entry alter recipients drop not null',
  }),
  'a recipient hidden': changed({ set: `recipients = '{}'`, of: (entry) => some(entry.recipients) }),
  'a recipient added': changed({ set: `recipients = recipients || gen_random_uuid()` }),
  'nothing for an empty detail': changed({ set: `detail = 'null'`, of: (entry) => entry.detail === '{}' }),
  'a list for an empty detail': changed({ set: `detail = '[]'`, of: (entry) => entry.detail === '{}' }),
  'a member of the detail that says nothing': changed({ set: `detail = detail || '{"x": null}'` }),
  'a word for a number in the detail': changed({
    set: `detail = jsonb_set(detail, '{count}', to_jsonb(detail->>'count'))`,
    of: (entry) => entry.detail.includes('count'),
  }),
  'the last digit of a long number': changed({
    set: `detail = jsonb_set(detail, '{number}', '90071992547409930')`,
    of: (entry) => entry.detail.includes('number'),
  }),
  'a member deep in the detail': changed({
    set: `detail = jsonb_set(detail, '{inner,a}', 'null')`,
    of: (entry) => entry.detail.includes('inner'),
  }),
  'a microsecond later': changed({ set: `at = at + interval '1 microsecond'` }),
  'a microsecond later, with its leaf': changed({ set: `at = at + interval '1 microsecond'`, leafFollows: true }),
  'moved to another month': changed({ set: ANOTHER_MONTH }),
  'moved to another month, with its leaf': changed({ set: ANOTHER_MONTH, leafFollows: true }),
  'moved to the same day before Christ': changed({
    set: `at = (to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' UTC BC')::timestamptz`,
    leafFollows: true,
  }),
  'moved to the end of all time': changed({ set: `at = 'infinity'`, leafFollows: true }),
  'moved to another referral': changed({ set: another('referral_id') }),
  'moved to another referral, with its leaf': changed({ set: another('referral_id'), leafFollows: true }),
  'under another id': changed({ set: another('id') }),
  'under another id, with its leaf': changed({ set: another('id'), leafFollows: true }),
  'what two say exchanged': (record, random) => {
    const [one, other] = random.two(record.size);
    return {
      forge: (forger) => exchanged(forger, one, other),
      found: { position: one, entryId: record.entry(one).id },
    };
  },
  'many changed at once': (record, random) => {
    const places = Array.from({ length: random.between(2, 9) }, () => record.place(random)).sort((a, b) => a - b);
    return {
      forge: (forger) =>
        forger.does(`update record_entry set purpose = 'none' where id = any ($1)`, [
          places.map((position) => record.entry(position).id),
        ]),
      found: { position: places[0] },
    };
  },
};

const exchanged = (forger: Forger, one: number, other: number): Promise<void> =>
  forger.does(
    `update record_entry a set operation = b.operation, actor_id = b.actor_id, actor_kind = b.actor_kind, actor_name = b.actor_name,
       agency_id = b.agency_id, on_behalf_of = b.on_behalf_of, action = b.action, person_ids = b.person_ids, referral_ids = b.referral_ids,
       sections = b.sections, recipients = b.recipients, detail = b.detail
     from record_entry b where (a.id, b.id) in (($1, $2), ($2, $1))`,
    [forger.entry(one).id, forger.entry(other).id],
  );

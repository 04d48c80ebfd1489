/** A record entry as it is hashed: every field by name, in this order, so that one content has one text. */
export const ENTRY_FIELDS = [
  'referral_id',
  'id',
  'at',
  'operation',
  'actor_id',
  'actor_kind',
  'actor_name',
  'agency_id',
  'on_behalf_of',
  'purpose',
  'action',
  'person_ids',
  'referral_ids',
  'sections',
  'recipients',
  'detail',
] as const;

/** @param entry its detail still as JSON text: reading it as numbers would give two long ones the same hash. */
export function entryText(entry: Readonly<Record<string, unknown>>): Buffer {
  const parts = ENTRY_FIELDS.map((name) => {
    const value = entry[name] ?? null;
    return `["${name}",${name === 'detail' ? detailText(value as string | null) : JSON.stringify(value)}]`;
  });
  return Buffer.from(`[${parts.join(',')}]`);
}

const WORD_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** PostgreSQL keeps no NUL in JSON, so what begins with one can only be a number that stands aside. */
const ASIDE = /"\\u0000([^"]*)"/g;

/** An entry's detail: the same JSON with its keys in order and without spaces, every digit as it stands. */
export function detailText(json: string | null): string {
  if (json === null || json === '{}') return String(json);
  const numbersAside = json.replace(WORD_OR_NUMBER, (part) => (part.startsWith('"') ? part : `"\\u0000${part}"`));
  return JSON.stringify(inOrder(JSON.parse(numbersAside))).replace(ASIDE, '$1');
}

/** The same with the fields of each object in order of their names, so that what is equal is written alike. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  );
}

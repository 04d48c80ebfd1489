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

export function entryText(entry: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(JSON.stringify(ENTRY_FIELDS.map((name) => [name, inOrder(entry[name] ?? null)])), 'utf8');
}

function inOrder(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  );
}

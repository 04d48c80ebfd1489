/**
 * Does it for each, one after the other: one that fails keeps no other waiting.
 * @throws AggregateError with what failed, once the others are done
 */
export async function eachAlone<T>(
  items: Iterable<T> | AsyncIterable<T>,
  nameOf: (item: T) => string,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const failed: { name: string; error: unknown }[] = [];
  for await (const item of items) await act(item).catch((error: unknown) => failed.push({ name: nameOf(item), error }));
  if (failed.length === 0) return;
  const names = new Set(failed.map(({ name }) => name));
  throw new AggregateError(
    failed.map(({ error }) => error),
    `Not done: ${[...names].join(', ')}`,
  );
}

/** Several things, each by its name. */
export const eachNamed = (things: Record<string, () => Promise<unknown>>): Promise<void> =>
  eachAlone(
    Object.entries(things),
    ([name]) => name,
    ([, act]) => act(),
  );

/**
 * Does it for each, one after the other: one that fails keeps no other waiting.
 * @throws AggregateError with what failed, once the others are done
 */
export async function eachAlone<T>(
  items: Iterable<T> | AsyncIterable<T>,
  nameOf: (item: T) => string,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const failed = new Map<string, unknown>();
  for await (const item of items) await act(item).catch((error: unknown) => failed.set(nameOf(item), error));
  if (failed.size > 0) throw new AggregateError(failed.values(), `Not done: ${[...failed.keys()].join(', ')}`);
}

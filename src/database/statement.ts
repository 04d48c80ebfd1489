/** A statement with a name, which PostgreSQL plans once a connection: an unnamed one costs two and a half times as much. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const texts = new Map<string, string>();
/** @throws Error where another statement has that name: a connection that has prepared the one would never carry the other out */
export function named(name: string, text: string): Statement {
  if ((texts.get(name) ?? text) !== text) throw new Error(`Two statements are called ${name}`);
  texts.set(name, text);
  return { name, text };
}

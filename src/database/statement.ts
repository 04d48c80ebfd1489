/** A statement with a name, which PostgreSQL plans once a connection: an unnamed one costs two and a half times as much. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const named = (name: string, text: string): Statement => ({ name, text });

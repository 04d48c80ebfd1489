import pg, { type Connection, type PoolClient, type QueryResult, type Submittable } from 'pg';
import type { Statement } from './statement.js';

/** A statement with what it is asked. */
export interface AskedStatement {
  statement: Statement;
  values: unknown[];
}

/** Which of a failed batch's statements the server has prepared is not known: the session is thrown away. */
export class SessionBroken extends Error {}

/** What `pg` keeps of a session, beside what it declares. */
type Session = Connection & {
  sync(): void;
  stream: { cork(): void; uncork(): void };
  submittedNamedStatements: Record<string, string>;
};
type Answered = (error: Error | null, results?: QueryResult | QueryResult[]) => void;

/**
 * Statements that go to the server in one message and come back in one, as the protocol's pipelines do: after one that fails none of the
 * others is carried out. `pg` waits for each, or ends each by itself, which costs both sides a message and a waking for every statement;
 * everything else here is its own work.
 */
class Batch extends pg.Query {
  /** Those that this session has not prepared yet. */
  readonly isNew: boolean;

  constructor(
    private readonly asked: readonly AskedStatement[],
    session: Session,
    answered: Answered,
  ) {
    super({ text: '' });
    Object.assign(this, { callback: answered });
    this.isNew = asked.some(({ statement: { name } }) => !(name in session.submittedNamedStatements));
  }

  override submit = (connection: Connection): void => {
    const session = connection as Session;
    const quiet = Object.create(session, { sync: { value: () => undefined } }) as Session;
    session.stream.cork();
    for (const { statement, values } of this.asked)
      (new pg.Query({ ...statement, values }) as Submittable).submit(quiet);
    session.sync();
    session.stream.uncork();
  };
}

/**
 * @returns the answer to each
 * @throws SessionBroken  with its cause, when the session must not be used again
 */
export function together(client: PoolClient, asked: readonly AskedStatement[]): Promise<QueryResult[]> {
  const session = (client as unknown as { connection: Session }).connection;
  return new Promise((resolve, reject) => {
    const batch = new Batch(asked, session, (error, results) => {
      if (!error) resolve(Array.isArray(results) ? results : results ? [results] : []);
      else reject(batch.isNew ? new SessionBroken('A session with statements half prepared', { cause: error }) : error);
    });
    client.query(batch);
  });
}

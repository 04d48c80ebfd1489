import type { Connection, PoolClient } from 'pg';

/**
 * Rows as PostgreSQL sends them in `COPY … TO STDOUT (FORMAT BINARY)`, all of them in one piece of memory that is used again and again:
 * the driver's own way, an object a row and a string a column, costs several times what hashing the row does.
 */
export class CopiedBytes {
  bytes = Buffer.alloc(1 << 16);
  length = 0;

  /** @throws the database's fault, as from any statement. */
  async read(client: PoolClient, select: string): Promise<void> {
    this.length = 0;
    await new Promise<void>((resolve, reject) => {
      client.query(new CopyOut(`copy (${select}) to stdout (format binary)`, this, resolve, reject));
    });
  }

  take(chunk: Buffer): void {
    if (this.length + chunk.length > this.bytes.length) {
      const larger = Buffer.alloc(2 * (this.length + chunk.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.length += chunk.copy(this.bytes, this.length);
  }
}

/** One statement, in the form in which `pg` lets others than itself take part in its protocol. */
class CopyOut {
  constructor(
    private readonly statement: string,
    private readonly into: CopiedBytes,
    private readonly resolve: () => void,
    /** After a fault the driver says nothing more of its statement. */
    readonly handleError: (fault: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.into.take(chunk);
  }

  handleCommandComplete(): void {
    // The session is free again only when it says so.
  }

  handleReadyForQuery(): void {
    this.resolve();
  }
}

/** Before the first row: signature, flags, and the length of an extension that is not there. */
export const COPY_HEADER = 19;

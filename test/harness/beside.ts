import { Database } from '../../src/database/database.js';
import { Handrail, served, type Served } from './http.js';

/** The real server, and a way of one's own to its database, as a command beside it has: for a test that gives commands or does the worker's jobs. */
export class HandrailBeside extends Handrail {
  private constructor(
    served: Served,
    readonly database: Database,
  ) {
    super(served);
  }

  static override async start(env: Readonly<Record<string, string>> = {}): Promise<HandrailBeside> {
    const one = await served(env);
    return new HandrailBeside(one, await Database.open(one.store.databaseUrl));
  }

  override async stop(): Promise<void> {
    await this.database.close();
    await super.stop();
  }
}

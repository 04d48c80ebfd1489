import type { FastifyInstance } from 'fastify';
import { clockAdvance } from '../../src/clocks/clock-command.js';
import type { Database } from '../../src/database/database.js';
import { Application } from '../../src/operations/application.js';
import { type Configuration, readConfiguration } from '../../src/operations/configuration.js';
import { type TestDatabase, testDatabase } from './database.js';
import { demonstration, Handrail } from './http.js';

/** The same server within the test's own process, for a test that reaches into it. */
export class HandrailWithin extends Handrail {
  private constructor(
    store: TestDatabase,
    configuration: Configuration,
    private readonly application: Application,
  ) {
    super({
      store,
      configuration,
      address: application.address,
      advance: (duration) => clockAdvance(application.database, duration),
      close: () => application.close(),
    });
  }

  static override async start(env: Readonly<Record<string, string>> = {}): Promise<HandrailWithin> {
    const store = await testDatabase();
    const configuration = readConfiguration(demonstration(env));
    return new HandrailWithin(store, configuration, await Application.start(configuration, store.databaseUrl));
  }

  get database(): Database {
    return this.application.database;
  }

  /** What listens. */
  get server(): FastifyInstance {
    return this.application.nest.getHttpAdapter().getInstance();
  }
}

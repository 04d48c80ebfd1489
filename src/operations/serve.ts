import { Logger } from '@nestjs/common';
import { compileForAnswering } from './compilation.js';
import { freePort } from '../database/free-port.js';
import { atPort, type Configuration } from './configuration.js';
import { JsonLines } from './logging.js';
import { type OpenedDatabase, openForServer } from './opened-database.js';
import { StopSignal } from './stop-signal.js';

/** Requests and jobs under way get this long to finish once we are asked to stop. */
const PATIENCE_MS = 20_000;

/** Everything, from the database to the last answer: returns when it was asked to stop and nothing of it runs any more. */
export async function serve(given: Configuration): Promise<void> {
  const configuration = given.port === 0 ? atPort(given, await freePort()) : given;
  // Libraries look for their developers' mistakes otherwise: graphql asks of every type whether a second copy of itself made it.
  process.env.NODE_ENV ??= 'production';
  const stop = new StopSignal();
  const log = new JsonLines(configuration.logLevel);
  Logger.overrideLogger(log);
  const opening = openForServer(configuration);
  // Loading the programs takes about as long as making a database, and the database makes itself in a process of its own.
  const loading = programs();
  loading.catch(() => undefined);
  const database = await opening;
  try {
    const { prepareForServing, refuseUnfitForProduction } = await loading;
    if (!stop.isGiven) await prepareForServing(configuration, database);
    if (!stop.isGiven && configuration.mode === 'production') await refuseUnfitForProduction(database.databaseUrl);
    if (!stop.isGiven) await answerUntil(stop, configuration, database, log);
  } finally {
    await database.close();
  }
}

async function programs() {
  return {
    ...(await import('./prepared-database.js')),
    ...(await import('./production-wall.js')),
    ...(await import('./application.js')),
    ...(await import('./greeting.js')),
  };
}

async function answerUntil(
  stop: StopSignal,
  configuration: Configuration,
  database: OpenedDatabase,
  log: JsonLines,
): Promise<void> {
  database.keepAlive((event) => log.warn(WHAT_HAPPENED[event], 'Database'));
  const { Application, greeting } = await programs();
  const application = await Application.start(configuration, database.databaseUrl);
  try {
    compileForAnswering();
    database.announce(application.address);
    log.log({ event: 'ready', address: application.address }, 'Server');
    if (configuration.mode === 'demo' && configuration.role !== 'worker')
      process.stdout.write(await greeting(application.address, application.database));
    log.log({ event: 'stopping', signal: await stop.given }, 'Server');
  } finally {
    await within(PATIENCE_MS, application.close());
  }
}

const WHAT_HAPPENED = {
  died: 'The database died; it is being started again',
  back: 'The database is back',
  lost: 'The database could not be started again',
} as const;

/** A request that never ends does not keep the database from stopping. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}

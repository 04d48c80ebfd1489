import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from '../app.module.js';
import { Database } from '../database/database.js';
import type { Configuration } from './configuration.js';
import { httpEdge, MOST_CONNECTIONS, refuseTooLargeOnceRead } from './http-edge.js';
import { JsonLines } from './logging.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** A server that listens, on a database that is there and migrated. */
export class Application {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly database: Database,
    readonly address: string,
  ) {}

  static async start(configuration: Configuration, databaseUrl: string): Promise<Application> {
    const database = await Database.open(databaseUrl);
    let nest: NestFastifyApplication | undefined;
    try {
      // Who still has a connection during a stop gets an answer, not the server's own 503: the database goes last.
      const adapter = new FastifyAdapter({
        ...httpEdge,
        forceCloseConnections: 'idle',
        return503OnClosing: false,
      });
      nest = await NestFactory.create<NestFastifyApplication>(AppModule.of(configuration, database), adapter, {
        logger: new JsonLines(configuration.logLevel),
        abortOnError: false,
      });
      adapter.getInstance().server.maxConnections = MOST_CONNECTIONS;
      measure(adapter.getInstance(), nest.get(Metrics));
      refuseTooLargeOnceRead(adapter.getInstance());
      await nest.listen(configuration.port, configuration.host);
      return new Application(nest, database, addressOf(adapter.getInstance(), configuration.host));
    } catch (error) {
      await nest?.close().catch(() => undefined);
      await database.close();
      throw portTaken(error, configuration);
    }
  }

  /** Takes no new request, finishes those under way, lets the worker end its job, and only then lets go of the database. */
  async close(): Promise<void> {
    this.nest.get(Readiness).stop();
    await this.nest.getHttpAdapter().getInstance().close();
    await this.nest.close();
    await this.database.close();
  }
}

function measure(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}

function addressOf(server: FastifyInstance, host: string): string {
  const bound = server.addresses().find((one) => typeof one !== 'string');
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${bound?.port ?? ''}`;
}

function portTaken(error: unknown, { port, host }: Configuration): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new Error(`Port ${port} on ${host} is taken by another program. Stop that one, or set PORT to a free port.`);
  if (code === 'EACCES') return new Error(`Port ${port} is for privileged programs. Set PORT to 1024 or above.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error('HOST names no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them.');
  return error;
}

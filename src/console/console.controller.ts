import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, HttpCode, NotFoundException, type OnModuleInit, Param, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Configuration } from '../operations/configuration.js';
import { explorerPage, explorerScript } from './explorer-page.js';
import { pageHeaders } from './page.js';
import { pathwayDocument } from './pathway-documents.js';
import { startPage } from './start-page.js';

const { resolve } = createRequire(import.meta.url);
const builtBy = (library: string, file: string): string => join(dirname(resolve(`${library}/package.json`)), file);
const FILES = new Map([
  ['graphiql.js', builtBy('graphiql', 'graphiql.min.js')],
  ['graphiql.css', builtBy('graphiql', 'graphiql.min.css')],
  ['react.js', builtBy('react', 'umd/react.production.min.js')],
  ['react-dom.js', builtBy('react-dom', 'umd/react-dom.production.min.js')],
]);
const typeOf = (file: string): string => (file.endsWith('.css') ? 'text/css' : 'text/javascript');

/** What a browser gets: the start page, and the explorer where programs find the API. */
@Controller()
export class ConsoleController implements OnModuleInit {
  constructor(
    private readonly configuration: Configuration,
    private readonly host: HttpAdapterHost,
  ) {}

  /** A browser that opens `/graphql` asks for HTML; everything else there is GraphQL, and no cache keeps an answer. */
  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onRequest', (request, reply, done) => {
      const wantsPage =
        request.method === 'GET' && request.url === '/graphql' && request.headers.accept?.includes('text/html');
      if (request.url.startsWith('/graphql'))
        void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      if (!wantsPage) return done();
      void reply.headers(pageHeaders).send(explorerPage(this.offersSignIns));
    });
  }

  @Get()
  start(@Res() reply: FastifyReply): void {
    void reply.headers(pageHeaders).send(startPage(this.offersSignIns));
  }

  /** Pages name their own icon; a browser that shows the schema asks here. */
  @Get('favicon.ico')
  @HttpCode(204)
  icon(): void {
    return undefined;
  }

  /** Markdown, which a browser shows as it is. */
  @Get('pathways/:key')
  async pathway(@Param('key') key: string, @Res() reply: FastifyReply): Promise<void> {
    const text = pathwayDocument(key);
    if (text === undefined) throw new NotFoundException();
    await reply.headers({ ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' }).send(text);
  }

  @Get('explorer/:file')
  async explorer(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const path = FILES.get(file);
    if (!path && file !== 'explorer.js') throw new NotFoundException();
    const text = path ? await readFile(path, 'utf8') : explorerScript;
    await reply
      .headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' })
      .type(`${typeOf(file)}; charset=utf-8`)
      .send(text);
  }

  private get offersSignIns(): boolean {
    return this.configuration.mode === 'demo' && this.configuration.demoIssuer;
  }
}

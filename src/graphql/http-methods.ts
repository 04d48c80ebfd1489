import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { faultOf } from '../errors/http-fault.js';

const GRAPHQL = /^\/graphql(\?|$)/;
const METHODS = ['GET', 'POST'];

/** GraphQL is asked with two methods of HTTP. Any other is refused before anything is read, in the form of every other refusal. */
@Injectable()
export class HttpMethods implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onRequest', (request, reply, done) => {
      if (!GRAPHQL.test(request.url) || METHODS.includes(request.method)) return done();
      void reply
        .status(405)
        .headers({ allow: METHODS.join(', '), 'content-type': 'application/json; charset=utf-8' })
        .send({ errors: [faultOf(405)] });
    });
  }
}

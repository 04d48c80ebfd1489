import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { Database } from '../database/database.js';
import { Authentication } from '../identity/authentication.js';
import { IdentityModule } from '../identity/identity.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { actionMutations } from './action-mutations.js';
import { errorAnswer } from './error-answers.js';
import { HttpMethods } from './http-methods.js';
import { limits, MOST_TOKENS } from './limits.js';
import { NoticesResolver } from './notices.resolver.js';
import { ReadingResolver } from './reading.resolver.js';
import type { RequestContext } from './request-context.js';
import { requestPlugin } from './request-plugin.js';
import { RequestRate } from './request-rate.js';
import { SchemaController } from './schema.controller.js';
import { DateScalar, DateTimeScalar } from './scalars.js';
import { StrangerRate } from './stranger-rate.js';

@Module({
  imports: [
    ConsoleModule,
    IdentityModule,
    OutboxModule,
    ReferralsModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [IdentityModule],
      inject: [Authentication, Database],
      useFactory: (authentication: Authentication, database: Database): ApolloDriverConfig => ({
        autoSchemaFile: true,
        path: '/graphql',
        playground: false,
        introspection: true,
        includeStacktraceInErrorResponses: false,
        buildSchemaOptions: { numberScalarMode: 'integer', noDuplicatedFields: true },
        formatError: errorAnswer,
        validationRules: [...limits],
        persistedQueries: false,
        parseOptions: { maxTokens: MOST_TOKENS },
        // Nothing here may be kept by a cache; the plugin that would say so costs a fifth of a page.
        plugins: [
          ApolloServerPluginCacheControlDisabled(),
          requestPlugin(authentication, new RequestRate(database.workerPool)),
        ],
        context: (request: FastifyRequest): RequestContext => ({ authorization: request.headers.authorization }),
      }),
    }),
  ],
  controllers: [SchemaController],
  providers: [
    NoticesResolver,
    ReadingResolver,
    actionMutations(),
    DateScalar,
    DateTimeScalar,
    HttpMethods,
    StrangerRate,
  ],
})
export class GraphqlRoom {}

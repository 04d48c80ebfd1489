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
import { RecordModule } from '../record/record.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { SharingModule } from '../sharing/sharing.module.js';
import { CompiledExecution } from './compiled-execution.js';
import { errorAnswer } from './error-answers.js';
import { HttpMethods } from './http-methods.js';
import { limits, MOST_TOKENS } from './limits.js';
import type { RequestContext } from './request-context.js';
import { requestPlugin } from './request-plugin.js';
import { RequestRate } from './request-rate.js';
import { resolvers, scalars } from './resolvers.js';
import { SchemaController } from './schema.controller.js';
import { SCHEMA_OPTIONS } from './sdl.js';
import { StrangerRate } from './stranger-rate.js';

@Module({
  imports: [
    ConsoleModule,
    IdentityModule,
    OutboxModule,
    RecordModule,
    ReferralsModule,
    SharingModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [IdentityModule],
      inject: [Authentication, Database],
      useFactory: (authentication: Authentication, database: Database): ApolloDriverConfig => ({
        ...compiledExecution(),
        autoSchemaFile: true,
        path: '/graphql',
        playground: false,
        introspection: true,
        includeStacktraceInErrorResponses: false,
        // Asking all of the schema of itself is for `derive`, which fails the build; here it would take a fifth of a start.
        buildSchemaOptions: { ...SCHEMA_OPTIONS, skipCheck: true },
        formatError: errorAnswer,
        validationRules: [...limits],
        persistedQueries: false,
        // Nothing that a resolver throws names a status; what the request's plugin says of a whole answer stands.
        preserveHttpStatusForExecutionErrors: false,
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
  providers: [...resolvers, ...scalars, HttpMethods, StrangerRate],
})
export class GraphqlRoom {}

function compiledExecution(): Pick<ApolloDriverConfig, 'transformSchema'> {
  const { gateway, transformSchema } = new CompiledExecution();
  return Object.assign({ transformSchema }, { gateway });
}

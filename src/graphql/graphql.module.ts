import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { Authentication } from '../identity/authentication.js';
import { IdentityModule } from '../identity/identity.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { actionMutations } from './action-mutations.js';
import { errorAnswer } from './error-answers.js';
import { ReadingResolver } from './reading.resolver.js';
import type { RequestContext } from './request-context.js';
import { requestPlugin } from './request-plugin.js';
import { DateScalar, DateTimeScalar } from './scalars.js';

@Module({
  imports: [
    IdentityModule,
    ReferralsModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [IdentityModule],
      inject: [Authentication],
      useFactory: (authentication: Authentication): ApolloDriverConfig => ({
        autoSchemaFile: true,
        path: '/graphql',
        playground: false,
        introspection: true,
        includeStacktraceInErrorResponses: false,
        buildSchemaOptions: { numberScalarMode: 'integer', noDuplicatedFields: true },
        formatError: errorAnswer,
        // Nothing here may be kept by a cache; the plugin that would say so costs a fifth of a page.
        plugins: [requestPlugin(authentication), { serverWillStart: () => Promise.resolve() }],
        context: (request: FastifyRequest): RequestContext => ({ authorization: request.headers.authorization }),
      }),
    }),
  ],
  providers: [ReadingResolver, actionMutations(), DateScalar, DateTimeScalar],
})
export class GraphqlRoom {}

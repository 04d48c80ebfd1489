import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { printSchema } from 'graphql';
import { resolvers, scalars } from './resolvers.js';

/** How the classes' types become the schema's, also where the server builds it. */
export const SCHEMA_OPTIONS = { numberScalarMode: 'integer', noDuplicatedFields: true } as const;

/** The schema in words, as it is committed and served; needs no database. */
export async function schemaText(): Promise<string> {
  const app = await NestFactory.create(GraphQLSchemaBuilderModule, new FastifyAdapter(), { logger: false });
  await app.init();
  const schema = await app.get(GraphQLSchemaFactory).create(resolvers, scalars, SCHEMA_OPTIONS);
  await app.close();
  return `${printSchema(schema)}\n`;
}

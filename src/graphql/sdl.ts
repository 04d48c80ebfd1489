import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { printSchema } from 'graphql';
import { resolvers, scalars } from './resolvers.js';

/** The schema in words, as it is committed and served; needs no database. */
export async function schemaText(): Promise<string> {
  const app = await NestFactory.create(GraphQLSchemaBuilderModule, new FastifyAdapter(), { logger: false });
  await app.init();
  const schema = await app.get(GraphQLSchemaFactory).create(resolvers, scalars, {
    numberScalarMode: 'integer',
    noDuplicatedFields: true,
  });
  await app.close();
  return `${printSchema(schema)}\n`;
}

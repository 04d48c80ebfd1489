import { Controller, Get, Header } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { printSchema } from 'graphql';

/** The schema in words, for people and for the generators of clients; it needs no token. */
@Controller()
export class SchemaController {
  private text: string | undefined;

  constructor(private readonly host: GraphQLSchemaHost) {}

  @Get('schema.graphql')
  @Header('content-type', 'application/graphql; charset=utf-8')
  schema(): string {
    return (this.text ??= `${printSchema(this.host.schema)}\n`);
  }
}

import { Field, ObjectType, type ReturnTypeFunc } from '@nestjs/graphql';

@ObjectType({ description: 'Where a page ends. Cursors are opaque.' })
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field() hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

/** A Relay connection of one type. */
export function connectionOf(name: string, node: ReturnTypeFunc): new () => object {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field() cursor!: string;
    @Field(node) node!: unknown;
  }
  @ObjectType(`${name}Connection`)
  class Connection {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
  }
  return Connection;
}

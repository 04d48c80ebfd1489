import { CustomScalar, Scalar } from '@nestjs/graphql';
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { isDay } from '../../libs/working-time/day.js';

export const DAY_NEEDED = 'A day is needed, as 2026-11-25.';
export const MOMENT_NEEDED = 'A date and time is needed, as 2026-11-25T16:00:00Z.';
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const text = (node: ValueNode): unknown => (node.kind === Kind.STRING ? node.value : undefined);

@Scalar('Date')
export class DateScalar implements CustomScalar<string, string> {
  description = 'A day, ISO 8601: 2026-11-25.';
  specifiedByURL = 'https://scalars.graphql.org/andimarek/local-date.html';
  serialize(value: unknown): string {
    return String(value).slice(0, 10);
  }
  parseValue(value: unknown): string {
    if (isDay(value)) return value;
    throw new GraphQLError(DAY_NEEDED);
  }
  parseLiteral(node: ValueNode): string {
    return this.parseValue(text(node));
  }
}

@Scalar('DateTime')
export class DateTimeScalar implements CustomScalar<string, Date> {
  description = 'A moment, ISO 8601 in UTC: 2026-11-25T16:00:00Z.';
  specifiedByURL = 'https://scalars.graphql.org/andimarek/date-time.html';
  serialize(value: unknown): string {
    return (value instanceof Date ? value : new Date(String(value))).toISOString();
  }
  parseValue(value: unknown): Date {
    if (
      typeof value === 'string' &&
      MOMENT.test(value) &&
      isDay(value.slice(0, 10)) &&
      !Number.isNaN(Date.parse(value))
    )
      return new Date(value);
    throw new GraphQLError(MOMENT_NEEDED);
  }
  parseLiteral(node: ValueNode): Date {
    return this.parseValue(text(node));
  }
}

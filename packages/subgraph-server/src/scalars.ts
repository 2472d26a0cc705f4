import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const ISO_8601_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function readDateTime(value: unknown): string {
  if (typeof value === 'string' && ISO_8601_WITH_OFFSET.test(value) && !Number.isNaN(Date.parse(value)))
    return value;
  throw badInput(
    `${JSON.stringify(value)} is not an instant: ISO 8601 with offset, for example 2026-03-29T02:00:00+01:00`,
  );
}

function readTimeZone(value: unknown): string {
  try {
    if (typeof value === 'string')
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    // Said below.
  }
  throw badInput(`${JSON.stringify(value)} is not an IANA time zone, for example Europe/Lisbon`);
}

const badInput = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const stringScalar = (name: string, read: (value: unknown) => string) =>
  new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => String(value),
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });

/** An instant with its offset; checked on the way in. */
export const DateTime = stringScalar('DateTime', readDateTime);
/** An IANA name; checked on the way in. */
export const TimeZone = stringScalar('TimeZone', readTimeZone);

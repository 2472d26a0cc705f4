import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  Kind,
  parse,
  typeFromAST,
} from 'graphql';
import { Temporal } from 'temporal-polyfill';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { RestOperationRow } from './rest-operations.ts';

/** One parameter of a route, with the type of the variable that it becomes. */
export interface Parameter {
  readonly name: string;
  readonly variable: string;
  readonly description: string;
  readonly type: GraphQLInputType;
  readonly required: boolean;
  readonly default: unknown;
}

export function parametersOf(operation: RestOperationRow, schema: GraphQLSchema): readonly Parameter[] {
  const [definition] = parse(operation.document).definitions;
  const variables =
    definition?.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [];
  return operation.parameters.map((parameter) => {
    const variable = variables.find(({ variable: { name } }) => name.value === parameter.variable)!;
    const type = typeFromAST(schema, variable.type as never) as GraphQLInputType;
    const given = variable.defaultValue;
    return {
      ...parameter,
      type,
      required: isNonNullType(type) && given === undefined,
      default: given !== undefined && 'value' in given ? literalOf(given.kind, given.value) : undefined,
    };
  });
}

const literalOf = (kind: string, text: string | boolean) =>
  kind === Kind.INT || kind === Kind.FLOAT ? Number(text) : text;

/**
 * The variables that a caller's texts stand for.
 * @throws {OperationRefused} 400 naming each parameter that is missing, unknown or malformed.
 */
export function readParameters(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
  now: number,
): Record<string, unknown> {
  const faults: string[] = [];
  const variables: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    if (!parameters.some((parameter) => parameter.name === name))
      faults.push(
        `${name} is not a parameter; there are ${parameters.map((known) => known.name).join(', ')}`,
      );
  }
  for (const parameter of parameters) {
    const text = given[parameter.name];
    if (text === undefined || text === '') {
      if (parameter.required) faults.push(`${parameter.name} is missing: ${parameter.description}`);
      continue;
    }
    try {
      variables[parameter.variable] = readValue(parameter.type, text, now);
    } catch (error) {
      faults.push(`${parameter.name} is ${JSON.stringify(text)}, ${(error as Error).message}`);
    }
  }
  if (faults.length > 0) throw new OperationRefused('BAD_USER_INPUT', `${faults.join('; ')}.`, 400);
  return variables;
}

function readValue(type: GraphQLInputType, given: unknown, now: number): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) {
    const items = Array.isArray(given) ? given : String(given).split(',');
    return items.map((item) => readValue(bare.ofType, item, now));
  }
  if (isInputObjectType(bare))
    return typeof given === 'object' ? given : readSpan(Object.keys(bare.getFields()), given, now);
  if (typeof given === 'object') throw new Error('given more than once');
  const text = String(given);
  if (isEnumType(bare)) {
    const name = text.toUpperCase().replaceAll('-', '_');
    if (bare.getValue(name)) return name;
    const names = bare.getValues().map((value) => value.name.toLowerCase().replaceAll('_', '-'));
    throw new Error(`not one of ${names.join(', ')}`);
  }
  if (isScalarType(bare) && (bare.name === 'Int' || bare.name === 'Float')) {
    const number = Number(text);
    if (!Number.isFinite(number)) throw new Error('not a number');
    return number;
  }
  if (bare.name === 'Boolean') {
    if (text !== 'true' && text !== 'false') throw new Error('neither true nor false');
    return text === 'true';
  }
  return text;
}

/** An input of two instants, written as ISO 8601 writes a span of time: `a/b`, `duration/b`, `a/duration`, `duration`. */
function readSpan(fields: readonly string[], given: unknown, now: number): Record<string, string> {
  const [first, second, ...more] = fields;
  if (first === undefined || second === undefined || more.length > 0)
    throw new Error('of a kind that no text can say');
  const shape =
    'not a span of time such as PT24H, P7D/2026-11-01T00:00:00Z or 2026-10-01T00:00:00Z/2026-10-02T00:00:00Z';
  try {
    const parts = String(given).split('/');
    const [a = '', b = new Date(Math.floor(now / 1_000) * 1_000).toISOString()] = parts;
    if (parts.length > 2 || (parts.length === 1 && !isDuration(a))) throw new Error(shape);
    if (isDuration(a)) return { [first]: moved(b, a, -1), [second]: instant(b) };
    return { [first]: instant(a), [second]: isDuration(b) ? moved(a, b, 1) : instant(b) };
  } catch {
    throw new Error(shape);
  }
}

const isDuration = (text: string) => /^P/.test(text);
const instant = (text: string) => Temporal.Instant.from(text).toString();
/** Days are of 24 hours here: an instant knows no place whose clocks go forward. */
function moved(text: string, duration: string, sign: 1 | -1): string {
  const length = Temporal.Duration.from(duration);
  if (length.years || length.months) throw new Error('of no fixed length');
  const seconds = length.total({ unit: 'seconds', relativeTo: '2000-01-01T00:00:00[UTC]' });
  return Temporal.Instant.from(text)
    .add({ milliseconds: sign * Math.round(seconds * 1_000) })
    .toString();
}

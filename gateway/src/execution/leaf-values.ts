import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Whether a subgraph's value is one of the type. */
export type LeafCheck = (value: unknown) => boolean;

const isString: LeafCheck = (value) => typeof value === 'string';
const isWhole: LeafCheck = (value) => Number.isInteger(value);
const SPECIFIED: ReadonlyMap<string, LeafCheck> = new Map([
  ['Int', isWhole],
  ['Float', (value) => typeof value === 'number'],
  ['Boolean', (value) => typeof value === 'boolean'],
  ['String', isString],
  ['ID', (value) => typeof value === 'string' || isWhole(value)],
]);

/** Undefined: the type says nothing about its values, as scalars of one's own do. */
export function leafCheck(type: GraphQLLeafType): LeafCheck | undefined {
  if (!isEnumType(type)) return SPECIFIED.get(type.name);
  // A value that clients may not see is none.
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => names.has(value);
}

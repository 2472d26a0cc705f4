import type { Seeded } from '@citywatt/test-harness/seeded';
import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

const MOST_DEPTH = 5;
const MOST_SELECTIONS = 4;
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  id: ['id: 1', 'id: $id'],
  first: ['', 'first: 1', 'first: $first'],
};
const VARIABLES = [
  ['$id', 'ID!'],
  ['$first', 'Int!'],
  ['$a', 'Boolean!'],
  ['$b', 'Boolean!'],
] as const;
const CONDITIONS = ['@skip(if: $a)', '@include(if: $b)', '@skip(if: true)', '@include(if: false)'];

/** A query or mutation made by chance; most are valid. Takes `$id`, `$first`, `$a` and `$b`. */
export function variedOperation(schema: GraphQLSchema, random: Seeded): string {
  const fragments: string[] = [];
  let aliases = 0;

  const condition = () => (random.next() < 0.15 ? ` ${random.pick(CONDITIONS)}` : '');
  const selections = (type: GraphQLCompositeType, depth: number): string =>
    `{ ${Array.from({ length: random.integer(1, MOST_SELECTIONS) }, () => selection(type, depth)).join(' ')} }`;

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const chance = random.next();
    if (depth < MOST_DEPTH && (chance < 0.2 || fields.length === 0)) return fragment(type, depth);
    if (chance < 0.3 || fields.length === 0) {
      return random.pick(['__typename', 'kind: __typename']) + condition();
    }
    const open =
      depth >= MOST_DEPTH ? fields.filter((field) => !isCompositeType(getNamedType(field.type))) : fields;
    if (open.length === 0) return '__typename';
    const field = random.pick(open);
    const given = field.args
      .map(({ name }) => random.pick(ARGUMENTS[name] ?? ['name: "new"']))
      .filter(Boolean);
    const below = getNamedType(field.type);
    // One with arguments of its own must not merge with another.
    const alias = given.length > 0 || random.next() < 0.2 ? `a${++aliases}: ` : '';
    const list = given.length > 0 ? `(${given.join(', ')})` : '';
    return `${alias}${field.name}${list}${condition()} ${isCompositeType(below) ? selections(below, depth + 1) : ''}`;
  };

  const fragment = (type: GraphQLCompositeType, depth: number): string => {
    const types = isObjectType(type) ? [type] : [type, ...schema.getPossibleTypes(type)];
    const on = random.pick(types);
    const body = selections(on, depth + 1);
    if (random.next() < 0.3) {
      fragments.push(`fragment f${fragments.length} on ${on.name} ${body}`);
      return `...f${fragments.length - 1}${condition()}`;
    }
    return `...${on === type && random.next() < 0.5 ? '' : ` on ${on.name}`}${condition()} ${body}`;
  };

  const isMutation = random.next() < 0.1;
  const root = isMutation ? schema.getMutationType()! : schema.getQueryType()!;
  const text = [selections(root, 0), ...fragments].join(' ');
  const used = VARIABLES.filter(([name]) => text.includes(name)).map((variable) => variable.join(': '));
  const declared = used.length === 0 ? '' : `(${used.join(', ')})`;
  return `${isMutation ? 'mutation' : 'query'} Varied${declared} ${text}`;
}

import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import {
  execute,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { type Graph, readGraph } from '../src/graph/graph.ts';
import type { SubgraphAnswer, SubgraphSource } from '../src/queries/subgraph-client.ts';

const head = (...imports: string[]) => `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@shareable", ${imports.map((name) => `"${name}"`).join(', ')}]
  )
`;

/** Whatever federation knows: entities, interfaces, unions, what requires another subgraph, what is hidden. */
const SUBGRAPHS: Readonly<Record<string, string>> = {
  ships: `
    ${head('@inaccessible', '@external')}
    scalar Json
    enum Flag { RED GREEN SECRET @inaccessible }
    interface Named { name: String label: String! }
    interface Cargo @key(fields: "id") { id: ID! weight: Float! }
    type Crate implements Cargo @key(fields: "id") { id: ID! weight: Float! size: Int! note: String! }
    type Barrel implements Cargo @key(fields: "id") { id: ID! weight: Float! litres: Int note: Int }
    type Ship implements Named @key(fields: "id") {
      id: ID!
      name: String
      label: String!
      flag: Flag
      flags: [Flag!]!
      sister: Ship
      fleet(first: Int! = 2): [Ship!]
      grid: [[Int!]]
      log: Json
      length: Float!
      afloat: Boolean!
      hold: [Cargo!]!
      things: [Thing]
    }
    type Buoy implements Named { name: String label: String! at: Spot! }
    type Spot { x: Int! y: Int @inaccessible deep: Spot }
    union Thing = Ship | Buoy | Crate | Barrel
    type Query {
      ship(id: ID!): Ship
      must: Ship!
      named(first: Int): [Named!]!
      thing: Thing
      things: [Thing!]
    }
    type Mutation { rename(id: ID!, name: String!): Ship }
    type Subscription { passed: Ship! }
  `,
  places: `
    ${head('@external', '@requires', '@interfaceObject')}
    type Ship @key(fields: "id") {
      id: ID!
      length: Float! @external
      name: String @external
      berth: Berth!
      fee: Int! @requires(fields: "length")
      sign: String @requires(fields: "length name")
      near: [Ship!]
    }
    type Cargo @key(fields: "id") @interfaceObject { id: ID! shelf: Int! owner: Owner }
    type Berth { id: ID! depth: Float! owner: Owner! }
    type Owner @key(fields: "code country { code }") { code: ID! country: Country! }
    type Country { code: ID! }
    type Query { berths(first: Int): [Berth!]! owner: Owner }
  `,
  people: `
    ${head()}
    type Owner @key(fields: "code country { code }") {
      code: ID!
      country: Country!
      title: String!
      ships: [Ship]
    }
    type Country { code: ID! }
    type Ship @key(fields: "id", resolvable: false) { id: ID! }
    type Query { owners: [Owner!] }
  `,
};

/** An interface that is an entity says itself what its objects are. */
const RESOLVERS: Readonly<Record<string, object>> = {
  ships: {
    Cargo: {
      __resolveType: ({ __typename }: { __typename: string }) => __typename,
      __resolveReference: ({ id }: { id: string }) => ({ __typename: typeOfCargo(id), id }),
    },
  },
};
const typeOfCargo = (id: unknown) => (Number(id) % 2 === 0 ? 'Crate' : 'Barrel');

export interface VariedGraph {
  readonly graph: Graph;
  /** Subgraphs that answer `seed`'s answers, of which some fail and some do not keep to the graph. */
  sourcesOf(seed: number): ReadonlyMap<string, SubgraphSource>;
}

export function variedGraph(): VariedGraph {
  const composed = composeServices(
    Object.entries(SUBGRAPHS).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(sdl),
    })),
  );
  if (composed.errors !== undefined)
    throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const schemas = new Map(
    Object.entries(SUBGRAPHS).map(([name, sdl]) => [
      name,
      buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: (RESOLVERS[name] ?? {}) as never }),
    ]),
  );
  return {
    graph: readGraph(composed.supergraphSdl),
    sourcesOf: (seed) =>
      new Map([...schemas].map(([name, schema]) => [name, sourceOf(schema, `${seed} ${name}`)])),
  };
}

const happens = (random: Seeded, share: number) => random.next() < share;
const MOST_ITEMS = 3;
const CODES = ['SPOILT', 'UNAVAILABLE', undefined];

/** Answers alike to like questions, whoever asks and when. */
function sourceOf(schema: GraphQLSchema, seed: string): SubgraphSource {
  return {
    async process({ request: { query, operationName, variables } }) {
      const random = seeded(0).fork(`${seed} ${query} ${JSON.stringify(variables)}`);
      if (happens(random, 0.02)) throw new GraphQLError('The subgraph is away.');
      const result = await execute({
        schema,
        document: parse(query),
        operationName,
        variableValues: variables,
        fieldResolver: (source, _arguments, _context, { fieldName, returnType }) =>
          Object.hasOwn(source ?? {}, fieldName) ? source[fieldName] : made(schema, returnType, random),
        typeResolver: ({ __typename }) => __typename,
      });
      const { data, ...rest } = JSON.parse(JSON.stringify(result));
      return { ...rest, data: spoilt(data, random) } as SubgraphAnswer;
    },
  };
}

function made(schema: GraphQLSchema, type: GraphQLOutputType, random: Seeded): unknown {
  if (happens(random, 0.01)) {
    throw new GraphQLError('No value.', { extensions: { code: random.pick(CODES) } });
  }
  if (isNonNullType(type)) return madeOf(schema, type.ofType, random);
  return happens(random, 0.1) ? null : madeOf(schema, type, random);
}

function madeOf(schema: GraphQLSchema, type: GraphQLOutputType, random: Seeded): unknown {
  if (isNonNullType(type)) return madeOf(schema, type.ofType, random);
  if (isListType(type)) {
    return Array.from({ length: random.integer(0, MOST_ITEMS) }, () => made(schema, type.ofType, random));
  }
  if (isAbstractType(type)) return madeOf(schema, random.pick(schema.getPossibleTypes(type)), random);
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  const id = String(random.integer(1, 6));
  if (isObjectType(type)) {
    const isCargo = type.name === 'Crate' || type.name === 'Barrel';
    return { __typename: isCargo ? typeOfCargo(id) : type.name, id };
  }
  return random.pick(VALUES[type.name] ?? []);
}

/** No empty string: @apollo/gateway loses that of a field which the planner has had renamed. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  ID: ['1', '2'],
  Int: [1, -7, 2 ** 31 - 1],
  Float: [0.5, 3, 1e9],
  String: ['a', 'ä'],
  Boolean: [true, false],
  Json: [{ any: [1, null], thing: 'x' }, [], 'text', 4],
};

/** Now and then a value that the graph does not allow, or none: subgraphs may be of another version. */
function spoilt(value: unknown, random: Seeded, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => spoilt(item, random, name));
  if (typeof value === 'object' && value !== null) {
    if (happens(random, 0.01)) return null;
    const entries = Object.entries(value).filter(() => !happens(random, 0.003));
    return Object.fromEntries(entries.map(([key, inner]) => [key, spoilt(inner, random, key)]));
  }
  // An alias of the name beside the name itself: the two would contradict one another.
  if (value === null || name === 'kind' || !happens(random, 0.005)) return value;
  return name === '__typename' ? 'Unknown' : random.pick([null, 'ODD', 1.25, true]);
}

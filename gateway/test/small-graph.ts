import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const HEAD = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize", "@composeDirective"])
    @link(url: "https://citywatt.dev/access/v1.0", import: ["@access"])
    @composeDirective(name: "@access")
  directive @access(scope: String!) on FIELD_DEFINITION
`;

/** Ships and who is on them: entities, lists, prices, several scopes. */
export const SHIPS = `${HEAD}
  type Query {
    ship(id: ID!): Ship @access(scope: "city:read")
    fleet(first: Int = 10): [Ship!]! @access(scope: "city:read")
      @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    harbour: Harbour! @access(scope: "city:read") @cost(weight: 60000)
    asking: Asking! @access(scope: "city:read")
    broken: String @access(scope: "city:read")
    refused: String @access(scope: "city:read")
  }
  type Mutation {
    rename(id: ID!, name: String!): Ship @access(scope: "operations:write")
  }
  type Ship @key(fields: "id") {
    id: ID! @access(scope: "city:read")
    name: String! @access(scope: "city:read")
    sister: Ship @access(scope: "city:read")
    crew: [String!]! @access(scope: "sensors:read") @listSize(assumedSize: 5)
    code: String! @access(scope: "administer")
  }
  type Harbour { name: String! @access(scope: "city:read") }
  "Who the subgraph was told is asking."
  type Asking {
    tenant: String! @access(scope: "city:read")
    subject: String! @access(scope: "city:read")
    correlationId: String! @access(scope: "city:read")
  }
`;

/** Where ships are: extends their entity and streams it. */
export const POSITIONS = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://citywatt.dev/access/v1.0", import: ["@access"])
    @link(url: "https://citywatt.dev/stream/v1.0", import: ["@resumeCursor", "@delivery"])
    @composeDirective(name: "@access")
    @composeDirective(name: "@resumeCursor")
    @composeDirective(name: "@delivery")
  directive @access(scope: String!) on FIELD_DEFINITION
  directive @resumeCursor(field: String!) on ARGUMENT_DEFINITION
  directive @delivery(policy: DeliveryPolicy!) on FIELD_DEFINITION
  enum DeliveryPolicy { EVERY_EVENT LATEST_WINS }
  type Ship @key(fields: "id") {
    id: ID! @access(scope: "city:read")
    berth: String! @access(scope: "city:read")
  }
  type Move {
    sequence: String! @access(scope: "city:read")
    ship: Ship! @access(scope: "city:read")
    knots: Int! @access(scope: "city:read")
    log: String! @access(scope: "city:read")
    watch: String @access(scope: "sensors:read")
  }
  type Query { harbours: [String!]! @access(scope: "city:read") }
  type Subscription {
    moves(shipId: ID!, fromSequence: String @resumeCursor(field: "sequence")): Move!
      @access(scope: "city:read") @delivery(policy: EVERY_EVENT)
    lastMove(shipId: ID!): Move! @access(scope: "city:read") @delivery(policy: LATEST_WINS)
  }
`;

export function composeSmallGraph(urls: { readonly ships: string; readonly positions: string }): string {
  const result = composeServices([
    { name: 'ships', url: urls.ships, typeDefs: parse(SHIPS) },
    { name: 'positions', url: urls.positions, typeDefs: parse(POSITIONS) },
  ]);
  if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}

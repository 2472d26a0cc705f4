import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** Changes of places, streamed by one subgraph. */
export const FEED = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://citywatt.dev/stream/v1.0", import: ["@resumeCursor"])
    @composeDirective(name: "@resumeCursor")
  directive @resumeCursor(field: String!) on ARGUMENT_DEFINITION
  type Query { channels: Int! }
  type Place @key(fields: "id", resolvable: false) { id: ID! }
  type Change {
    sequence: String!
    "Milliseconds of the machine's monotonic clock."
    sentAt: Float!
    powerKw: Float!
    quality: String!
    note: String!
    place: Place!
  }
  type Subscription {
    changed(channel: Int!, fromSequence: String @resumeCursor(field: "sequence")): Change!
  }
`;

/** What another subgraph knows of them. */
export const PLACES = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { places: Int! }
  type Place @key(fields: "id") { id: ID! name: String! }
`;

/** Every channel carries every change: the number only makes subscriptions distinct. */
export const SUBSCRIPTION =
  'subscription Changed($channel: Int!, $from: String) { changed(channel: $channel, fromSequence: $from) { sequence sentAt powerKw quality note place { id name } } }';

export function composeBenchmarkGraph(urls: { readonly feed: string; readonly places: string }): string {
  const result = composeServices([
    { name: 'feed', url: urls.feed, typeDefs: parse(FEED) },
    { name: 'places', url: urls.places, typeDefs: parse(PLACES) },
  ]);
  if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}

/** Of the same clock in every process of the machine. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { composeSmallGraph } from '../../test/small-graph.ts';
import { readGraph } from './graph.ts';

const sdl = composeSmallGraph({ ships: 'http://ships.invalid', positions: 'http://positions.invalid' });

test('what the gateway lives by is read from the supergraph', () => {
  const graph = readGraph(sdl);
  expect(graph.subgraphs.map(({ name }) => name).toSorted()).toEqual(['positions', 'ships']);
  expect(graph.access).toMatchObject({ enforced: true });
  expect(graph.access.scopes.get('Ship.crew')).toBe('sensors:read');
  expect(graph.cost.weights.get('Query.harbour')).toBe(60_000);
  expect(graph.cost.listSizes.get('Query.fleet')?.slicingArguments).toEqual(['first']);
  expect(graph.streams.resume.get('moves')).toEqual({ argument: 'fromSequence', field: 'sequence' });
  expect(graph.streams.delivery.get('lastMove')).toBe('LATEST_WINS');
});

test('another supergraph is another graph: nothing is shared or cached across them', () => {
  expect(readGraph(sdl.replace('ships.invalid', 'other.invalid')).id).not.toBe(readGraph(sdl).id);
});

test.each(['@authenticated', '@requiresScopes(scopes: [["a"]])', '@policy(policies: [["a"]])'])(
  'a supergraph that relies on %s is refused: nothing here would enforce it',
  (directive) => {
    const name = directive.replace(/\(.*/, '');
    const composed = composeServices([
      {
        name: 'a',
        url: 'http://a.invalid',
        typeDefs: parse(`
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["${name}"])
          type Query { hidden: String ${directive} }
        `),
      },
    ]);
    expect(() => readGraph(composed.supergraphSdl!)).toThrow(/unsupported|UNSUPPORTED|feature/);
  },
);

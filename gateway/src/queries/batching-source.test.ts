import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { describe, expect, test } from 'vitest';
import { batchingSource } from './batching-source.ts';
import type { SubgraphAnswer, SubgraphRequest } from './subgraph-client.ts';

const QUERY =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on A { b } } }';

function subgraph(answer?: (ids: string[]) => SubgraphAnswer) {
  const sent: SubgraphRequest[] = [];
  const source = batchingSource({
    close: async () => {},
    async send(request) {
      sent.push(request);
      const ids = (JSON.parse(request.variables).representations ?? []).map(({ id }: { id: string }) => id);
      return (answer?.(ids) ?? {
        data: { _entities: ids.map((id: string) => ({ b: `b${id}` })) },
      }) as SubgraphAnswer;
    },
  });
  const fetch = (
    ids: string[],
    { subject = 'key:1', accessScope = 'a', variables = {}, query = QUERY } = {},
  ) =>
    source.process({
      request: {
        query,
        variables: { ...variables, representations: ids.map((id) => ({ __typename: 'A', id })) },
      },
      context: { principal: { ...LOCAL_OPERATOR, subject }, accessScope, correlationId: 'c' },
    } as never);
  return { sent, fetch };
}

const entities = (answer: SubgraphAnswer) => answer.data?.['_entities'];

describe('entity fetches of one turn', () => {
  test('leave as one request without duplicates, and each gets its own back in its own order', async () => {
    const { sent, fetch } = subgraph();
    const [first, second] = await Promise.all([fetch(['1', '2']), fetch(['3', '2', '1'])]);
    expect(sent.length).toBe(1);
    expect(JSON.parse(sent[0]!.variables).representations.map(({ id }: { id: string }) => id)).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(entities(first)).toEqual([{ b: 'b1' }, { b: 'b2' }]);
    expect(entities(second)).toEqual([{ b: 'b3' }, { b: 'b2' }, { b: 'b1' }]);
  });

  test('of one entity get copies: what one plan writes into it another must not see', async () => {
    const { fetch } = subgraph();
    const [first, second] = await Promise.all([fetch(['1']), fetch(['1'])]);
    (entities(first) as Record<string, string>[])[0]!['b'] = 'changed';
    expect(entities(second)).toEqual([{ b: 'b1' }]);
  });

  test('are never merged across principals, access scopes, other variables or other texts', async () => {
    const { sent, fetch } = subgraph();
    await Promise.all([
      fetch(['1']),
      fetch(['1'], { subject: 'key:2' }),
      fetch(['1'], { accessScope: 'b' }),
      fetch(['1'], { variables: { n: 1 } }),
      fetch(['1'], { query: `${QUERY} ` }),
    ]);
    expect(sent.length).toBe(5);
  });

  test('get the errors of their own entities only, at their own positions', async () => {
    const { fetch } = subgraph(
      (ids) =>
        ({
          data: { _entities: ids.map((id) => (id === '2' ? null : { b: id })) },
          errors: [{ message: 'no 2', path: ['_entities', ids.indexOf('2'), 'b'] }],
        }) as never,
    );
    const [first, second] = await Promise.all([fetch(['1']), fetch(['3', '2'])]);
    expect(first.errors).toBeUndefined();
    expect(second.errors).toEqual([{ message: 'no 2', path: ['_entities', 1, 'b'] }]);
  });
});

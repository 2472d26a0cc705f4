import { LOCAL_OPERATOR, type Principal } from '@citywatt/access-policy/principal';
import { principalSigner } from '@citywatt/access-policy/principal-token';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { RunningSubgraph } from '@citywatt/subgraph-server/start-subgraph';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { start } from '../src/start.ts';

export interface RunningConsumption extends RunningSubgraph {
  ask(query: string, variables?: object, principal?: Principal): Promise<Answer>;
  entities(
    ids: readonly string[],
    fragment: string,
    variables?: object,
    principal?: Principal,
  ): Promise<Answer>;
  token(principal?: Principal): Promise<string>;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each test looks at another shape.
  readonly data?: any;
  readonly extensions?: Record<string, unknown>;
  readonly errors?: { message: string; extensions: Record<string, unknown> }[];
}

export async function startConsumption(stores: OwnStores): Promise<RunningConsumption> {
  const running = await start(
    {
      host: '127.0.0.1',
      port: 0,
      natsUrl: stores.natsUrl,
      measurementStore: stores.clickhouse,
      rawRetentionDays: 90,
      principalSecret: stores.principalSecret,
    },
    createLogger('test', 'silent'),
  );
  const token = (principal: Principal = LOCAL_OPERATOR) =>
    principalSigner(stores.principalSecret)(principal, 'consumption');
  const ask = async (query: string, variables: object = {}, principal: Principal = LOCAL_OPERATOR) => {
    const answer = await fetch(`http://127.0.0.1:${running.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(principal)}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await answer.json()) as Answer;
  };
  return {
    ...running,
    token,
    ask,
    entities: (ids, fragment, variables = {}, principal = LOCAL_OPERATOR) => {
      const representations = ids.map((id) => ({ __typename: id.slice(0, id.indexOf(':')), id }));
      const declared = Object.keys(variables).map((name) => `, $${name}: TimeRange!`);
      return ask(
        `query ($representations: [_Any!]!${declared.join('')}) { _entities(representations: $representations) { __typename ${fragment} } }`,
        { representations, ...variables },
        principal,
      );
    },
  };
}

import type { TestPlatform } from '@citywatt/test-harness/platform';

/** Asks the gateway as any HTTP client would; throws what it says when it refuses. */
export async function queryGraph<Data>(
  platform: TestPlatform,
  key: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Data> {
  const answer = await fetch(platform.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: unknown };
  if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors));
  return data;
}

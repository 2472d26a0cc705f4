import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fleet, startFleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet[Symbol.asyncDispose]());

const audits = serverAudits({ url: () => `${fleet.url}/graphql` });

/** What the specification leaves to the server, and we leave out or do otherwise; docs in `gateway/README.md`. */
const DECLINED = new Map([
  ['5A70', 'operations are sent by POST'],
  ['D6D5', 'operations are sent by POST'],
  ['6A70', 'operations are sent by POST'],
  ['572B', 'what is refused before anything runs is 400, whatever the media type'],
  ['FDE2', 'what is refused before anything runs is 400, whatever the media type'],
  ['7B9B', 'what is refused before anything runs is 400, whatever the media type'],
]);

test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  '%s %s',
  async (id, _name, audit) => {
    const result = await audit.fn();
    const declined = DECLINED.get(id);
    if (declined === undefined) expect(result).toMatchObject({ status: 'ok' });
    else expect(['warn', 'notice'], declined).toContain(result.status);
  },
);

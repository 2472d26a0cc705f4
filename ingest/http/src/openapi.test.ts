import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

test('every reference leads somewhere', () => {
  let references = 0;
  for (const { $ref } of objectsIn(document)) {
    if (typeof $ref !== 'string') continue;
    references++;
    let found: unknown = document;
    for (const step of $ref.slice(2).split('/')) found = (found as Record<string, unknown>)[step];
    expect([$ref, typeof found]).toEqual([$ref, 'object']);
  }
  expect(references).toBeGreaterThan(20);
});

test('every operation has a name of its own, and every answer a description', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const names = operations.map((operation) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { responses } of operations) {
    for (const [status, answer] of Object.entries(responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(Object.keys(answer as object).some((name) => name === 'description' || name === '$ref')).toBe(
        true,
      );
    }
  }
});

test('POST /ingest describes every status that it answers', () => {
  const statuses = Object.keys(document.paths['/ingest'].post.responses).map(Number);
  expect(statuses.sort()).toEqual([201, 207, 400, 401, 403, 413, 415, 422, 429, 503]);
});

test('the schemas are JSON Schema 2020-12, and the examples are valid by them', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'door', components: { schemas: document.components.schemas } });
  for (const name of Object.keys(document.components.schemas)) {
    expect(ajv.getSchema(`door#/components/schemas/${name}`)).toBeTypeOf('function');
  }
  const body = document.paths['/ingest'].post.requestBody.content['application/json'];
  const valid = ajv.compile({
    ...body.schema,
    components: { schemas: document.components.schemas },
  });
  for (const { value } of Object.values(body.examples))
    expect([valid(value), valid.errors]).toEqual([true, null]);
  expect(valid([])).toBe(false);
  expect(valid({ sensor: 'a' })).toBe(false);
});

import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { oncePerGraph, type RestOperation } from './rest-operations.ts';

const operation = { name: 'Ask', document: 'query Ask { a }' } as RestOperation;

test('what is made of an operation is made once, and again when its graph is another', () => {
  const [old, next] = [buildSchema('type Query { a: Int }'), buildSchema('type Query { a: String }')];
  let schema = old;
  const madeFor: unknown[] = [];
  const made = oncePerGraph(
    () => schema,
    (_operation, of) => madeFor.push(of),
  );
  expect([made(operation), made(operation)]).toEqual([1, 1]);
  schema = next;
  expect([made(operation), made(operation)]).toEqual([2, 2]);
  expect(madeFor).toEqual([old, next]);
});

import { expect, test } from 'vitest';
import { createLoadHistory } from './load-history.ts';

test('after three hours the ring holds an hour and a half, and old moments are not taken for new ones', () => {
  const history = createLoadHistory();
  for (let second = 0; second < 10_800; second++) history.push(second, second);
  expect(history.since).toBe(10_800 - 5_400);
  expect(history.at(10_799)).toBe(10_799);
  expect(history.at(history.since - 1)).toBeUndefined();
});

test('a step that nothing came in has no value', () => {
  const history = createLoadHistory();
  history.push(100, 1);
  history.push(110, 2);
  expect([100, 105, 110].map((second) => history.at(second))).toEqual([1, undefined, 2]);
});

test('an empty ring begins nowhere', () => {
  expect(createLoadHistory().since).toBe(Number.POSITIVE_INFINITY);
});

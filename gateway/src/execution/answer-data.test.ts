import { expect, test } from 'vitest';
import { copied } from './answer-data.ts';

test('a copy is equal, and nothing that is changed in it changes the original', () => {
  const text = '{"a":[{"b":1},[null,"x"]],"c":{"d":{}},"__proto__":{"e":true},"f":null}';
  const original = JSON.parse(text);
  const copy = copied(original) as typeof original;
  expect(JSON.stringify(copy)).toBe(text);
  copy.a[0].b = 2;
  copy.a[1].push(3);
  copy.c.d.g = 4;
  Object.getOwnPropertyDescriptor(copy, '__proto__')!.value.e = false;
  expect(JSON.stringify(original)).toBe(text);
});

import { beforeEach, expect, test } from 'vitest';
import { type ResponseCache, responseCache } from './response-cache.ts';

let cache: ResponseCache;
beforeEach(() => {
  cache = responseCache();
  cache.hearing(true);
});

function keep(key: string, text: string, ...tags: string[]) {
  const recording = cache.begin(key);
  recording.hear({ cacheTags: tags });
  recording.finish(text);
}

test('an answer is kept until one of its tags changes', async () => {
  keep('k', 'one', 'a', 'b');
  keep('l', 'other', 'c');
  cache.invalidate(['x']);
  expect(await cache.get('k')).toBe('one');
  cache.invalidate(['b']);
  expect([await cache.get('k'), await cache.get('l')]).toEqual([undefined, 'other']);
});

test('a change that comes while the answer is made keeps it out', async () => {
  const recording = cache.begin('k');
  cache.invalidate(['a']);
  recording.hear({ cacheTags: ['a'] });
  recording.finish('old');
  expect(await cache.get('k')).toBeUndefined();
});

test('an answer of which one part says nothing is not kept, nor one with an error, nor one without tags', async () => {
  const silent = cache.begin('k');
  silent.hear({ cacheTags: ['a'] });
  silent.hear(undefined);
  silent.finish('k');
  const failed = cache.begin('l');
  failed.hear({ cacheTags: ['a'] });
  failed.refuse();
  failed.finish('l');
  keep('m', 'm');
  expect([await cache.get('k'), await cache.get('l'), await cache.get('m')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('while changes are not heard of nothing is answered or kept, and nothing from before comes back', async () => {
  keep('k', 'one', 'a');
  const underWay = cache.begin('l');
  underWay.hear({ cacheTags: ['a'] });
  cache.hearing(false);
  expect(await cache.get('k')).toBeUndefined();
  cache.hearing(true);
  underWay.finish('from before');
  expect([await cache.get('k'), await cache.get('l')]).toEqual([undefined, undefined]);
});

test('an answer that ages by itself is kept no longer than it says', async () => {
  const recording = cache.begin('k');
  recording.hear({ cacheTags: ['a'], cacheMaxAgeMs: 0 });
  recording.finish('one');
  expect(await cache.get('k')).toBeUndefined();
});

test('who asks for what is being made waits for it, once it was one to keep before', async () => {
  keep('k', 'one', 'a');
  cache.invalidate(['a']);
  const recording = cache.begin('k');
  const waiting = cache.get('k');
  recording.hear({ cacheTags: ['a'] });
  recording.finish('two');
  expect(await waiting).toBe('two');

  cache.invalidate(['a']);
  const failing = cache.begin('k');
  const inVain = cache.get('k');
  failing.refuse();
  failing.finish(undefined);
  expect(await inVain).toBeUndefined();
});

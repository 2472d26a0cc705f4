import { expect, test } from 'vitest';
import { linkState } from './link-state.ts';

const link = { connected: true, attempt: 0, lastEventMs: 1_000, usualGapMs: 500 };

test('a live city that says nothing for three seconds is stale, and offline after a minute', () => {
  expect(linkState(link, 2_000, false)).toEqual({ kind: 'live', ageMs: 1_000 });
  expect(linkState(link, 4_000, false)).toEqual({ kind: 'stale', ageMs: 3_000 });
  expect(linkState(link, 62_000, false)).toEqual({ kind: 'offline', ageMs: 61_000 });
  expect(linkState({ ...link, lastEventMs: undefined }, 2_000, false)).toEqual({ kind: 'connecting' });
});

test('a replay is no less well for saying nothing, as long as the connection stands', () => {
  expect(linkState(link, 600_000, true)).toEqual({ kind: 'replay' });
  expect(linkState({ ...link, connected: false }, 4_000, true)).toEqual({ kind: 'stale', ageMs: 3_000 });
});

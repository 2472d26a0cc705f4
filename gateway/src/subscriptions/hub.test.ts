import { type ExecutionResult, GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createHub, type RunEvents, type SharedSubscription } from './hub.ts';
import type { RunSource } from './run.ts';

/** Upstream runs that the test drives. */
function upstream() {
  const runs: { cursor: string | undefined; events: RunEvents; stopped: boolean; by: RunSource }[] = [];
  const subscription = (key: string, cursor?: string, resumes = true): SharedSubscription => ({
    key,
    resumes,
    cursor,
    source: { upstream: key } as RunSource,
    replan: () => {
      if (key === 'gone') throw new GraphQLError('No such field.');
      return subscription(`new ${key}`, cursor, resumes);
    },
    serialise: (result) => Buffer.from(String(result.data?.['at'])),
    start(from, events) {
      const run = { cursor: from, events, stopped: false, by: { upstream: key } as RunSource };
      runs.push(run);
      return {
        stop() {
          run.stopped = true;
        },
        change(source) {
          run.by = source;
        },
      };
    },
  });
  const send = (run: number, at: string, errors?: ExecutionResult['errors']) =>
    runs[run]!.events.onResult({ data: { at }, ...(errors && { errors }) }, at);
  return { runs, subscription, send };
}

function client() {
  const got: string[] = [];
  let ended: unknown = 'no';
  return {
    got,
    get ended() {
      return ended;
    },
    sink: {
      deliver: (text: Buffer) => void got.push(text.toString()),
      end: (errors?: unknown) => {
        ended = errors;
      },
    },
  };
}

describe('equal subscribers', () => {
  test('a hundred who come before the first event make one upstream', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    const clients = Array.from({ length: 100 }, client);
    for (const { sink } of clients) hub.attach(subscription('k'), sink);
    expect(runs.length).toBe(1);
    send(0, '5');
    expect(clients.every(({ got }) => got.join() === '5')).toBe(true);
  });

  test('the last to leave frees the upstream, and leaving twice frees nothing else', () => {
    const { runs, subscription } = upstream();
    const hub = createHub();
    const [first, second] = [
      hub.attach(subscription('k'), client().sink),
      hub.attach(subscription('k'), client().sink),
    ];
    first();
    first();
    expect(runs[0]!.stopped).toBe(false);
    second();
    expect([runs[0]!.stopped, hub.runs]).toEqual([true, 0]);
  });

  test('others do not share', () => {
    const { runs, subscription } = upstream();
    const hub = createHub();
    hub.attach(subscription('k'), client().sink);
    hub.attach(subscription('other'), client().sink);
    expect(runs.length).toBe(2);
  });

  test('a newcomer gets the whole state from a run of its own and then joins the shared one', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    const [old, newcomer] = [client(), client()];
    hub.attach(subscription('k'), old.sink);
    send(0, '5');
    hub.attach(subscription('k'), newcomer.sink);
    expect(runs.length).toBe(2);
    send(1, '5');
    expect([runs[1]!.stopped, hub.runs]).toEqual([true, 1]);
    send(0, '6');
    expect([old.got, newcomer.got]).toEqual([
      ['5', '6'],
      ['5', '6'],
    ]);
  });
});

describe('a client that resumes', () => {
  test('catches up on its own and joins without an event lost or twice', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    const [old, resuming] = [client(), client()];
    hub.attach(subscription('k'), old.sink);
    send(0, '5');
    const leave = hub.attach(subscription('k', '3'), resuming.sink);
    expect(runs[1]!.cursor).toBe('3');
    send(1, '4');
    expect(hub.runs).toBe(2);
    // Its own run is ahead of the shared one by 6: what the shared one sends up to there is not for it.
    send(1, '6');
    expect([runs[1]!.stopped, hub.runs]).toEqual([true, 1]);
    send(0, '6');
    send(0, '7');
    expect(resuming.got).toEqual(['4', '6', '7']);
    expect(old.got).toEqual(['5', '6', '7']);
    leave();
    expect(runs[0]!.stopped).toBe(false);
  });

  test('joins at once when it has all that the shared run has sent', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    hub.attach(subscription('k'), client().sink);
    send(0, '5');
    const resuming = client();
    hub.attach(subscription('k', '5'), resuming.sink);
    expect(runs.length).toBe(1);
    send(0, '6');
    expect(resuming.got).toEqual(['6']);
  });

  test('five thousand who lost their sockets at one event make one upstream more', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    hub.attach(subscription('k'), client().sink);
    send(0, '9');
    const back = Array.from({ length: 5_000 }, client);
    for (const { sink } of back) hub.attach(subscription('k', '7'), sink);
    expect(runs.length).toBe(2);
    send(1, '8');
    send(1, '9');
    expect(hub.runs).toBe(1);
    send(0, '10');
    expect(new Set(back.map(({ got }) => got.join()))).toEqual(new Set(['8,9,10']));
  });
});

describe('a client that resumes while others catch up', () => {
  test('is given what the run from its cursor has had already, and shares that run', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    hub.attach(subscription('k'), client().sink);
    send(0, '9');
    const [first, later] = [client(), client()];
    hub.attach(subscription('k', '5'), first.sink);
    send(1, '6');
    send(1, '7');
    hub.attach(subscription('k', '5'), later.sink);
    expect(later.got).toEqual(['6', '7']);
    for (const at of ['8', '9']) send(1, at);
    send(0, '10');
    expect([runs.length, hub.runs]).toEqual([2, 1]);
    expect([first.got, later.got]).toEqual(Array(2).fill(['6', '7', '8', '9', '10']));
  });

  test('needs no upstream once one of them has brought what it missed to the shared run', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    const old = client();
    hub.attach(subscription('k'), old.sink);
    send(0, '8');
    hub.attach(subscription('k', '5'), client().sink);
    // The source leaves out what is not the latest: this run is further than the shared one, which has yet to send that.
    for (const at of ['6', '7', '9']) send(1, at);
    const back = ['5', '6', '7', '9'].map((cursor) => {
      const { got, sink } = client();
      hub.attach(subscription('k', cursor), sink);
      return got;
    });
    for (const at of ['9', '10']) send(0, at);
    expect(runs.length).toBe(2);
    expect(back.map((got) => got.join())).toEqual(['6,7,9,10', '7,9,10', '9,10', '10']);
    expect(old.got.join()).toBe('8,9,10');
  });

  test('is not given what came with errors, nor what was made by another graph', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    for (const { sink } of [client(), client()]) hub.attach(subscription('k'), sink);
    send(0, '1');
    send(0, '2', [new GraphQLError('no name')]);
    send(0, '3');
    hub.attach(subscription('k', '1'), client().sink);
    expect(runs.map(({ cursor }) => cursor)).toEqual([undefined, '1']);
    hub.attach(subscription('k', '2'), client().sink);
    expect(runs.length).toBe(2);
    hub.replan();
    hub.attach(subscription('new k', '2'), client().sink);
    expect(runs.map(({ cursor }) => cursor)).toEqual([undefined, '1', '2']);
  });

  test('is not given what came before its run began anew', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    for (const { sink } of [client(), client()]) hub.attach(subscription('k'), sink);
    send(0, '1');
    send(0, '2');
    runs[0]!.events.onReset();
    send(0, '7');
    const back = client();
    hub.attach(subscription('k', '1'), back.sink);
    expect([back.got, runs.length]).toEqual([[], 2]);
  });
});

test('the end of a run reaches every client, with its errors', () => {
  const { runs, subscription } = upstream();
  const hub = createHub();
  const clients = [client(), client()];
  for (const { sink } of clients) hub.attach(subscription('k'), sink);
  runs[0]!.events.onEnd([{ message: 'gone' }]);
  expect(clients.map(({ ended }) => ended)).toEqual([[{ message: 'gone' }], [{ message: 'gone' }]]);
  expect(hub.runs).toBe(0);
});

describe('a graph that changes', () => {
  test('keeps the run and its clients, and newcomers of the new graph share it', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    const [one, two] = [client(), client()];
    hub.attach(subscription('k', undefined, false), one.sink);
    send(0, '1');
    hub.replan();
    expect(runs[0]!.by.upstream).toBe('new k');
    send(0, '2');
    hub.attach(subscription('new k', undefined, false), two.sink);
    send(0, '3');
    expect([one.got, two.got, runs.length]).toEqual([['1', '2', '3'], ['3'], 1]);
  });

  test('ends what it has no answer to, and nothing else', () => {
    const { runs, subscription, send } = upstream();
    const hub = createHub();
    const [stays, goes] = [client(), client()];
    hub.attach(subscription('k'), stays.sink);
    hub.attach(subscription('gone'), goes.sink);
    hub.replan();
    expect(goes.ended).toMatchObject([{ extensions: { code: 'SCHEMA_CHANGED' } }]);
    expect([runs[1]!.stopped, hub.runs]).toEqual([true, 1]);
    send(0, '1');
    expect(stays.got).toEqual(['1']);
  });
});

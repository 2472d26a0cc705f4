import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as webSockets from 'ws';
import { textFrameHeaderBytes, writeTextFrameHeader } from './text-frames.ts';

// Exported, and missing in its types.
const { Receiver } = webSockets as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 70_000])(
  'a text of %d bytes is read by ws as it was written',
  async (bytes) => {
    const text = 'x'.repeat(bytes);
    const start = 3;
    const frame = Buffer.alloc(start + textFrameHeaderBytes(bytes) + bytes);
    const begins = writeTextFrameHeader(frame, start, bytes);
    expect(begins).toBe(start + textFrameHeaderBytes(bytes));
    frame.write(text, begins);
    const receiver = new Receiver({ isServer: false });
    const read = new Promise((resolve) =>
      receiver.once('message', (data: Buffer, isBinary: boolean) => resolve([String(data), isBinary])),
    );
    receiver.write(frame.subarray(start));
    expect(await read).toEqual([text, false]);
  },
);

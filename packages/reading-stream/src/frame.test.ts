import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame, FrameCursor, type FrameSegment, FrameWriter } from './frame.ts';
import {
  FRAME_MAX_BYTES,
  FrameError,
  REGISTER_KINDS,
  SEGMENT_MARKS,
  type SegmentKey,
} from './frame-layout.ts';
import { QUALITIES } from './reading.ts';

const key: SegmentKey = {
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  register: '1-0:1.29.0',
  kind: 'interval',
  quality: 'measured',
  intervalMs: 900_000,
};

interface Row {
  key: SegmentKey;
  sensorNumber: number;
  eventTime: number;
  value: number;
}

const segmentOf = (segmentKey: SegmentKey, rows: readonly Omit<Row, 'key'>[]): FrameSegment => ({
  key: segmentKey,
  count: rows.length,
  values: Float64Array.from(rows, (row) => row.value),
  times: Float64Array.from(rows, (row) => row.eventTime),
  sensorNumbers: Uint32Array.from(rows, (row) => row.sensorNumber),
});

function rowsOf(cursor: FrameCursor): Row[] {
  const rows: Row[] = [];
  while (cursor.next()) {
    expect(cursor.firstPosition).toBe(rows.length);
    for (let i = 0; i < cursor.count; i++) {
      rows.push({
        key: cursor.key,
        sensorNumber: cursor.sensorNumbers[i]!,
        eventTime: cursor.times[i]!,
        value: cursor.values[i]!,
      });
    }
  }
  return rows;
}

const name = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const anyKey: fc.Arbitrary<SegmentKey> = fc.record({
  tenant: name,
  city: name,
  district: name,
  register: name,
  kind: fc.constantFrom(...REGISTER_KINDS),
  quality: fc.constantFrom(...QUALITIES),
  intervalMs: fc.integer({ min: 0, max: 366 * 86_400_000 }),
  mark: fc.constantFrom(undefined, 'confirmed' as const),
});
/** -0 is not a value of its own on the wire. */
const anyValue = fc
  .oneof(fc.maxSafeInteger(), fc.integer({ min: 0, max: 50_000 }), fc.constantFrom(2 ** 53 - 1, 1 - 2 ** 53))
  .map((value) => value + 0);
const anyRow = fc.record({
  sensorNumber: fc.oneof(fc.nat(70_000), fc.constantFrom(0, 65_535, 65_536, 2 ** 32 - 1)),
  eventTime: fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
  value: anyValue,
});
const anySegments = fc
  .array(fc.tuple(anyKey, fc.array(anyRow, { minLength: 1, maxLength: 30 })), { minLength: 1, maxLength: 8 })
  .map((segments) => segments.map(([segmentKey, rows]) => ({ segmentKey, rows })));

describe('a frame', () => {
  test('gives back every reading it was made of, in order, for any key, time and value', () => {
    const cursor = new FrameCursor();
    fc.assert(
      fc.property(anySegments, fc.integer({ min: 0, max: 2 ** 52 }), (segments, ingestTime) => {
        const data = encodeFrame(
          segments.map(({ segmentKey, rows }) => segmentOf(segmentKey, rows)),
          ingestTime,
        );
        cursor.open(data);
        expect(cursor.ingestTime).toBe(ingestTime);
        const expected = segments.flatMap(({ segmentKey, rows }) =>
          rows.map((row) => ({ key: segmentKey, ...row })),
        );
        expect(cursor.readingCount).toBe(expected.length);
        expect(rowsOf(cursor)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('holds years in one segment', () => {
    const rows = Array.from({ length: 4_000 }, (_, i) => ({
      sensorNumber: i % 7,
      eventTime: i * 8 * 3_600_000,
      value: i,
    }));
    expect(rowsOf(decodeFrame(encodeFrame([segmentOf(key, rows)], 1)))).toEqual(
      rows.map((row) => ({ key, ...row })),
    );
  });

  test('keeps watt-hours of a large register in four bytes by the decimal exponent', () => {
    const rows = [0, 4_294_967_000_000].map((value, i) => ({
      sensorNumber: i,
      eventTime: 60_000 * i,
      value,
    }));
    const data = encodeFrame([segmentOf(key, rows)], 1);
    expect(data[24 + 10]).toBe(4);
    expect(data[24 + 13]).toBe(3);
    expect(rowsOf(decodeFrame(data)).map((row) => row.value)).toEqual(rows.map((row) => row.value));
  });

  test('of 8,000 quarter-hour readings takes 8 bytes a reading or less', () => {
    const writer = new FrameWriter();
    for (let i = 0; i < 8_000; i++)
      writer.add(key, i, 1_700_000_000_000 + (i % 60) * 1_000, 40_000 + ((i * 7_919) % 30_000));
    expect(writer.full).toBe(true);
    const data = writer.take(1_700_000_060_000);
    expect(data.length / 8_000).toBeLessThanOrEqual(8.1);
    expect(rowsOf(decodeFrame(data))).toHaveLength(8_000);
  });

  test('of 2,000 segments with the longest names fits the largest message', () => {
    const writer = new FrameWriter();
    const slug = 'a'.repeat(40);
    for (let i = 0; !writer.full; i++) {
      writer.add(
        { ...key, tenant: slug, city: slug, district: `${i}`.padStart(40, 'd') },
        i,
        i * 2 ** 33,
        i * 2 ** 40,
      );
    }
    expect(writer.take(1).length).toBeLessThan(FRAME_MAX_BYTES);
  });

  test('starts at any alignment', () => {
    const data = encodeFrame([segmentOf(key, [{ sensorNumber: 3, eventTime: 5, value: -7 }])], 9);
    const shifted = new Uint8Array(data.length + 3);
    shifted.set(data, 3);
    expect(rowsOf(decodeFrame(shifted.subarray(3)))).toEqual([
      { key, sensorNumber: 3, eventTime: 5, value: -7 },
    ]);
  });

  test('shows the same segment as the same key object from frame to frame', () => {
    const cursor = new FrameCursor();
    const data = encodeFrame([segmentOf(key, [{ sensorNumber: 3, eventTime: 5, value: 1 }])], 9);
    cursor.open(data).next();
    const first = cursor.key;
    cursor.open(data.slice()).next();
    expect(cursor.key).toBe(first);
  });
});

describe('a mark', () => {
  const row = { sensorNumber: 3, eventTime: 5, value: 1 };

  test('tells segments apart that are the same in all else', () => {
    const keys = SEGMENT_MARKS.map((mark) => ({ ...key, mark }));
    const data = encodeFrame(
      keys.map((each) => segmentOf(each, [row])),
      9,
    );
    expect(rowsOf(decodeFrame(data)).map((read) => read.key.mark)).toEqual(SEGMENT_MARKS);
  });

  test('is one byte that was 0 before there were marks', () => {
    const [plain, confirmed] = [key, { ...key, mark: 'confirmed' as const }].map((each) =>
      encodeFrame([segmentOf(each, [row])], 9),
    );
    const differing = [...plain!.keys()].filter((at) => plain![at] !== confirmed![at]);
    expect([differing, plain![24 + 18]]).toEqual([[24 + 18], 0]);
  });
});

describe('a frame writer', () => {
  test('puts a value that came later behind the earlier one of the same sensor and register', () => {
    const revised = { ...key, quality: 'revised' } as const;
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (qualities) => {
        const writer = new FrameWriter();
        for (const [i, isRevised] of qualities.entries()) writer.add(isRevised ? revised : key, 1, 0, i);
        const values = rowsOf(decodeFrame(writer.take(1))).map((row) => row.value);
        expect(values).toEqual(qualities.map((_, i) => i));
      }),
    );
  });

  test('is empty after its frame was taken', () => {
    const writer = new FrameWriter();
    writer.add(key, 1, 0, 1);
    writer.take(1);
    expect(writer.readings).toBe(0);
    writer.add(key, 2, 0, 2);
    expect(rowsOf(decodeFrame(writer.take(1)))).toEqual([{ key, sensorNumber: 2, eventTime: 0, value: 2 }]);
  });
});

describe('what no frame can hold is refused', () => {
  const refused = (change: Partial<SegmentKey>, row: Partial<Row>, code: string) => {
    const segment = segmentOf({ ...key, ...change }, [{ sensorNumber: 1, eventTime: 0, value: 1, ...row }]);
    expect(() => encodeFrame([segment], 1)).toThrowError(expect.objectContaining({ code }));
  };

  test.each(['tenant', 'city', 'district', 'register'] as const)('an empty %s', (field) => {
    refused({ [field]: '' }, {}, 'FRAME_BAD_TEXT');
    refused({ [field]: 'x'.repeat(256) }, {}, 'FRAME_BAD_TEXT');
  });
  test.each([0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('the value %d', (value) => {
    refused({}, { value }, 'FRAME_BAD_VALUE');
  });
  test.each([0.5, Number.NaN, 9e15])('the time %d', (eventTime) =>
    refused({}, { eventTime }, 'FRAME_BAD_TIME'),
  );
  test('no reading, and more than 8,000', () => {
    expect(() => encodeFrame([], 1)).toThrow(FrameError);
    const rows = Array.from({ length: 8_001 }, () => ({ sensorNumber: 1, eventTime: 0, value: 1 }));
    expect(() => encodeFrame([segmentOf(key, rows)], 1)).toThrow(FrameError);
  });
});

describe('a corrupt frame', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    sensorNumber: i,
    eventTime: i * 1_000,
    value: i * 2 ** 45,
  }));
  const good = encodeFrame(
    [segmentOf(key, rows), segmentOf({ ...key, quality: 'estimated' }, rows.slice(0, 3))],
    1,
  );

  /** Whatever is read must be sane; otherwise a FrameError says where. */
  function readOrRefuse(data: Uint8Array) {
    let cursor: FrameCursor;
    try {
      cursor = decodeFrame(data);
    } catch (error) {
      expect(error).toBeInstanceOf(FrameError);
      expect((error as FrameError).offset).toBeLessThanOrEqual(data.length + 8);
      return;
    }
    for (const row of rowsOf(cursor)) {
      expect(Number.isSafeInteger(row.value)).toBe(true);
      expect(Math.abs(row.eventTime)).toBeLessThanOrEqual(2 ** 52);
    }
  }

  test('is refused when cut at any length', () => {
    for (let length = 0; length < good.length; length++)
      expect(() => decodeFrame(good.subarray(0, length))).toThrow(FrameError);
  });
  test('is refused when anything follows it', () => {
    expect(() => decodeFrame(Buffer.concat([good, Buffer.alloc(8)]))).toThrowError(
      expect.objectContaining({ code: 'FRAME_BAD_LENGTH' }),
    );
  });
  test('with any bytes overwritten is refused with code and offset or still reads as sane readings', () => {
    const change = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const data = good.slice();
        for (const { at, byte } of changes) data[at] = byte;
        readOrRefuse(data);
      }),
      { numRuns: 2_000 },
    );
  });
  test('of random bytes is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (data) => readOrRefuse(data)),
      { numRuns: 500 },
    );
  });
  test('does not spoil the cursor that met it', () => {
    const cursor = new FrameCursor();
    expect(() => cursor.open(good.subarray(0, 100))).toThrow(FrameError);
    expect(cursor.next()).toBe(false);
    expect(rowsOf(cursor.open(good))).toHaveLength(23);
  });
  test('with a value beyond 2^53 - 1 is refused', () => {
    const data = good.slice();
    new DataView(data.buffer).setBigInt64(24 + 40, 2n ** 62n, true);
    expect(() => decodeFrame(data)).toThrowError(expect.objectContaining({ code: 'FRAME_BAD_VALUE' }));
  });
});

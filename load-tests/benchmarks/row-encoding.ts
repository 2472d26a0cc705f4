import { parseArgs } from 'node:util';
import { RawBlock } from '@citywatt/measurement-store/raw-readings';
import { type Benchmark, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';
import { decodedSegments, fillRawBlock, VERSION } from './partition/decoded-segments.ts';
import { framesOfMeters } from './partition/frames-of-meters.ts';
import { RowBinaryRows } from './row-encoding/row-binary.ts';

export const about =
  'raw readings as rows for ClickHouse: Native and RowBinary, beside copying as many bytes';

const MINUTES = 4;

/** Decoded segments become what is sent to ClickHouse; the Native block is never copied together, it is sent in parts. */
export const run: Benchmark = async ({ short, args }) => {
  const { sensors } = parseArgs({
    args: [...args],
    options: { sensors: { type: 'string', default: short ? '50' : '500' } },
  }).values;
  const city = { city: 'rows', districts: 200, sensors: Number(sensors), seed: 7 };
  const segments = decodedSegments(framesOfMeters(city, MINUTES).flat());
  const rows = segments.reduce((sum, { count }) => sum + count, 0);
  const block = new RawBlock(rows);
  const rowBinary = new RowBinaryRows(rows, VERSION);
  const native = () => {
    block.clear();
    fillRawBlock(block, segments);
    return block.native().parts;
  };
  const inRows = () => {
    rowBinary.clear();
    for (const segment of segments) rowBinary.append(segment);
    return rowBinary.bytes;
  };
  const nativeBytes = new Uint8Array(Buffer.concat(native()));
  const target = new Uint8Array(nativeBytes.length);
  const rowBytes = inRows();
  const rowTarget = Buffer.alloc(rowBytes.length);
  const spent = await bestRounds(rows, {
    native: { run: native },
    nativeCopy: { run: () => target.set(nativeBytes) },
    rowBinary: { run: inRows },
    rowBinaryCopy: { run: () => rowTarget.set(rowBytes) },
  });
  return [
    figure('Native', spent.native, 'ns/row', { baseline: spent.nativeCopy }),
    figure('RowBinary', spent.rowBinary, 'ns/row', { baseline: spent.rowBinaryCopy }),
    figure('Native beside RowBinary', spent.native, 'ns/row', { baseline: spent.rowBinary }),
    figure('Native: size', nativeBytes.length / rows, 'bytes/row', { baseline: rowBytes.length / rows }),
    figure('rows', rows, 'rows'),
  ];
};

import { parseArgs } from 'node:util';
import { RawBlock } from '@citywatt/measurement-store/raw-readings';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { type Benchmark, type Figure, figure } from '../src/benchmark.ts';
import { bestRounds } from '../src/best-rounds.ts';
import { decodedSegments, fillRawBlock, VERSION } from './partition/decoded-segments.ts';
import { framesOfMeters } from './partition/frames-of-meters.ts';
import { RowBinary } from './row-encoding/row-binary.ts';
import { sensorWindows } from './row-encoding/sensor-windows.ts';

export const about =
  'readings and windows as rows for ClickHouse: Native and RowBinary, beside copying as many bytes';

const DISTRICTS = 200;
const MINUTES = 4;
const MOST_ROW_BYTES = 256;

/** From decoded columns, and from windows, to what is sent. A Native block is never put together: its parts are sent. */
export const run: Benchmark = async ({ short, args }) => {
  const { sensors } = parseArgs({
    args: [...args],
    options: { sensors: { type: 'string', default: short ? '50' : '500' } },
  }).values;
  const city = { city: 'rows', districts: DISTRICTS, sensors: Number(sensors), seed: 7 };

  const segments = decodedSegments(framesOfMeters(city, MINUTES).flat());
  const readings = segments.reduce((sum, { count }) => sum + count, 0);
  const raw = new RawBlock(readings);
  const rowBinary = new RowBinary((readings + segments.length) * MOST_ROW_BYTES);
  const rawFigures = await compared('raw readings', 'reading', readings, {
    native() {
      raw.clear();
      fillRawBlock(raw, segments);
      return raw.native().parts;
    },
    rowBinary() {
      rowBinary.clear();
      for (const segment of segments) rowBinary.segment(segment, VERSION);
      return rowBinary.bytes;
    },
  });

  const windows = sensorWindows(DISTRICTS, Number(sensors));
  const block = new SensorRollupBlock(windows.length);
  const windowFigures = await compared('sensor windows', 'row', windows.length, {
    native() {
      block.clear();
      for (const window of windows) block.add(window);
      return block.native().parts;
    },
    rowBinary() {
      rowBinary.clear();
      for (const window of windows) rowBinary.sensorWindow(window);
      return rowBinary.bytes;
    },
  });
  return [...rawFigures, ...windowFigures];
};

async function compared(
  what: string,
  unit: string,
  count: number,
  encode: { readonly native: () => readonly Uint8Array[]; readonly rowBinary: () => Uint8Array },
): Promise<Figure[]> {
  const nativeBytes = new Uint8Array(Buffer.concat(encode.native()));
  const rowBytes = new Uint8Array(encode.rowBinary());
  const target = new Uint8Array(Math.max(nativeBytes.length, rowBytes.length));
  const spent = await bestRounds(count, {
    native: { run: encode.native },
    nativeCopy: { run: () => target.set(nativeBytes) },
    rowBinary: { run: encode.rowBinary },
    rowBinaryCopy: { run: () => target.set(rowBytes) },
  });
  return [
    figure(`${what}: Native`, spent.native, `ns/${unit}`, { baseline: spent.nativeCopy }),
    figure(`${what}: RowBinary`, spent.rowBinary, `ns/${unit}`, { baseline: spent.rowBinaryCopy }),
    figure(`${what}: Native beside RowBinary`, spent.native, `ns/${unit}`, { baseline: spent.rowBinary }),
    figure(`${what}: size of Native beside RowBinary`, nativeBytes.length / count, `bytes/${unit}`, {
      baseline: rowBytes.length / count,
    }),
  ];
}

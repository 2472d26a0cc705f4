import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import type { NatsConnection } from '@nats-io/nats-core';
import { parse } from 'csv-parse';
import type { DoorRejection } from './door/answer.ts';
import { createDoor } from './door/door.ts';
import { publishDataEnded } from './replay/data-ended.ts';
import { createLanes } from './replay/lanes.ts';
import { createBatchSender } from './replay/replay-batch.ts';
import { type ColumnNames, findColumns } from './replay/replay-columns.ts';
import { ReplayCityError, ReplayColumnsError } from './replay/replay-errors.ts';
import { type ReplayRow, replayRow } from './replay/replay-row.ts';

export interface ReplayOptions {
  /** A CSV file with a header; unpacked when its name ends in `.gz`. */
  readonly file: string;
  /** Slug of a city of its own; its clock is its data. */
  readonly city: string;
  readonly timeZone?: string;
  readonly columns?: ColumnNames;
  /** Length of the intervals when the file does not give their ends; otherwise the time expected between readings. */
  readonly intervalMs?: number;
  /** Seconds of data a second; as fast as the door takes it when absent. */
  readonly speed?: number;
  /** Delivery points that each sensor of the file stands for; 1 when absent. */
  readonly deliveryPoints?: number;
  readonly connection: NatsConnection;
  readonly door: { readonly url: string; readonly key: string };
  readonly onProgress?: (progress: ReplayProgress) => void;
  readonly signal?: AbortSignal;
}

export interface ReplayProgress {
  readonly accepted: number;
  readonly rejected: number;
  /** Start of the last reading that was read from the file, ms since 1970 UTC. */
  readonly dataTime: number;
  readonly waitingFor: string | undefined;
}

export interface ReplayReport {
  readonly accepted: number;
  readonly rejected: number;
  /** Of each code the first few. */
  readonly rejections: readonly DoorRejection[];
  readonly rejectedByCode: ReadonlyMap<string, number>;
  readonly districts: number;
  readonly sensors: number;
  readonly tookMs: number;
}

const LANES = 4;
const BATCH_ROWS = 2_000;
const REJECTIONS_SHOWN = 3;
const SHORTEST_PAUSE_MS = 20;

/**
 * Sends a file's readings through the HTTP door into a city of its own, making districts and sensors on the way, and
 * ends with `data.ended`. Every reading of the file has been accepted or rejected when it resolves.
 * @throws {ReplayColumnsError | ReplayRowError | ReplayCityError} and what door and registry refuse for good.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const { connection, intervalMs, speed } = options;
  // When one lane fails the others must end with it, and not go on trying.
  const ended = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  const city = {
    tenant: DEMO_TENANT,
    city: options.city,
    name: titleOf(options.city),
    timeZone: options.timeZone ?? 'UTC',
    clock: 'data' as const,
  };
  await refuseLivingCity(connection, city);
  const door = createDoor({ ...options.door, connections: LANES });
  const startedAt = performance.now();
  const rejections: DoorRejection[] = [];
  const rejectedByCode = new Map<string, number>();
  let accepted = 0;
  let rejected = 0;
  let dataTime = 0;
  const report = () => options.onProgress?.({ accepted, rejected, dataTime, waitingFor: door.waitingFor });
  const progress = setInterval(report, 1_000);

  try {
    let sender: ReturnType<typeof createBatchSender> | undefined;
    let lanes: ReturnType<typeof createLanes<ReplayRow>> | undefined;
    let firstTime: number | undefined;
    for await (const row of rowsOf(options.file, options.columns ?? {}, intervalMs, (value) => {
      sender = createBatchSender({
        city,
        value,
        intervalMs,
        deliveryPoints: options.deliveryPoints ?? 1,
        connection,
        door,
        signal,
        onAnswer(answer) {
          accepted += answer.accepted;
          rejected += answer.rejected;
          for (const rejection of answer.rejections) {
            const count = (rejectedByCode.get(rejection.code) ?? 0) + 1;
            rejectedByCode.set(rejection.code, count);
            if (count <= REJECTIONS_SHOWN) rejections.push(rejection);
          }
        },
      });
      lanes = createLanes(sender.send, { lanes: LANES, batch: BATCH_ROWS });
    })) {
      signal.throwIfAborted();
      dataTime = row.start;
      firstTime ??= row.start;
      if (speed !== undefined) {
        const wait = (row.start - firstTime) / speed - (performance.now() - startedAt);
        if (wait > SHORTEST_PAUSE_MS) {
          await lanes!.drain();
          await delay(wait, undefined, { signal });
        }
      }
      await lanes!.add(row.district, row);
    }
    await lanes?.drain();
    await publishDataEnded(connection, city, sender?.districts ?? [], signal);
    report();
    return {
      accepted,
      rejected,
      rejections,
      rejectedByCode,
      districts: sender?.districts.size ?? 0,
      sensors: sender?.sensors.size ?? 0,
      tookMs: performance.now() - startedAt,
    };
  } finally {
    clearInterval(progress);
    ended.abort(new Error('the replay has ended'));
    await door.close();
  }
}

/** @param onHeader told which value the file holds before its first row. */
async function* rowsOf(
  file: string,
  names: ColumnNames,
  intervalMs: number | undefined,
  onHeader: (value: 'energyKwh' | 'registerKwh' | 'powerKw') => void,
): AsyncGenerator<ReplayRow> {
  const source = createReadStream(file);
  const parser = parse({ bom: true, skip_empty_lines: true, info: true });
  // An error anywhere ends the parser, and with it the loop below; the loop's end closes the file.
  if (file.endsWith('.gz')) pipeline(source, createGunzip(), parser, () => {});
  else pipeline(source, parser, () => {});
  let columns: ReturnType<typeof findColumns> | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (columns) {
        yield replayRow(record, columns, intervalMs, info.lines);
        continue;
      }
      columns = findColumns(
        record.map((name) => name.trim()),
        names,
        intervalMs !== undefined,
      );
      onHeader(columns.value);
    }
  } finally {
    parser.destroy();
  }
  if (!columns) throw new ReplayColumnsError(`${file} is empty: it has no header`);
}

/** A city that lives by the clock takes no data of other times. */
async function refuseLivingCity(
  connection: NatsConnection,
  { tenant, city }: { readonly tenant: string; readonly city: string },
) {
  const known = await readDistricts(connection);
  if (known.some((one) => one.tenant === tenant && one.city === city && one.clock === 'wall')) {
    throw new ReplayCityError(
      `city ${city} lives by the clock and takes no replay; name another with --city`,
    );
  }
}

const titleOf = (slug: string) =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

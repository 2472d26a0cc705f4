import { QUALITY_COUNT, shareQuality } from '@citywatt/consumption-windows/reading-quality';
import { spansOf } from '@citywatt/consumption-windows/spans';
import type { CurrentReadings, StoredWindow } from '@citywatt/measurement-store/repair';
import {
  ACTIVE_IMPORT,
  type DistrictRollupRow,
  type SensorRollupRow,
  type WindowState,
} from '@citywatt/measurement-store/rows';
import { MINUTE_MS, QUARTER_HOUR_MS, spreadEnergy } from '@citywatt/measurement-store/windows';
import { contributorSize } from '../actor/sensor-quarter.ts';
import type { DistrictState } from '../state/district-state.ts';
import { RESIDENTIAL } from '../state/sensor-columns.ts';

/** A window's sums while they are made. */
interface Sums {
  energy: number;
  readonly counts: number[];
  quality: number;
  readingCount: number;
  oldest: number;
}
const noSums = (): Sums => ({
  energy: 0,
  counts: new Array(QUALITY_COUNT).fill(0),
  quality: 0,
  readingCount: 0,
  oldest: Number.POSITIVE_INFINITY,
});

const SPANS_A_STEP = 256;

export interface RecountRequest {
  readonly district: DistrictState;
  /** Sorted by sensor, register and time; register readings with their neighbours outside the hours. */
  readonly readings: CurrentReadings;
  /** Whether a quarter hour is to be written. */
  readonly wanted: (quarterStart: number) => boolean;
  readonly longestGapMs: number;
  readonly version: bigint;
  /** Rows that the store holds of the wanted windows: what nothing falls into any more is written as zero. */
  readonly stored: {
    readonly sensorQuarters: readonly { readonly sensorNumber: number; readonly start: number }[];
    readonly minutes: readonly StoredWindow[];
    readonly quarters: readonly StoredWindow[];
  };
}

export interface Recounted {
  readonly sensorRows: readonly SensorRollupRow[];
  readonly districtRows: readonly DistrictRollupRow[];
}

/**
 * The sensors' quarter hours and the district's quarter hours and minutes, made anew from readings by the same pure
 * parts as the actor's: the sum of what each sensor took between its readings, spread over the windows.
 */
export function recountWindows(request: RecountRequest): Recounted {
  const steps = recountInSteps(request);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, with a pause after each sensor or so: whoever drives it may let live work go first. */
export function* recountInSteps(request: RecountRequest): Generator<void, Recounted> {
  const { district, wanted, version } = request;
  const sensors = new Map<number, Map<number, Sums>>();
  const quarters = new Map<number, Sums>();
  const minutes = new Map<number, Sums>();

  const place = (
    sensor: number,
    from: number,
    to: number,
    energy: number,
    quality: number,
    oldest: number,
  ) => {
    if (to <= from) return;
    const last = Math.floor((to - 1) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
    for (
      let start = Math.floor(from / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
      start <= last;
      start += QUARTER_HOUR_MS
    ) {
      if (!wanted(start)) continue;
      const end = start + QUARTER_HOUR_MS;
      const amount = spreadEnergy(energy, from, to, start, end);
      const own = sumsAt(mapAt(sensors, sensor), start);
      own.energy += amount;
      // Counted once, where the span ends, as the actor does.
      if (to <= end) own.readingCount++;
      own.quality = Math.max(own.quality, quality);
      own.oldest = Math.min(own.oldest, Math.floor(oldest / 1_000) * 1_000);
      add(sumsAt(quarters, start), amount, shareQuality(quality, to - from, QUARTER_HOUR_MS), oldest);
      const lastMinute = Math.floor((Math.min(to, end) - 1) / MINUTE_MS) * MINUTE_MS;
      for (
        let minute = Math.floor(Math.max(from, start) / MINUTE_MS) * MINUTE_MS;
        minute <= lastMinute;
        minute += MINUTE_MS
      ) {
        const part = spreadEnergy(energy, from, to, minute, minute + MINUTE_MS);
        add(sumsAt(minutes, minute), part, shareQuality(quality, to - from, MINUTE_MS), oldest);
      }
    }
  };
  let spans = 0;
  for (const span of spansOf(specsOf(district), request.readings, request.longestGapMs)) {
    if (++spans % SPANS_A_STEP === 0) yield;
    place(span.sensor, span.from, span.to, span.energyMilliwattHours, span.quality, span.oldest);
  }
  for (const { sensorNumber, start } of request.stored.sensorQuarters) {
    if (wanted(start)) sumsAt(mapAt(sensors, sensorNumber), start);
  }
  for (const { start } of request.stored.quarters) if (wanted(start)) sumsAt(quarters, start);
  for (const { start } of request.stored.minutes) {
    if (wanted(Math.floor(start / QUARTER_HOUR_MS) * QUARTER_HOUR_MS)) sumsAt(minutes, start);
  }
  const before = (windows: readonly StoredWindow[]) =>
    new Map(windows.map((window) => [window.start, window]));
  const quartersBefore = before(request.stored.quarters);
  const minutesBefore = before(request.stored.minutes);

  const sensorRows: SensorRollupRow[] = [];
  const privacy = new Map<number, { residential: number; other: number; largest: number }>();
  for (const [sensor, windows] of sensors) {
    yield;
    const residential = ((district.sensors.flags[sensor] ?? 0) & RESIDENTIAL) !== 0;
    const deliveryPoints = district.sensors.deliveryPoints[sensor] ?? 1;
    for (const [start, sums] of windows) {
      sensorRows.push({
        tenant: district.tenant,
        city: district.city,
        district: district.district,
        sensorNumber: sensor,
        register: ACTIVE_IMPORT,
        resolution: 'quarter-hour',
        windowStart: start,
        energyMilliwattHours: sums.energy,
        readingCount: sums.readingCount,
        quality: sums.quality,
        residential,
        deliveryPoints,
        oldestIngestTime: finite(sums.oldest),
        version,
      });
      if (!Number.isFinite(sums.oldest)) continue;
      const of = privacy.get(start) ?? { residential: 0, other: 0, largest: 0 };
      privacy.set(start, of);
      if (residential) of.residential += deliveryPoints;
      else of.other += deliveryPoints;
      of.largest = Math.max(of.largest, contributorSize(sums.energy, deliveryPoints));
    }
  }
  const districtRows = [
    ...[...quarters].map(([start, sums]) =>
      districtRow(request, 'quarter-hour', start, sums, privacy.get(start), quartersBefore.get(start)),
    ),
    ...[...minutes].map(([start, sums]) =>
      districtRow(request, 'minute', start, sums, undefined, minutesBefore.get(start)),
    ),
  ];
  return { sensorRows, districtRows };
}

/** The register of a sensor that counts, as the directory has it now. */
const specsOf = (district: DistrictState) => (sensor: number) => {
  const of = sensor < district.sensorCount ? district.sensors.spec[sensor]! : 0;
  return of === 0 ? undefined : district.specs[of - 1];
};

function districtRow(
  request: RecountRequest,
  resolution: 'quarter-hour' | 'minute',
  start: number,
  sums: Sums,
  privacy: { readonly residential: number; readonly other: number; readonly largest: number } | undefined,
  before: StoredWindow | undefined,
): DistrictRollupRow {
  const { district } = request;
  const end = start + (resolution === 'minute' ? MINUTE_MS : QUARTER_HOUR_MS);
  const changed = before?.state === 'final' && before.energyMilliwattHours !== sums.energy;
  const closed: WindowState = changed || before?.state === 'revised' ? 'revised' : 'final';
  const state = end <= district.closedUntil ? closed : 'provisional';
  const [measured, estimated, revised, suspect, missing] = sums.counts as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    tenant: district.tenant,
    city: district.city,
    district: district.district,
    register: ACTIVE_IMPORT,
    resolution,
    windowStart: start,
    windowEnd: end,
    energyMilliwattHours: sums.energy,
    state,
    readingCount: measured + estimated + revised + suspect + missing,
    qualityCounts: [measured, estimated, revised, suspect, missing],
    contributorsResidential: privacy?.residential ?? 0,
    contributorsOther: privacy?.other ?? 0,
    largestShare: sums.energy === 0 ? 0 : (privacy?.largest ?? 0) / Math.abs(sums.energy),
    oldestIngestTime: finite(sums.oldest),
    version: request.version,
  };
}

function add(sums: Sums, energy: number, quality: number, oldest: number): void {
  sums.energy += energy;
  sums.counts[quality]!++;
  sums.oldest = Math.min(sums.oldest, oldest);
}

function sumsAt(windows: Map<number, Sums>, start: number): Sums {
  let sums = windows.get(start);
  if (!sums) {
    sums = noSums();
    windows.set(start, sums);
  }
  return sums;
}

function mapAt(sensors: Map<number, Map<number, Sums>>, sensor: number): Map<number, Sums> {
  let windows = sensors.get(sensor);
  if (!windows) {
    windows = new Map();
    sensors.set(sensor, windows);
  }
  return windows;
}

const finite = (time: number) => (Number.isFinite(time) ? time : 0);

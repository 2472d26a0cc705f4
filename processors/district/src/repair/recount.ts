import { spansOf } from '@citywatt/consumption-windows/spans';
import { oldestIngestTime, type Sums, WindowSums } from '@citywatt/consumption-windows/window-sums';
import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import {
  ACTIVE_IMPORT,
  type DistrictRollupRow,
  type SensorRollupRow,
  type WindowState,
} from '@citywatt/measurement-store/rows';
import type { StoredSensorQuarter, StoredWindow } from '@citywatt/measurement-store/stored-windows';
import { MINUTE_MS, QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { contributorSize } from '../actor/sensor-quarter.ts';
import type { DistrictState } from '../state/district-state.ts';
import { RESIDENTIAL } from '../state/sensor-columns.ts';

const SPANS_A_STEP = 256;

type KnownWindow = Pick<StoredWindow, 'start' | 'energyMilliwattHours' | 'state' | 'oldestIngestTime'>;

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
    readonly sensorQuarters: readonly Pick<
      StoredSensorQuarter,
      'sensorNumber' | 'start' | 'oldestIngestTime'
    >[];
    readonly minutes: readonly KnownWindow[];
    readonly quarters: readonly KnownWindow[];
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
  const made = new WindowSums();
  let spans = 0;
  for (const span of spansOf(specsOf(district), request.readings, request.longestGapMs)) {
    if (++spans % SPANS_A_STEP === 0) yield;
    made.place(span, wanted);
  }
  for (const row of request.stored.sensorQuarters) {
    if (wanted(row.start)) remember(made.sensorQuarter(row.sensorNumber, row.start), row);
  }
  for (const row of request.stored.quarters) if (wanted(row.start)) remember(made.quarter(row.start), row);
  for (const row of request.stored.minutes) {
    if (wanted(Math.floor(row.start / QUARTER_HOUR_MS) * QUARTER_HOUR_MS))
      remember(made.minute(row.start), row);
  }
  const before = (windows: readonly KnownWindow[]) =>
    new Map(windows.map((window) => [window.start, window]));
  const quartersBefore = before(request.stored.quarters);
  const minutesBefore = before(request.stored.minutes);

  const sensorRows: SensorRollupRow[] = [];
  const privacy = new Map<number, { residential: number; other: number; largest: number }>();
  for (const [sensor, windows] of made.sensors) {
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
        oldestIngestTime: oldestIngestTime(sums),
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
    ...[...made.quarters].map(([start, sums]) =>
      districtRow(request, 'quarter-hour', start, sums, privacy.get(start), quartersBefore.get(start)),
    ),
    ...[...made.minutes].map(([start, sums]) =>
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
  before: KnownWindow | undefined,
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
    oldestIngestTime: oldestIngestTime(sums),
    version: request.version,
  };
}

function remember(sums: Sums, { oldestIngestTime }: { readonly oldestIngestTime: number }): void {
  if (oldestIngestTime > 0) sums.oldestBefore = oldestIngestTime;
}

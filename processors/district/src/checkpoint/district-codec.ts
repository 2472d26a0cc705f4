import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import type { CityClock } from '@citywatt/sensor-directory/directory';
import type { DistrictSnapshot } from '../actor/district.machine.ts';
import { calendarOf, DistrictState } from '../state/district-state.ts';
import { LoadPeaks, type LoadPeaksJson } from '../state/load-peaks.ts';
import { Marks, type MarksJson } from '../state/marks.ts';
import { SensorColumns } from '../state/sensor-columns.ts';

/** What of a district is no typed array. */
interface DistrictJson {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly revision: number;
  readonly clock: CityClock;
  readonly timeZone: string;
  readonly specs: readonly RegisterSpec[];
  readonly sensorCount: number;
  readonly activeSensors: number;
  readonly longestIntervalMs: number;
  readonly quarters: number;
  readonly capacity: number;
  readonly due: readonly number[];
  readonly latestEnd: number;
  readonly latestIngest: number;
  readonly hotFrom: number;
  readonly closedUntil: number;
  readonly coldBefore: number;
  readonly coldHours: readonly number[];
  readonly openHours: readonly number[];
  readonly openDays: readonly number[];
  readonly marks: MarksJson;
  readonly liveWatts: number;
  readonly currentSensors: number;
  /** null: no sensor is held. */
  readonly nextExpiry: number | null;
  readonly ticksSinceReading: number;
  readonly sequence: number;
  readonly ended: boolean;
  readonly machine: DistrictSnapshot;
  readonly peaks: LoadPeaksJson;
}

const columnsOf = (district: DistrictState) => [
  ...district.sensors.columns(),
  ...district.minutes.columns(),
  ...district.quarters.columns(),
];

/** Length of the JSON, the JSON, then every column's bytes in the order of `columns()`. A copy of the state as it is. */
export function encodeDistrict(district: DistrictState): Uint8Array {
  const { sensors } = district;
  const json: DistrictJson = {
    tenant: district.tenant,
    city: district.city,
    district: district.district,
    revision: district.revision,
    clock: district.clock,
    timeZone: district.calendar.timeZone,
    specs: district.specs,
    sensorCount: district.sensorCount,
    activeSensors: district.activeSensors,
    longestIntervalMs: district.longestIntervalMs,
    quarters: sensors.quarters,
    capacity: sensors.capacity,
    due: district.due,
    latestEnd: district.latestEnd,
    latestIngest: district.latestIngest,
    hotFrom: district.hotFrom,
    closedUntil: district.closedUntil,
    coldBefore: district.coldBefore,
    coldHours: [...district.coldHours],
    openHours: [...district.openHours],
    openDays: [...district.openDays],
    marks: district.marks.toJSON(),
    liveWatts: district.liveWatts,
    currentSensors: district.currentSensors,
    nextExpiry: Number.isFinite(district.nextExpiry) ? district.nextExpiry : null,
    ticksSinceReading: district.ticksSinceReading,
    sequence: district.sequence,
    ended: district.ended,
    machine: district.machine,
    peaks: district.peaks.toJSON(),
  };
  const text = Buffer.from(JSON.stringify(json), 'utf8');
  const columns = columnsOf(district);
  const length = columns.reduce((sum, column) => sum + column.byteLength, 4 + text.length);
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = 4 + text.length;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return bytes;
}

export function decodeDistrict(bytes: Uint8Array): DistrictState {
  const textLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const json = JSON.parse(Buffer.from(bytes.subarray(4, 4 + textLength)).toString('utf8')) as DistrictJson;
  const district = new DistrictState(json);
  district.revision = json.revision;
  district.clock = json.clock;
  district.calendar = calendarOf(json.timeZone);
  district.specs = json.specs;
  district.sensorCount = json.sensorCount;
  district.activeSensors = json.activeSensors;
  district.longestIntervalMs = json.longestIntervalMs;
  district.sensors = new SensorColumns(json.quarters, json.capacity);
  district.due = [...json.due];
  district.latestEnd = json.latestEnd;
  district.latestIngest = json.latestIngest;
  district.hotFrom = json.hotFrom;
  district.closedUntil = json.closedUntil;
  district.coldBefore = json.coldBefore;
  for (const hour of json.coldHours) district.coldHours.add(hour);
  for (const hour of json.openHours) district.openHours.add(hour);
  for (const day of json.openDays) district.openDays.add(day);
  district.marks = new Marks(json.marks);
  district.liveWatts = json.liveWatts;
  district.currentSensors = json.currentSensors;
  district.nextExpiry = json.nextExpiry ?? Number.POSITIVE_INFINITY;
  district.ticksSinceReading = json.ticksSinceReading;
  district.sequence = json.sequence;
  district.ended = json.ended;
  district.machine = json.machine;
  district.peaks = new LoadPeaks(json.peaks);
  let at = 4 + textLength;
  for (const column of columnsOf(district)) {
    new Uint8Array(column.buffer).set(bytes.subarray(at, at + column.byteLength));
    at += column.byteLength;
  }
  // What was changed and not captured is captured again: the rows are the same.
  district.windowsChanged = true;
  district.liveChanged = true;
  return district;
}

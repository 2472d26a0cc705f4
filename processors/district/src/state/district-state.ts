import { consumptionSpec, type RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import {
  createWindowCalendar,
  HOUR_MS,
  MINUTE_MS,
  QUARTER_HOUR_MS,
  type WindowCalendar,
} from '@citywatt/measurement-store/windows';
import type { CityClock, DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { type DistrictSnapshot, initialDistrictSnapshot } from '../actor/district.machine.ts';
import { LoadPeaks } from './load-peaks.ts';
import { Marks } from './marks.ts';
import { ACTIVE, LEVELS, LISTED, RESIDENTIAL, RING_LOST, SensorColumns, TOUCHED } from './sensor-columns.ts';
import { WindowRing } from './window-ring.ts';

/** Longer intervals than this do not hold a district's windows open. */
export const LONGEST_OPEN_MS = 2 * HOUR_MS;
const CLOSING_GRACE_MS = 60_000;
/** 4 h 16 min and 4 h: the two hours that stay hot, aligned to the hour, with the future that is let in. */
const MINUTE_PLACES = 256;
const QUARTER_PLACES = 16;
/** Quarter hours held a sensor: hourly readings need those of two readings. */
const FEW_QUARTERS = 2;
const MANY_QUARTERS = 8;

const calendars = new Map<string, WindowCalendar>();

export function calendarOf(timeZone: string): WindowCalendar {
  let calendar = calendars.get(timeZone);
  if (!calendar) {
    calendar = createWindowCalendar(timeZone);
    calendars.set(timeZone, calendar);
  }
  return calendar;
}

const sameScale = (before: RegisterSpec, after: RegisterSpec) =>
  before.code === after.code && before.kind === after.kind && before.intervalMs === after.intervalMs;

/** Everything one district actor knows: a pure function of the messages of its partition. */
export class DistrictState {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  revision = 0;
  clock: CityClock = 'wall';
  calendar: WindowCalendar = calendarOf('UTC');
  specs: readonly RegisterSpec[] = [];
  sensorCount = 0;
  activeSensors = 0;
  longestIntervalMs = 0;

  sensors = new SensorColumns(FEW_QUARTERS);
  readonly minutes = new WindowRing(MINUTE_MS, MINUTE_PLACES);
  readonly quarters = new WindowRing(QUARTER_HOUR_MS, QUARTER_PLACES);
  /** Places of sensors' quarter hours that wait to be written. */
  due: number[] = [];

  /** Latest event time seen and latest ingest time; 0 before the first reading. */
  latestEnd = 0;
  latestIngest = 0;
  /** Windows that start earlier are written by the repair path only; -1 before the first reading. */
  hotFrom = -1;
  /** Windows that end by here are closed. */
  closedUntil = 0;
  /** The state was made anew without what came before: nothing that starts earlier can be exact. */
  coldBefore = 0;
  readonly coldHours = new Set<number>();
  /** Hours and days with something in them that are not closed yet. */
  readonly openHours = new Set<number>();
  readonly openDays = new Set<number>();
  marks = new Marks();

  liveWatts = 0;
  currentSensors = 0;
  /** No sensor's hold ends before. */
  nextExpiry = Number.POSITIVE_INFINITY;
  /** Ticks seen since the last reading. */
  ticksSinceReading = 0;
  /** Sequence of the last message that changed the live picture. */
  sequence = 0;
  ended = false;
  machine: DistrictSnapshot = initialDistrictSnapshot();
  peaks = new LoadPeaks();

  /** Not part of the state: what changed since the last capture or publication. */
  liveChanged = false;
  windowsChanged = false;
  /** Not part of the state: bounds of the hour marked last, to spare the calendar. */
  lastMarkedHour = -1;
  lastMarkedHourEnd = -1;

  constructor(key: { tenant: string; city: string; district: string }) {
    this.tenant = key.tenant;
    this.city = key.city;
    this.district = key.district;
  }

  get key(): string {
    return `${this.tenant}/${this.city}/${this.district}`;
  }

  /** A window is closed when the watermark has passed its end by this. */
  get closingDelayMs(): number {
    return CLOSING_GRACE_MS + Math.min(this.longestIntervalMs, LONGEST_OPEN_MS);
  }

  /** Takes a newer slice of the directory; false when this or a newer one is known. */
  applyDirectory(directory: DistrictDirectory): boolean {
    if (directory.revision <= this.revision) return false;
    this.revision = directory.revision;
    this.clock = directory.clock;
    this.calendar = calendarOf(directory.timeZone);
    const before = this.specs;
    const specs: RegisterSpec[] = [];
    const specOfSet = directory.registerSets.map((registers) => {
      const spec = consumptionSpec(registers);
      return spec ? specs.push(spec) : 0;
    });
    this.specs = specs;
    let count = 0;
    for (const sensor of directory.sensors) count = Math.max(count, sensor.number + 1);
    this.sensors.reserve(count);
    const { spec, flags, deliveryPoints } = this.sensors;
    this.sensorCount = count;
    this.activeSensors = 0;
    this.longestIntervalMs = 0;
    for (const sensor of directory.sensors) {
      const of = specOfSet[sensor.registerSet] ?? 0;
      const known = spec[sensor.number]! > 0 ? before[spec[sensor.number]! - 1] : undefined;
      if (known && of > 0 && !sameScale(known, specs[of - 1]!))
        this.#forgetReadings(sensor.number, specs[of - 1]!);
      spec[sensor.number] = of;
      deliveryPoints[sensor.number] = sensor.deliveryPoints;
      const counts = sensor.active && of > 0;
      flags[sensor.number] =
        (counts ? ACTIVE : 0) | (sensor.customerClass === 'residential' ? RESIDENTIAL : 0);
      if (!counts) continue;
      this.activeSensors++;
      this.longestIntervalMs = Math.max(this.longestIntervalMs, specs[of - 1]!.intervalMs);
    }
    this.#holdQuarters(this.longestIntervalMs <= QUARTER_HOUR_MS ? FEW_QUARTERS : MANY_QUARTERS);
    return true;
  }

  /** The register is another one now: what is held of it says nothing about what comes. */
  #forgetReadings(sensor: number, spec: RegisterSpec) {
    const { sensors } = this;
    sensors.ringCount[sensor] = 0;
    sensors.ringFlags[sensor]! |= RING_LOST;
    sensors.levels.fill(0, sensor * LEVELS, (sensor + 1) * LEVELS);
    // Every interval up to the latest counts as seen, so that none is counted twice.
    sensors.bitmapHead[sensor] = Math.floor(this.latestEnd / Math.max(spec.intervalMs, 1));
    sensors.bitmapLow[sensor] = 0xffffffff;
    sensors.bitmapHigh[sensor] = 0xffffffff;
  }

  /** Lays the sensors' quarter hours out anew; never fewer places, so none is lost. */
  #holdQuarters(quarters: number) {
    const before = this.sensors;
    if (quarters <= before.quarters) return;
    const after = new SensorColumns(quarters, before.capacity);
    const quarterly = [
      'quarterNumber', 'quarterEnergy', 'quarterCount', 'quarterQuality', 'quarterFlags', 'quarterOldest',
    ] as const; // biome-ignore format: a list
    const moved = quarterly.map((name) => after[name]);
    const columns = after.columns();
    for (const [index, column] of before.columns().entries()) {
      if (!moved.includes(columns[index] as (typeof moved)[number])) columns[index]!.set(column);
    }
    this.due = [];
    for (let from = 0; from < before.capacity * before.quarters; from++) {
      if (!(before.quarterFlags[from]! & TOUCHED)) continue;
      const sensor = Math.floor(from / before.quarters);
      const to = sensor * quarters + (before.quarterNumber[from]! & (quarters - 1));
      for (const name of quarterly) after[name][to] = before[name][from]!;
      if (after.quarterFlags[to]! & LISTED) this.due.push(to);
    }
    this.sensors = after;
  }
}

import type { LongWindows } from '@citywatt/measurement-store/long-windows';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import { versionOf } from '../actor/version.ts';
import type { RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import { clearMark } from '../state/marks.ts';

export interface LongWindowsTurn {
  readonly rows: RowStore;
  readonly generation: number;
  readonly districts: Iterable<FlushedDistrict>;
  readonly signal: AbortSignal;
}

export interface FlushedDistrict {
  readonly district: DistrictState;
  /** F: everything of the district up to this sequence is in the store. */
  readonly flushed: number;
  /** What an earlier owner had under way has ended: rows that do not differ need not be written again. */
  readonly settled: boolean;
}

interface DueWindow extends FlushedDistrict {
  readonly start: number;
  readonly end: number;
}

/** What one statement takes: what it reads of sensors' quarter hours is memory, its windows are in its address line. */
const QUARTERS_AT_ONCE = 2_000_000;
const WINDOWS_AT_ONCE = 10_000;

/**
 * Writes the hours and days that are due: those of many districts of a city in one go, the newest first. A mark goes only
 * when its rows are acknowledged.
 */
export async function writeDueWindows(turn: LongWindowsTurn): Promise<void> {
  const districts = [...turn.districts];
  for (const resolution of ['hour', 'day'] as const) {
    const byCity = new Map<string, DueWindow[]>();
    for (const of of districts) {
      const { district } = of;
      const due = dueWindows(of, resolution);
      if (due.length === 0) continue;
      // A city has one time zone; while it is being changed its districts follow one by one.
      const key = `${district.tenant}/${district.city}/${district.calendar.timeZone}`;
      const known = byCity.get(key);
      if (known) known.push(...due);
      else byCity.set(key, due);
    }
    for (const due of byCity.values()) {
      due.sort((a, b) => b.start - a.start);
      for (const part of parts(due)) {
        if (turn.signal.aborted) return;
        await turn.rows.writeLongWindows(requestOf(turn.generation, resolution, part));
        for (const { district, start, flushed } of part)
          clearMark(marksOf(district, resolution), start, flushed + 1);
      }
    }
  }
}

const marksOf = ({ marks }: DistrictState, resolution: 'hour' | 'day') =>
  resolution === 'hour' ? marks.hours : marks.days;

function dueWindows(of: FlushedDistrict, resolution: 'hour' | 'day'): DueWindow[] {
  const { district, flushed } = of;
  const due: DueWindow[] = [];
  for (const [start, sequence] of marksOf(district, resolution)) {
    if (sequence > flushed) continue;
    const end = district.calendar.windowEnd(resolution, start);
    if (!hasColdHour(district, start, end, flushed)) due.push({ ...of, start, end });
  }
  return due;
}

/** What is still to be made from readings comes first: until then its quarter hours lack what the actor left out. */
function hasColdHour({ marks, calendar }: DistrictState, from: number, to: number, flushed: number): boolean {
  if (marks.cold.size === 0) return false;
  for (let hour = from; hour < to; hour = calendar.windowEnd('hour', hour)) {
    if (marks.cold.get(hour)! <= flushed) return true;
  }
  return false;
}

function* parts(due: readonly DueWindow[]): Generator<readonly DueWindow[]> {
  let part: DueWindow[] = [];
  let quarters = 0;
  for (const window of due) {
    const more = ((window.end - window.start) / QUARTER_HOUR_MS) * window.district.sensorCount;
    if (part.length > 0 && (quarters + more > QUARTERS_AT_ONCE || part.length === WINDOWS_AT_ONCE)) {
      yield part;
      part = [];
      quarters = 0;
    }
    part.push(window);
    quarters += more;
  }
  if (part.length > 0) yield part;
}

function requestOf(generation: number, resolution: 'hour' | 'day', part: readonly DueWindow[]): LongWindows {
  const { tenant, city } = part[0]!.district;
  const windows: { start: number; end: number }[] = [];
  const places = new Map<number, number>();
  const byDistrict = new Map<string, { version: bigint; onlyDiffering: boolean; windows: number[] }>();
  for (const { district, start, end, flushed, settled } of part) {
    let place = places.get(start);
    if (place === undefined) {
      place = windows.push({ start, end }) - 1;
      places.set(start, place);
    }
    const own = byDistrict.get(district.district);
    if (own) own.windows.push(place);
    else {
      const version = versionOf(generation, flushed);
      byDistrict.set(district.district, { version, onlyDiffering: settled, windows: [place] });
    }
  }
  const districts = [...byDistrict].map(([district, own]) => ({ district, ...own }));
  return { tenant, city, resolution, windows, districts };
}

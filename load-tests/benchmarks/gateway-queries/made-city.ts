/** What the dashboard asks of a city, made up from nothing but names and times. */
export interface Made {
  readonly id: string;
  readonly slug: string;
  readonly district: string | undefined;
}

export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

export const DISTRICTS = 9;
const CITY_COUNT = 10;
const MINUTE_MS = 60_000;
const WINDOW_MS: Readonly<Record<string, number>> = {
  MINUTE: MINUTE_MS,
  QUARTER_HOUR: 15 * MINUTE_MS,
  HOUR: 60 * MINUTE_MS,
};
const OUTLINE_POINTS = 40;

export const CITIES = Array.from({ length: CITY_COUNT }, (_, number) => ({
  id: `City:demo/c${number}`,
  slug: `c${number}`,
  name: `City ${number}`,
  timeZone: 'Europe/Lisbon',
  clock: 'WALL',
  areaKm2: 10 + number,
  sensorCount: 1_000 * number,
  historyFill: {
    from: '2026-01-01T00:00:00Z',
    to: '2026-03-01T00:00:00Z',
    filledFrom: '2026-01-01T00:00:00Z',
    complete: true,
    progress: 1,
  },
}));

export const districtsOf = (slug: string) =>
  Array.from({ length: DISTRICTS }, (_, number) => ({
    id: `District:demo/${slug}/d${number}`,
    slug: `d${number}`,
    name: `District ${number}`,
    areaKm2: 1 + number,
    sensorCount: 100 * number,
    boundary: Array.from({ length: OUTLINE_POINTS }, (_point, index) => {
      const angle = (2 * Math.PI * index) / (OUTLINE_POINTS - 1);
      return [-9.1 + 0.01 * Math.cos(angle), 38.7 + 0.01 * Math.sin(angle)];
    }),
  }));

interface Span {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly resolution: string;
}

export function seriesOf(span: Span) {
  const points = pointsOf(span);
  return {
    points,
    totalEnergyKwh: points.reduce((sum, { energyKwh }) => sum + energyKwh, 0),
    measuredShare: 1,
  };
}

export function peakOf(span: Span) {
  const { windowMs, first, count } = windowsOf(span);
  const power = (index: number) => powerOf(span, first + index);
  let most = 0;
  for (let index = 1; index < count; index++) if (power(index) > power(most)) most = index;
  return pointOf(span, first + most, windowMs);
}

function pointsOf(span: Span) {
  const { windowMs, first, count } = windowsOf(span);
  return Array.from({ length: count }, (_, index) => pointOf(span, first + index, windowMs));
}

function windowsOf({ from, to, resolution }: Span) {
  const windowMs = WINDOW_MS[resolution]!;
  const first = Math.ceil(from / windowMs);
  return { windowMs, first, count: Math.max(1, Math.floor(to / windowMs) - first) };
}

const powerOf = ({ id }: Span, window: number) => 1_000 + 10 * Number(id.at(-1)) + (window % 97);

function pointOf(span: Span, window: number, windowMs: number) {
  const averagePowerKw = powerOf(span, window);
  return {
    start: new Date(window * windowMs).toISOString(),
    end: new Date((window + 1) * windowMs).toISOString(),
    energyKwh: (averagePowerKw * windowMs) / 3_600_000,
    averagePowerKw,
    state: 'FINAL',
    quality: 'MEASURED',
  };
}

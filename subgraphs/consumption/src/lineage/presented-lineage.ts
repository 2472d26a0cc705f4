import type { Arrival, ArrivedReading } from '@citywatt/consumption-windows/arrivals';
import type { LineageSpan } from '@citywatt/consumption-windows/lineage';
import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import { QUALITIES } from '@citywatt/reading-stream/reading';
import { VERDICTS, verdictName } from '@citywatt/reading-stream/verdict';
import type { EnergySpan, LineageReading, ReadingArrival } from '../generated/resolver-types.generated.ts';
import { WATTS_PER_KW } from '../resolvers/live-load.ts';
import { nameOf } from '../series/asked-range.ts';
import { energyKwh } from '../series/presented-series.ts';

export const qualityName = (quality: number) =>
  nameOf<Uppercase<(typeof QUALITIES)[number]>>(QUALITIES[quality] ?? 'missing');

export function presentSpan(span: LineageSpan, timeZone: string): EnergySpan {
  const write = localTimeWriter(timeZone);
  return {
    from: write(span.from),
    to: write(span.to),
    energyKwh: energyKwh(span.energyMilliwattHours),
    shareKwh: energyKwh(span.shareMilliwattHours),
    secondsInWindow: span.millisecondsInWindow / 1_000,
    quality: qualityName(span.quality),
    unexplainedFall: span.suspect,
    readings: span.readings.map((reading) => presentReading(reading, timeZone)),
  };
}

export function presentReading(reading: ArrivedReading, timeZone: string): LineageReading {
  const write = localTimeWriter(timeZone);
  const { register, kind, start, counted, arrivals } = reading;
  const end = start + (counted ?? arrivals[0])!.intervalMs;
  return {
    register,
    kind: nameOf(kind),
    start: write(start),
    end: write(end),
    ...amountOf(kind, counted?.value),
    arrivals: arrivals.map((arrival) => presentArrival(arrival, reading, write)),
  };
}

function presentArrival(
  arrival: Arrival,
  { kind, start }: ArrivedReading,
  write: (time: number) => string,
): ReadingArrival {
  const { verdict, replacedBy } = arrival;
  return {
    id: idOf(arrival),
    ...amountOf(kind, arrival.value),
    quality: qualityName(arrival.quality),
    ingestTime: write(arrival.ingestTime),
    delaySeconds: (arrival.ingestTime - start - arrival.intervalMs) / 1_000,
    sequence: String(arrival.sequence),
    position: arrival.position,
    standing: nameOf(arrival.standing),
    rule: verdict === VERDICTS.accepted ? null : verdictName(verdict),
    replacedBy: replacedBy ? idOf(replacedBy) : null,
  };
}

const idOf = ({ generation, sequence, position }: Arrival) => `${generation}-${sequence}-${position}`;

export const amountOf = (kind: ArrivedReading['kind'], value: number | undefined) => ({
  energyKwh: kind === 'gauge' || value === undefined ? null : energyKwh(value),
  powerKw: kind === 'gauge' && value !== undefined ? value / WATTS_PER_KW : null,
});

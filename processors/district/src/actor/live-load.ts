import type { DistrictState } from '../state/district-state.ts';
import { ACTIVE } from '../state/sensor-columns.ts';

const HOLD_INTERVALS = 2;

/** A sensor's latest interval has a new mean power; it is held for two expected intervals. Changes the sum at once. */
export function setLive(
  district: DistrictState,
  sensor: number,
  time: number,
  watts: number,
  intervalMs: number,
  now: number,
): void {
  const { sensors } = district;
  if (time < sensors.liveTime[sensor]! || !(sensors.flags[sensor]! & ACTIVE)) return;
  sensors.liveTime[sensor] = time;
  const until = time + HOLD_INTERVALS * intervalMs;
  const wasHeld = sensors.liveUntil[sensor]! > 0;
  if (until <= now) {
    if (wasHeld) letGo(district, sensor);
    return;
  }
  if (wasHeld) district.liveWatts -= sensors.liveWatts[sensor]!;
  else district.currentSensors++;
  district.liveWatts += watts;
  sensors.liveWatts[sensor] = watts;
  sensors.liveUntil[sensor] = until;
  if (until < district.nextExpiry) district.nextExpiry = until;
  district.liveChanged = true;
}

/** Leaves out the sensors whose hold has ended by `now`; looks at none before the first can have ended. */
export function expireLive(district: DistrictState, now: number): void {
  if (now < district.nextExpiry) return;
  const { liveUntil } = district.sensors;
  let next = Number.POSITIVE_INFINITY;
  for (let sensor = 0; sensor < district.sensorCount; sensor++) {
    const until = liveUntil[sensor]!;
    if (until === 0) continue;
    if (until <= now) letGo(district, sensor);
    else if (until < next) next = until;
  }
  district.nextExpiry = next;
}

/** A sensor that was taken out of service no longer counts. */
export function dropInactive(district: DistrictState): void {
  const { liveUntil, flags } = district.sensors;
  for (let sensor = 0; sensor < district.sensorCount; sensor++) {
    if (liveUntil[sensor]! > 0 && !(flags[sensor]! & ACTIVE)) letGo(district, sensor);
  }
}

function letGo(district: DistrictState, sensor: number) {
  const { sensors } = district;
  district.liveWatts -= sensors.liveWatts[sensor]!;
  district.currentSensors--;
  sensors.liveWatts[sensor] = 0;
  sensors.liveUntil[sensor] = 0;
  district.liveChanged = true;
}

import { meanWatts } from '@citywatt/consumption-windows/contribution';
import type { DistrictState } from '../state/district-state.ts';
import { WINDOW_CLOSING, WINDOW_REVISED } from '../state/window-ring.ts';
import { isHot } from './cold-hours.ts';
import type { ActorContext } from './outbox.ts';
import { versionOf } from './version.ts';

const QUARTER: 'quarter-hour' = 'quarter-hour';

/** Says that a quarter hour closed; its id is the window's, so a replay says it once. */
export function emitClosed(context: ActorContext, district: DistrictState, place: number): void {
  const { quarters } = district;
  quarters.flags[place]! &= ~WINDOW_CLOSING;
  const windowStart = quarters.number[place]! * quarters.lengthMs;
  // Of a cold window only the repair path knows the energy; it says so when it has written it.
  if (!isHot(district, windowStart)) return;
  const energyMilliwattHours = quarters.energy[place]!;
  district.peaks.add(windowStart + quarters.lengthMs, meanWatts(energyMilliwattHours, quarters.lengthMs));
  context.outbox.event(context.partition, {
    type: 'window.closed',
    id: `window.closed:${district.key}:${QUARTER}:${windowStart}`,
    eventTime: windowStart + quarters.lengthMs,
    version: versionOf(context.generation, context.sequence).toString(),
    tenant: district.tenant,
    city: district.city,
    district: district.district,
    resolution: QUARTER,
    windowStart,
    energyMilliwattHours,
  });
}

/** At the end of a message: the events of windows that closed or, being closed, changed in it. */
export function emitWindowEvents(context: ActorContext, district: DistrictState): void {
  const { quarters } = district;
  for (let place = 0; place < quarters.size; place++) {
    if (quarters.number[place] === -1) continue;
    if (quarters.flags[place]! & WINDOW_CLOSING) emitClosed(context, district, place);
    else if (quarters.flags[place]! & WINDOW_REVISED && quarters.changedAt[place] === context.sequence) {
      const windowStart = quarters.number[place]! * quarters.lengthMs;
      if (!isHot(district, windowStart)) continue;
      context.outbox.event(context.partition, {
        type: 'window.revised',
        id: `window.revised:${district.key}:${QUARTER}:${windowStart}:${context.generation}:${context.sequence}`,
        eventTime: windowStart + quarters.lengthMs,
        version: versionOf(context.generation, context.sequence).toString(),
        tenant: district.tenant,
        city: district.city,
        district: district.district,
        resolution: QUARTER,
        windowStart,
      });
    }
  }
}

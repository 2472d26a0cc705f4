import { ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import type { Register } from '@citywatt/sensor-directory/directory';

/** Of a sensor that is only a place nothing is known but that no connection in a city takes more than 100 MW. */
export const POINT_REGISTER: Register = {
  code: ACTIVE_IMPORT_INTERVAL,
  kind: 'interval',
  intervalMs: 60_000,
  maximumWatts: 100_000_000,
};

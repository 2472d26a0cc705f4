import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import type { Readiness } from '@citywatt/service-runtime/running';

export interface ReadinessQuestion {
  readonly measurements: MeasurementClient;
  readonly directoryReady: () => boolean;
  readonly liveReady: () => boolean;
}

/** Ready when all that a dashboard shows can be answered. */
export function readinessOf({ measurements, directoryReady, liveReady }: ReadinessQuestion) {
  return async (): Promise<Readiness> => {
    if (!directoryReady()) return { ready: false, reason: 'the sensor directory is not read yet' };
    if (!liveReady()) return { ready: false, reason: 'the live feed is not there yet' };
    const answer = await measurements.ping({ select: true });
    return answer.success
      ? { ready: true }
      : { ready: false, reason: `the measurement store does not answer: ${answer.error.message}` };
  };
}

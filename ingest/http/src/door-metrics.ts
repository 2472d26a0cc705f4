import { counter, histogram } from '@citywatt/service-runtime/metrics';
import type { RejectionCode } from './item.ts';

const requests = counter('citywatt_http_door_requests_total', 'Requests by route and status', [
  'route',
  'status',
]);
const seconds = histogram('citywatt_http_door_ingest_seconds', 'From request to answer of POST /ingest');
const accepted = counter('citywatt_http_door_readings_total', 'Readings that the stream has taken');
const rejections = counter('citywatt_http_door_rejected_total', 'Rejected items by reason', ['code']);

export const doorMetrics = {
  answered: (route: string, status: number) => requests.inc({ route, status: String(status) }),
  ingested(readings: number, milliseconds: number) {
    accepted.inc(readings);
    seconds.observe(milliseconds / 1_000);
  },
  rejected: (code: RejectionCode) => rejections.inc({ code }),
};

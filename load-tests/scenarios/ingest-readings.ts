import { check } from 'k6';
import http from 'k6/http';

// Readings of the simple form through the HTTP door. The profile says how many arrive a second, for how long and with
// which thresholds; CITYWATT_DOOR_URL and CITYWATT_KEY say where and as whom.

const profile = JSON.parse(open(`../profiles/${__ENV.PROFILE}.json`));

export const options = {
  scenarios: {
    readings: {
      executor: 'constant-arrival-rate',
      rate: profile.requestsPerSecond,
      timeUnit: '1s',
      duration: profile.duration,
      preAllocatedVUs: profile.preAllocatedVUs,
      maxVUs: profile.maxVUs,
    },
  },
  thresholds: profile.thresholds,
};

const headers = { 'content-type': 'application/json', authorization: `Bearer ${__ENV.CITYWATT_KEY}` };

/** Points within Campo de Ourique, 100 of them, each a sensor of its own. */
function pointOf(number: number) {
  return { latitude: 38.71 + (number % 10) / 10_000, longitude: -9.17 + Math.floor(number / 10) / 10_000 };
}

export default function sendReadings() {
  const minute = Math.floor(Date.now() / 60_000) * 60;
  const readings = Array.from({ length: profile.readingsPerRequest }, () => ({
    timestamp: minute,
    geographic_coordinate: pointOf(Math.floor(Math.random() * 100)),
    energy_usage: Math.round(Math.random() * 30_000) / 1e6,
  }));
  const answer = http.post(`${__ENV.CITYWATT_DOOR_URL}/ingest`, JSON.stringify(readings), { headers });
  if (answer.status !== 201) console.error(`${answer.status}: ${answer.body}`);
  check(answer, { 'all taken': (response) => response.status === 201 });
}

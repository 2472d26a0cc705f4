import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { queryGraph } from './graph.ts';
import { recountLisbonHours } from './lisbon-hours.ts';
import { expectExactRollups, replayLisbonHours } from './replay.ts';
import { optimizeRollups } from './rollups.ts';

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform();
});
test.afterAll(async () => platform.stop());

test('eleven months of real hours through the door: each district-hour and day is what the file says', async () => {
  await replayLisbonHours(platform, 'lisbon-measured');
  await expectExactRollups(platform, 'lisbon-measured');
  await optimizeRollups(platform);
  await expectExactRollups(platform, 'lisbon-measured');
});

const EIGHTY_DAYS_MS = 80 * 86_400_000;
const FROM = Date.parse('2022-11-01T00:00:00Z');
const TO = Date.parse('2023-10-01T00:00:00Z');

for (const resolution of ['HOUR', 'DAY'] as const) {
  test(`the gateway answers each ${resolution.toLowerCase()} as the file says, over the change of the clock`, async () => {
    const key = await platform.mintKey();
    const recount = recountLisbonHours();
    const expected = resolution === 'HOUR' ? recount.hours : recount.days;
    const answered = new Map<string, number>();
    // A series has at most 2,000 points.
    for (let from = FROM; from < TO; from += EIGHTY_DAYS_MS) {
      const to = Math.min(from + EIGHTY_DAYS_MS, TO);
      const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const answer = await queryGraph<SeriesAnswer>(platform, key, SERIES, {
        slug: 'lisbon-measured',
        range,
        resolution,
      });
      for (const { slug, consumption } of answer.city.districts.nodes) {
        for (const point of consumption.points) {
          answered.set(`${slug} ${new Date(point.start).toISOString()}`, Math.round(point.energyKwh * 1e6));
        }
      }
    }
    const differing = [...expected].filter(([window, energy]) => answered.get(window) !== energy);
    expect(differing.slice(0, 3)).toEqual([]);
    expect(answered.size).toBe(expected.size);
  });
}

interface SeriesAnswer {
  readonly city: {
    readonly districts: {
      readonly nodes: readonly {
        readonly slug: string;
        readonly consumption: {
          readonly points: readonly { readonly start: string; readonly energyKwh: number }[];
        };
      }[];
    };
  };
}

const SERIES = /* GraphQL */ `
  query Series($slug: String!, $range: TimeRange!, $resolution: Resolution!) {
    city(slug: $slug) {
      districts(first: 20) {
        nodes {
          slug
          consumption(range: $range, resolution: $resolution) {
            points {
              start
              energyKwh
            }
          }
        }
      }
    }
  }
`;

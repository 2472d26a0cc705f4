import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { queryGraph } from './graph.ts';
import { lisbonHoursMissing, recountLisbonHours } from './lisbon-hours.ts';
import { expectExactRollups, replayLisbonHours } from './replay.ts';
import { optimizeRollups } from './rollups.ts';

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform();
});
test.afterAll(async () => platform.stop());

test('eleven months of real hours through the door: each district-hour and day is what the file says', async () => {
  test.skip(lisbonHoursMissing !== undefined, lisbonHoursMissing);
  await replayLisbonHours(platform, 'lisbon-measured');
  await expectExactRollups(platform, 'lisbon-measured');
  await optimizeRollups(platform);
  await expectExactRollups(platform, 'lisbon-measured');
});

test('the gateway answers the same days, those of 23 and 25 hours included', async () => {
  test.skip(lisbonHoursMissing !== undefined, lisbonHoursMissing);
  const key = await platform.mintKey();
  const { days } = recountLisbonHours();
  for (const range of [
    // The clock goes forward on 26 March 2023; October 2023 lies behind the file, so the autumn change is in the unit tests.
    { from: '2022-11-01T00:00:00Z', to: '2023-03-01T00:00:00Z' },
    { from: '2023-03-01T00:00:00Z', to: '2023-10-01T00:00:00+01:00' },
  ]) {
    const answer = await queryGraph<DaysAnswer>(platform, key, DAYS, { slug: 'lisbon-measured', range });
    const nodes = answer.city.districts.nodes;
    expect(nodes).toHaveLength(9);
    for (const { slug, consumption } of nodes) {
      for (const point of consumption.points) {
        const start = new Date(point.start).toISOString();
        expect([slug, start, Math.round(point.energyKwh * 1e6)]).toEqual([
          slug,
          start,
          days.get(`${slug} ${start}`),
        ]);
      }
    }
    const counted = nodes.reduce((count, node) => count + node.consumption.points.length, 0);
    const between = [...days.keys()].filter((key) => {
      const start = Date.parse(key.split(' ')[1]!);
      return start >= Date.parse(range.from) && start < Date.parse(range.to);
    });
    expect(counted).toBe(between.length);
  }
});

interface DaysAnswer {
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

const DAYS = /* GraphQL */ `
  query Days($slug: String!, $range: TimeRange!) {
    city(slug: $slug) {
      districts(first: 20) {
        nodes {
          slug
          consumption(range: $range, resolution: DAY) {
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

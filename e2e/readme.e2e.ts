import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestPlatform, type TestPlatform } from '@citywatt/test-harness/platform';
import { expect, test } from '@playwright/test';
import { postReadings } from './door.ts';
import { sampleBlocks } from './sample-blocks.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const samples = sampleBlocks(readme, 'graphql', 'sample');
const answers = sampleBlocks(readme, 'json', 'answer');

let platform: TestPlatform;
test.beforeAll(async () => {
  platform = await startTestPlatform();
});
test.afterAll(async () => platform.stop());

test('every sample of the README gives the answer shown', async () => {
  expect(samples.size).toBeGreaterThanOrEqual(3);
  const key = await platform.mintKey();
  const timestamp = Math.floor(Date.now() / 1_000);
  const reading = {
    timestamp,
    geographic_coordinate: { latitude: 38.72, longitude: -9.14 },
    energy_usage: 0.025,
  };
  const posted = await postReadings(platform, key, [reading]);
  expect(await posted.json()).toEqual(JSON.parse(answers.get('door')!));

  const [, replay] = /^npm run replay -- (docs\/.*)$/m.exec(readme)!;
  await promisify(execFile)(process.execPath, ['platform/bootstrap.mjs', 'replay', ...replay!.split(' ')], {
    cwd: root,
    env: platform.environment,
  });
  for (const [name, query] of samples) {
    const answer = async () => {
      const response = await fetch(platform.graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query }),
      });
      return await response.json();
    };
    await expect.poll(answer, { message: name, timeout: 60_000 }).toEqual(JSON.parse(answers.get(name)!));
  }
});

test('the commands that the README names exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(5);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

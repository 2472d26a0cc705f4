import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const SOURCES = '{packages,ingest,processors,subgraphs,gateway,platform,load-tests,web}/**/*.{ts,vue}';

const sources = globSync(SOURCES, {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|dist|generated)$/.test(name),
})
  .filter((path) => !/(\.(test|generated)\.ts$|\/test\/)/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

function offenders(pattern: RegExp, allowed: RegExp): string[] {
  return sources
    .filter(({ path, text }) => !allowed.test(path) && pattern.test(text))
    .map(({ path }) => path);
}

describe('the invariants of the house', () => {
  test('there is something to look at', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  test('only environment files read process.env', () => {
    expect(offenders(/\bprocess\.env\b/, /(^|\/)environment\.ts$/)).toEqual([]);
  });

  test("only the store packages, registry's store and the embedded stack hold SQL", () => {
    const sql = /\b(SELECT\s+[\w*(]|INSERT\s+INTO\s|CREATE\s+TABLE\s|DELETE\s+FROM\s|ALTER\s+TABLE\s)/;
    const allowed =
      /^(packages\/([a-z-]+-store|embedded-stack|test-harness)\/|subgraphs\/registry\/src\/store\/|load-tests\/(benchmarks|faults)\/)/;
    expect(offenders(sql, allowed)).toEqual([]);
  });

  test('only the contract packages hold subject strings', () => {
    const subject = /['"`](p\.\$?[{*\d]|late\.|deadletter\.|rejected\.|live\.\$|events\.\$)/;
    const contracts = /^packages\/(reading-stream|live-feed|domain-events|sensor-directory|access-policy)\//;
    expect(offenders(subject, contracts)).toEqual([]);
  });

  test('the pure parts of the actors read no clock and schedule nothing', () => {
    const clock = /\b(Date\.now|new Date\(|performance\.now|setTimeout|setInterval)\b/;
    const pure = sources.filter(({ path }) =>
      /^processors\/district\/src\/(actor|state)\/|^packages\/consumption-windows\/src\/|^packages\/[a-z-]+\/src\/(windows|frame[a-z-]*|partition|tick)\.ts$|\.machine\.ts$/.test(
        path,
      ),
    );
    expect(pure.length).toBeGreaterThan(20);
    expect(pure.filter(({ text }) => clock.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('every field of every subgraph says who may see it', () => {
    const schemas = globSync('subgraphs/*/schema.graphql', { cwd: root });
    expect(schemas.length).toBeGreaterThan(1);
    for (const path of schemas) expect([path, fieldsWithoutAccess(path)]).toEqual([path, []]);
  });

  test('every table has the tenant first in its key', () => {
    for (const path of globSync('packages/*-store/schema/*.sql', { cwd: root })) {
      const text = readFileSync(join(root, path), 'utf8');
      if (!text.includes('CREATE TABLE')) continue;
      const keys = [...text.matchAll(/(?:ORDER BY|PRIMARY KEY)\s*\(([^)]*)\)/g)].map(([, key]) => key!);
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(key).toMatch(/^tenant\b/);
    }
  });

  test('no folder or file has a name that fits every project', () => {
    const vague = /(^|\/)(utils?|helpers?|common|shared|lib|core|services|types|constants)(\/|\.ts$)/;
    expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });
});

/** Object types' field definitions without `@access`; inputs and enums have none to protect. */
function fieldsWithoutAccess(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
    .replaceAll(/"""[\s\S]*?"""/g, '')
    .replaceAll(/^\s*"[^"]*"\s*$/gm, '');
  const missing: string[] = [];
  for (const [, name, body] of text.matchAll(/^type (\w+)[^{]*\{([^}]*)\}/gm)) {
    const fields = body!.split(/\n(?=\s{2}\w+[(:])/).filter((field) => field.trim());
    for (const field of fields) if (!field.includes('@access')) missing.push(`${name}: ${field.trim()}`);
  }
  return missing;
}

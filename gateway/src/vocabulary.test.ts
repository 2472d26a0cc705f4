import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Nouns of the section that also mean something to a gateway, which knows no other meaning of them. */
const GENERAL = new Map([
  ['register', 'a plugin is registered'],
  ['gauge', 'a kind of metric'],
]);

function energyNouns(): string[] {
  const glossary = readFileSync(join(root, 'docs/glossary.md'), 'utf8');
  const section = /^## Energy$([\s\S]*?)^## /m.exec(glossary)?.[1] ?? '';
  return [...section.matchAll(/^\| \*\*([^*]+)\*\*/gm)].map(([, noun]) => noun!);
}

/** Written as one word, with a space, in camel case, with a dash or with an underscore. */
const pattern = (noun: string) => new RegExp(`(?<![a-z])${noun.replace(/[ -]/, '[ _-]?')}s?(?![a-z])`, 'i');

const sources = globSync('gateway/src/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('the gateway knows no energy word', () => {
  test('the glossary and the sources are there', () => {
    expect(energyNouns().length).toBeGreaterThan(15);
    expect(sources.length).toBeGreaterThan(40);
    expect(pattern('live load').test('const liveLoads = 1')).toBe(true);
    expect(pattern('kilowatt-hour').test('kilowattHours')).toBe(true);
  });

  const nouns = [...energyNouns(), 'energy', 'kwh', 'kw', 'watt', 'electricity'].filter(
    (noun) => !GENERAL.has(noun),
  );
  test.each(nouns)('%s', (noun) => {
    // The product's own name is not a word about energy.
    const found = sources.filter(({ text }) => pattern(noun).test(text.replaceAll(/citywatt/gi, '')));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

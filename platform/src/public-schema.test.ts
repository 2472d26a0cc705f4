import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, parse, visit } from 'graphql';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const schemaAt = (name: string) => buildSchema(readFileSync(join(root, 'docs/integrate', name), 'utf8'));

/**
 * `published-schema.graphql` is what third parties build on. Who breaks it on purpose says so in a decision record, by a
 * line `Breaks the public schema: <path>` for each path, and then moves the file.
 */
async function unannounced(before: string, after: string, records: string): Promise<string[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path }) => !records.includes(`Breaks the public schema: ${path}`))
    .map(({ message }) => message);
}

test('the public schema breaks nobody', async () => {
  const adr = join(root, 'docs/adr');
  const records = readdirSync(adr).map((name) => readFileSync(join(adr, name), 'utf8'));
  const sdl = (name: string) => readFileSync(join(root, 'docs/integrate', name), 'utf8');
  expect(
    await unannounced(sdl('published-schema.graphql'), sdl('schema.graphql'), records.join('\n')),
  ).toEqual([]);
});

test('a field that goes is noticed, one that comes is not, and a record lets it go', async () => {
  const before = 'type Query { a: Int b: Int }';
  expect(await unannounced(before, 'type Query { a: Int b: Int c: Int }', '')).toEqual([]);
  expect(await unannounced(before, 'type Query { a: Int }', '')).toHaveLength(1);
  expect(await unannounced(before, 'type Query { a: Int }', 'Breaks the public schema: Query.b')).toEqual([]);
});

test('third parties see areas, never sensors, districts or cities as they are inside', () => {
  const schema = schemaAt('schema.graphql');
  const types = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith('__'));
  expect(types).toContain('AreaSeries');
  for (const name of ['Sensor', 'District', 'City', 'Site', 'ConsumptionSeries', 'Mutation'])
    expect(types).not.toContain(name);
});

test('what is published is tagged field by field: a tagged type would publish what is added to it later', () => {
  const tagged: string[] = [];
  for (const name of readdirSync(join(root, 'subgraphs'))) {
    const document = parse(readFileSync(join(root, 'subgraphs', name, 'schema.graphql'), 'utf8'));
    const note = (node: { name: { value: string }; directives?: readonly { name: { value: string } }[] }) => {
      if (node.directives?.some((directive) => directive.name.value === 'tag')) tagged.push(node.name.value);
    };
    visit(document, {
      ObjectTypeDefinition: note,
      ObjectTypeExtension: note,
      InterfaceTypeDefinition: note,
      InputObjectTypeDefinition: note,
      EnumTypeDefinition: note,
    });
  }
  expect(tagged).toEqual([]);
});

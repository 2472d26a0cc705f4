import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCOPES } from '@citywatt/access-policy/principal';
import { isInterfaceType, isObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readGraph } from '../graph/graph.ts';

const root = join(import.meta.dirname, '../../..');
const graph = readGraph(readFileSync(join(root, 'gateway/supergraph.generated.graphql'), 'utf8'));

/** `Type.field` of every object and interface in a schema's text. */
function fieldsOf(sdl: string): { coordinate: string; scope: string | undefined }[] {
  return parse(sdl).definitions.flatMap((definition) => {
    if (
      !('fields' in definition) ||
      !/^(Object|Interface)Type/.test(definition.kind) ||
      definition.name === undefined
    )
      return [];
    const type = 'value' in definition.name ? definition.name.value : '';
    return (definition.fields ?? []).map((field) => {
      const access = field.directives?.find(({ name }) => name.value === 'access');
      const value = access?.arguments?.find(({ name }) => name.value === 'scope')?.value;
      return {
        coordinate: `${type}.${field.name.value}`,
        scope: value?.kind === 'StringValue' ? value.value : undefined,
      };
    });
  });
}

describe('access is collected from the supergraph', () => {
  test('every field of every subgraph says which scope it needs, one that exists', () => {
    const files = globSync('subgraphs/*/schema.graphql', { cwd: root });
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const fields = fieldsOf(readFileSync(join(root, file), 'utf8'));
      expect(fields.length).toBeGreaterThan(10);
      expect([file, fields.filter(({ scope }) => !SCOPES.includes(scope as never))]).toEqual([file, []]);
    }
  });

  test('the committed supergraph has kept each of them', () => {
    expect(graph.access.enforced).toBe(true);
    const files = globSync('subgraphs/*/schema.graphql', { cwd: root });
    for (const file of files) {
      for (const { coordinate, scope } of fieldsOf(readFileSync(join(root, file), 'utf8'))) {
        expect([coordinate, graph.access.scopes.get(coordinate)]).toEqual([coordinate, scope]);
      }
    }
  });

  test('no field that clients see is without one', () => {
    const open = Object.values(graph.apiSchema.getTypeMap())
      .filter((type) => !type.name.startsWith('__'))
      .flatMap((type) =>
        isObjectType(type) || isInterfaceType(type)
          ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
          : [],
      )
      .filter((coordinate) => !graph.access.scopes.has(coordinate));
    expect(open).toEqual([]);
  });
});

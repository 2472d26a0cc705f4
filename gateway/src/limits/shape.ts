import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is with its fragments expanded. */
export interface Shape {
  readonly depth: number;
  readonly breadth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
}

interface Part extends Shape {
  /** Fields of this selection set itself, those of its fragments included. */
  readonly width: number;
}

const NOTHING: Part = { depth: 0, breadth: 0, fields: 0, aliases: 0, directives: 0, width: 0 };

/**
 * Measures an operation without expanding it: each fragment is measured once, so that nested fragments that expand to
 * millions of fields are seen in microseconds. Cyclic fragments count once; validation refuses them.
 */
export function measureShape(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Shape {
  const measured = new Map<string, Part>();

  const ofFragment = (name: string): Part => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return NOTHING;
    measured.set(name, NOTHING);
    const part = ofSelections(fragment.selectionSet, false);
    const withDirectives = { ...part, directives: part.directives + (fragment.directives?.length ?? 0) };
    measured.set(name, withDirectives);
    return withDirectives;
  };

  const ofSelections = (set: SelectionSetNode, introspection: boolean): Part => {
    let total = NOTHING;
    for (const selection of set.selections) {
      const directives = selection.directives?.length ?? 0;
      let part: Part;
      if (selection.kind === Kind.FIELD) {
        // The standard introspection query is deeper than any operation needs to be; graphql-js bounds it by itself.
        const inside = introspection || selection.name.value.startsWith('__');
        const below =
          selection.selectionSet === undefined ? NOTHING : ofSelections(selection.selectionSet, inside);
        part = {
          depth: inside ? 0 : below.depth + 1,
          breadth: below.breadth,
          fields: below.fields + 1,
          aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
          directives: below.directives,
          width: 1,
        };
      } else {
        part =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(selection.name.value)
            : ofSelections(selection.selectionSet, introspection);
      }
      total = {
        depth: Math.max(total.depth, part.depth),
        breadth: Math.max(total.breadth, part.breadth),
        fields: total.fields + part.fields,
        aliases: total.aliases + part.aliases,
        directives: total.directives + part.directives + directives,
        width: total.width + part.width,
      };
    }
    return { ...total, breadth: Math.max(total.breadth, total.width) };
  };

  const shape = ofSelections(definition.selectionSet, false);
  return { ...shape, directives: shape.directives + (definition.directives?.length ?? 0) };
}

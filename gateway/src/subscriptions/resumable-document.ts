import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parseType,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { ResumeRule } from './stream-rules.ts';

/** Both the variable that carries the cursor upstream and the alias under which the payload's cursor comes back. */
export const CURSOR = 'resumeCursor_';

export interface ResumableDocument {
  /** To be planned: the cursor is a variable, whatever it was, and the payload's cursor is selected. */
  readonly document: DocumentNode;
  /** What the client gave, if anything. */
  cursorGiven(variables: Readonly<Record<string, unknown>>): string | undefined;
  /** The client's variables that say where to resume: they do not tell runs apart. */
  readonly cursorVariable: string | undefined;
}

/**
 * Rewrites a subscription so that the gateway can resume it by itself: two clients that differ in nothing but the
 * cursor get equal documents.
 */
export function resumable(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  root: FieldNode,
  rule: ResumeRule,
  argumentType: string,
): ResumableDocument {
  const given = root.arguments?.find((argument) => argument.name.value === rule.argument)?.value;
  const others = root.arguments?.filter((argument) => argument.name.value !== rule.argument) ?? [];
  const name = { kind: Kind.NAME, value: CURSOR } as const;
  const variable = { kind: Kind.VARIABLE, name } as const;

  const field: FieldNode = {
    ...root,
    arguments: [
      ...others,
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: rule.argument }, value: variable },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        ...(root.selectionSet?.selections ?? []),
        { kind: Kind.FIELD, alias: name, name: { kind: Kind.NAME, value: rule.field } },
      ],
    },
  };
  const cursorVariable = given?.kind === Kind.VARIABLE ? given.name.value : undefined;
  const rewritten: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []).filter(
        (definition) => definition.variable.name.value !== cursorVariable,
      ),
      { kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(argumentType) },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  return {
    document: {
      ...document,
      definitions: document.definitions.map((definition) =>
        definition === operation ? rewritten : definition,
      ),
    },
    cursorGiven: (variables) => textOf(given, variables),
    cursorVariable,
  };
}

function textOf(
  given: ValueNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  const value = given === undefined ? undefined : valueFromASTUntyped(given, variables);
  return typeof value === 'string' ? value : undefined;
}

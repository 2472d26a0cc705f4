import { type DocumentNode, Kind, type OperationDefinitionNode, separateOperations, visit } from 'graphql';
import { OperationRefused } from './operation-refused.ts';

/** The variables that decide by `@skip` and `@include` what an operation asks for. */
export function conditionsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const names = new Set<string>();
  visit(separateOperations(document)[operation.name?.value ?? ''] ?? document, {
    Directive({ name, arguments: given }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/**
 * A nullable variable with a default is valid as a condition, and may still be given as null.
 * @throws {OperationRefused} `BAD_USER_INPUT` naming the first that is neither true nor false.
 */
export function enforceConditions(
  conditions: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): void {
  const neither = conditions.find((name) => typeof variables[name] !== 'boolean');
  if (neither === undefined) return;
  const message = `$${neither} decides what is asked for and must be true or false.`;
  throw new OperationRefused('BAD_USER_INPUT', message, 400, { variable: neither });
}

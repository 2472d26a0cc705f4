import type { Principal } from '@citywatt/access-policy/principal';
import type { Endpoint } from '../endpoint.ts';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { RestOperation } from './rest-operations.ts';
import { statusOf } from './routes.ts';

/**
 * The value of an operation's one field.
 * @throws {OperationRefused} with the status of whatever went wrong; `NOT_FOUND` where the field is null.
 */
export type AnswerOperation = (
  operation: RestOperation,
  variables: Readonly<Record<string, unknown>>,
  principal: Principal,
  correlationId: string,
) => Promise<object>;

/** Asks the graph that an operation is of, under the caller's access, limits and budget. */
export const answersFrom =
  (endpointOf: (operation: RestOperation) => Endpoint): AnswerOperation =>
  async (operation, variables, principal, correlationId) => {
    const request = {
      query: undefined,
      documentHash: operation.documentHash,
      operationName: undefined,
      variables,
    };
    const { data, errors } = await endpointOf(operation).run(request, principal, correlationId);
    const [error] = errors ?? [];
    if (error !== undefined) {
      const { code: given, ...details } = error.extensions ?? {};
      const code = String(given ?? 'INTERNAL_SERVER_ERROR');
      throw new OperationRefused(code, error.message, statusOf(code), details);
    }
    const [value] = Object.values(data ?? {});
    if (value === null || value === undefined)
      throw new OperationRefused('NOT_FOUND', 'What is asked for is not there, or is not yours to see.', 404);
    return value as object;
  };

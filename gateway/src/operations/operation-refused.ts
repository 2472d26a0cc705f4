import { GraphQLError } from 'graphql';

/**
 * The caller asked for something that is refused before anything runs. `code` is stable, the message is for people,
 * `details` (numbers that were exceeded, scopes that are missing) go into the error's extensions.
 */
export class OperationRefused extends GraphQLError {
  override readonly name = 'OperationRefused';
  readonly code: string;
  readonly httpStatus: number;

  constructor(
    code: string,
    message: string,
    httpStatus: number,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message, { extensions: { code, ...details } });
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

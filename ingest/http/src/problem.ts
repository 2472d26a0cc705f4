import type { FastifyReply } from 'fastify';
import { RequestError } from './request-errors.ts';
import { UnavailableError } from './unavailable.ts';

/** RFC 9457, with the stable code that clients branch on. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What is answered to an error; undefined for a bug of ours. */
export function problemOf(error: unknown): Problem | undefined {
  const of = (status: number, code: string, detail: string) => ({
    status,
    title: TITLES[status] ?? 'Error',
    code,
    detail,
  });
  if (error instanceof RequestError) return of(error.status, error.code, error.message);
  if (error instanceof UnavailableError) return of(503, error.code, error.message);
  // What Fastify itself refuses, such as a JSON body of a small route.
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const code = statusCode === 413 ? 'too-large' : statusCode === 415 ? 'unsupported-media' : 'unreadable';
    return of(statusCode, code, String(message));
  }
  return undefined;
}

export const internalProblem: Problem = {
  status: 500,
  title: 'Internal Server Error',
  code: 'internal',
  detail: 'an error of ours; nothing is lost, send it again',
};

export function sendProblem(reply: FastifyReply, problem: Problem, error: unknown): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="citywatt"');
  if (error instanceof UnavailableError) reply.header('retry-after', String(error.retryAfterSeconds));
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

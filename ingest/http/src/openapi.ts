import { QUALITIES } from '@citywatt/reading-stream/reading';
import { CSV_COLUMNS } from './csv-reader.ts';
import { REJECTION_CODES } from './item.ts';
import { readingSchemas } from './openapi-readings.ts';
import { REPORTED_ITEMS } from './report.ts';

const ref = (kind: 'schemas' | 'responses', name: string) => ({ $ref: `#/components/${kind}/${name}` });
const json = (name: string) => ({ 'application/json': { schema: ref('schemas', name) } });
const problem = (description: string, headers?: object) => ({
  description,
  ...(headers ? { headers } : {}),
  content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } },
});
const retryAfter = {
  'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer', minimum: 0 } },
};

/** What this door does, in OpenAPI 3.1. */
export function openApiDocument() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Citywatt HTTP door',
      version: '1.0.0',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Takes readings of sensors. A reading is known by sensor, register and time: sending one again is harmless, and after a 503 the whole request should be sent again.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    paths: {
      '/ingest': { post: ingestOperation() },
      '/rejected': { get: rejectedOperation() },
      '/rejected/replay': { post: replayOperation() },
      '/openapi.json': {
        get: {
          operationId: 'describe',
          summary: 'This document',
          security: [],
          responses: {
            '200': {
              description: 'OpenAPI 3.1',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
          },
        },
      },
      '/healthz': {
        get: {
          operationId: 'health',
          summary: 'The process lives',
          security: [],
          responses: {
            '200': { description: 'It does.', content: { 'text/plain': { schema: { type: 'string' } } } },
          },
        },
      },
      '/readyz': {
        get: {
          operationId: 'readiness',
          summary: 'A reading would be taken now',
          security: [],
          responses: {
            '200': { description: 'It would.', content: json('Readiness') },
            '503': { description: 'It would not, with the reason.', content: json('Readiness') },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'cw_<id>_<secret>',
          description: 'An API key with the scope `ingest`.',
        },
      },
      schemas: { ...readingSchemas(QUALITIES), ...answerSchemas() },
      responses: {
        Unreadable: problem('The body as a whole cannot be read; the detail says what and where.'),
        BadQuery: problem('A parameter is wrong; the detail names it.'),
        Unauthenticated: problem('No valid API key.', {
          'WWW-Authenticate': { required: true, schema: { type: 'string' } },
        }),
        Forbidden: problem('The key has no scope `ingest`.'),
        TooLarge: problem('The body is too long.'),
        UnsupportedMedia: problem('Another content type, charset or content encoding is needed.'),
        TooManyRequests: problem('Too many requests a second from this address.', retryAfter),
        Unavailable: problem(
          'The reading stream cannot take readings now. None of the request counts as taken: send all of it again.',
          retryAfter,
        ),
      },
    },
  };
}

function ingestOperation() {
  return {
    operationId: 'ingest',
    summary: 'Send readings',
    description: [
      'One reading, an array of them, NDJSON or CSV; NDJSON and CSV are streamed and may be long. `Content-Encoding: gzip` is understood.',
      'The answer comes when the stream has the readings on disk. Items that are rejected are kept with their reason; mend the cause and replay them.',
      `CSV has a header of the fields' names: ${CSV_COLUMNS.join(', ')}.`,
    ].join('\n\n'),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            oneOf: [
              ref('schemas', 'Reading'),
              { type: 'array', minItems: 1, items: ref('schemas', 'Reading') },
            ],
          },
          examples: {
            simple: {
              value: {
                timestamp: 1_750_000_020,
                geographic_coordinate: { latitude: 38.72, longitude: -9.14 },
                energy_usage: 0.021,
              },
            },
            interval: {
              value: [
                {
                  sensor: 'meter-17',
                  intervalStart: '2026-03-29T02:00:00+01:00',
                  intervalEnd: '2026-03-29T02:15:00+01:00',
                  energyKwh: 0.125,
                },
              ],
            },
            register: {
              value: { sensor: 'meter-17', eventTime: '2026-03-29T01:15:00Z', registerKwh: 48_213.5 },
            },
          },
        },
        'application/x-ndjson': { schema: { type: 'string', description: 'One reading a line.' } },
        'text/csv': { schema: { type: 'string', description: 'A header, then one reading a line.' } },
      },
    },
    responses: {
      '201': { description: 'All taken: the stream has them.', content: json('Report') },
      '207': { description: 'Some taken, some rejected.', content: json('Report') },
      '422': { description: 'None taken: all are rejected.', content: json('Report') },
      '400': ref('responses', 'Unreadable'),
      '401': ref('responses', 'Unauthenticated'),
      '403': ref('responses', 'Forbidden'),
      '413': ref('responses', 'TooLarge'),
      '415': ref('responses', 'UnsupportedMedia'),
      '429': ref('responses', 'TooManyRequests'),
      '503': ref('responses', 'Unavailable'),
    },
  };
}

const codeSchema = { type: 'string', enum: [...REJECTION_CODES] };
const idSchema = { type: 'string', pattern: '^\\d+-\\d+$' };
const parameter = (name: string, schema: object, description: string) => ({
  name,
  in: 'query',
  required: false,
  schema,
  description,
});

function rejectedOperation() {
  return {
    operationId: 'listRejected',
    summary: 'Rejected items of the tenant, oldest first',
    parameters: [
      parameter('after', idSchema, '`next` of the page before.'),
      parameter('limit', { type: 'integer', minimum: 1, maximum: 1_000, default: 100 }, 'Items a page.'),
      parameter('code', codeSchema, 'Only those with this reason.'),
    ],
    responses: {
      '200': { description: 'A page; `next` is absent on the last.', content: json('RejectedPage') },
      ...failures(),
    },
  };
}

function replayOperation() {
  return {
    operationId: 'replayRejected',
    summary: 'Read rejected items again',
    description:
      'Those that are accepted now leave the list; what remains of a batch gets new ids. Without a body all are read.',
    requestBody: { required: false, content: json('ReplayRequest') },
    responses: {
      '200': { description: 'What became of them.', content: json('ReplayReport') },
      ...failures(),
    },
  };
}

const failures = () => ({
  '400': ref('responses', 'BadQuery'),
  '401': ref('responses', 'Unauthenticated'),
  '403': ref('responses', 'Forbidden'),
  '429': ref('responses', 'TooManyRequests'),
  '503': ref('responses', 'Unavailable'),
});

function answerSchemas() {
  const object = (properties: object, required: readonly string[]) => ({
    type: 'object',
    properties,
    required: [...required],
    additionalProperties: false,
  });
  const count = { type: 'integer', minimum: 0 };
  const reason = { code: codeSchema, field: { type: 'string' }, message: { type: 'string' } };
  return {
    Report: object(
      {
        received: count,
        accepted: count,
        rejected: count,
        items: {
          type: 'array',
          maxItems: REPORTED_ITEMS,
          items: ref('schemas', 'ReportedItem'),
          description: 'Every rejected item; what is not listed here or left out has been taken.',
        },
        itemsLeftOut: { ...count, description: 'Rejected items that are kept, but too many to list here.' },
      },
      ['received', 'accepted', 'rejected', 'items', 'itemsLeftOut'],
    ),
    ReportedItem: object(
      {
        index: { ...count, description: 'From 0, through the items of the body.' },
        line: { type: 'integer', minimum: 1, description: 'Of an NDJSON or CSV body.' },
        id: idSchema,
        ...reason,
      },
      ['index', 'id', 'code', 'message'],
    ),
    RejectedPage: object(
      { items: { type: 'array', items: ref('schemas', 'RejectedItem') }, next: idSchema },
      ['items'],
    ),
    RejectedItem: object(
      {
        id: idSchema,
        rejectedAt: { type: 'string', format: 'date-time' },
        ...reason,
        item: { type: 'object', description: 'As it came.' },
        text: { type: 'string', description: 'What stood in its place; it cannot be replayed.' },
      },
      ['id', 'rejectedAt', 'code', 'message'],
    ),
    ReplayRequest: object(
      { after: idSchema, code: codeSchema, ids: { type: 'array', maxItems: 1_000, items: idSchema } },
      [],
    ),
    ReplayReport: object({ replayed: count, accepted: count, rejected: count, next: idSchema }, [
      'replayed',
      'accepted',
      'rejected',
    ]),
    Readiness: object({ ready: { type: 'boolean' }, code: { type: 'string' }, reason: { type: 'string' } }, [
      'ready',
    ]),
    Problem: object(
      {
        status: { type: 'integer' },
        title: { type: 'string' },
        code: { type: 'string', description: 'Stable.' },
        detail: { type: 'string' },
      },
      ['status', 'title', 'code', 'detail'],
    ),
  };
}

import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { parametersOf, readParameters } from './parameters.ts';

const schema = buildSchema(`
  enum Step { QUARTER_HOUR DAY }
  input Span { from: String! to: String! }
  input Odd { a: Int b: Int c: Int }
  type Query { ask(id: ID!, span: Span!, step: Step, first: Int, ids: [ID!], open: Boolean, odd: Odd): String }
`);
const document =
  'query Ask($id: ID!, $timeFrame: Span!, $step: Step, $first: Int = 100, $ids: [ID!], $open: Boolean, $odd: Odd) { __typename }';
const names = {
  id: 'id',
  timeFrame: 'time_frame',
  step: 'step',
  first: 'first',
  ids: 'ids',
  open: 'open',
  odd: 'odd',
};
const parameters = parametersOf(
  {
    name: 'Ask',
    path: '/ask',
    graph: 'public',
    description: '',
    parameters: Object.entries(names).map(([variable, name]) => ({
      variable,
      name,
      description: `the ${name}`,
    })),
    document,
  },
  schema,
);
const NOW = Date.parse('2026-11-27T12:00:00.400Z');
const read = (given: Record<string, unknown>) =>
  readParameters(parameters, { id: 'x', time_frame: 'PT1H', ...given }, NOW);
const span = (text: string) => read({ time_frame: text })['timeFrame'];

test.each([
  ['PT1H', '2026-11-27T11:00:00Z', '2026-11-27T12:00:00Z'],
  ['P7D', '2026-11-20T12:00:00Z', '2026-11-27T12:00:00Z'],
  ['PT0.5S/2026-11-01T00:00:00Z', '2026-10-31T23:59:59.5Z', '2026-11-01T00:00:00Z'],
  ['2026-11-01T00:00:00+01:00/P1W', '2026-10-31T23:00:00Z', '2026-11-07T23:00:00Z'],
  ['2026-10-01T00:00:00Z/2026-10-02T00:00:00Z', '2026-10-01T00:00:00Z', '2026-10-02T00:00:00Z'],
])('%s is a span of time', (text, from, to) => {
  expect(span(text)).toEqual({ from, to });
});

test.each([
  'today',
  '2026-10-01',
  'P1M',
  'PT1H/PT2H/PT3H',
  '2026-10-01T00:00:00Z',
  '/',
  'P1Y/2026-01-01T00:00:00Z',
])('%s is none, and the message says what is', (text) => {
  expect(() => span(text)).toThrow(/^time_frame is .*not a span of time such as PT24H/);
});

test('texts become what the variables are', () => {
  expect(read({ step: 'quarter-hour', first: '5', ids: 'a,b', open: 'true' })).toMatchObject({
    step: 'QUARTER_HOUR',
    first: 5,
    ids: ['a', 'b'],
    open: true,
  });
  expect(parameters.find(({ name }) => name === 'first')).toMatchObject({ required: false, default: 100 });
});

test('every fault is told at once', () => {
  expect(() =>
    readParameters(parameters, { step: 'minute', first: 'many', open: 'yes', odd: '1', colour: 'red' }, NOW),
  ).toThrow(
    /colour is not a parameter.*id is missing: the id; time_frame is missing.*step is "minute", not one of quarter-hour, day; first is "many", not a number; open is "yes".*odd is "1"/,
  );
});

import { readFileSync } from 'node:fs';
import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { expect, test } from 'vitest';
import { readConfig } from './environment.ts';
import { readGraph } from './graph/graph.ts';
import { DEFAULT_LIMITS } from './limits/limits.ts';
import { OperationRefused } from './operations/operation-refused.ts';
import { readPersistedDocuments } from './operations/persisted-documents.ts';
import { operationGate } from './operations/prepare.ts';
import { planSubscription } from './subscriptions/subscription-plan.ts';

const config = readConfig({ CITYWATT_PRINCIPAL_SECRET: 'a secret of at least thirty-two characters' });
const graph = readGraph(readFileSync(config.supergraphFile, 'utf8'));
const documents = await readPersistedDocuments(config.persistedDocumentsFile);
const gate = operationGate(graph, { persisted: documents, adHocScope: 'explore', limits: DEFAULT_LIMITS });

/** Whatever a variable of this type may be. */
const VALUES: Record<string, unknown> = {
  ID: 'id',
  String: 'text',
  Int: 1,
  TimeRange: { from: '2026-03-29T00:00:00+00:00', to: '2026-03-30T00:00:00+01:00' },
  Resolution: 'HOUR',
};

function variablesOf(document: string): Record<string, unknown> {
  const declared = /^[^{(]*\(([^)]*)\)/.exec(document)?.[1] ?? '';
  return Object.fromEntries(
    [...declared.matchAll(/\$(\w+): (\w+)/g)].map(([, name, type]) => [name, VALUES[type!]]),
  );
}

test('there are documents', () => {
  expect(documents.size).toBeGreaterThan(0);
});

test.each([...documents].map(([hash, text]) => [/^\w+ (\w+)/.exec(text)?.[1], hash, text]))(
  'the local operator may run %s of the committed web app on the committed supergraph',
  (_name, hash, text) => {
    const asked = {
      query: undefined,
      documentHash: hash,
      operationName: undefined,
      variables: variablesOf(text!),
    };
    const prepared = gate(asked, LOCAL_OPERATOR.scopes);
    if (prepared.operation.operation !== 'subscription') return;
    const plan = planSubscription(graph, new Map(), prepared);
    expect([plan.resumes, plan.upstreamQuery]).toEqual([true, expect.stringContaining('subscription')]);
    expect(() => gate(asked, ['explore'])).toThrow(OperationRefused);
  },
);

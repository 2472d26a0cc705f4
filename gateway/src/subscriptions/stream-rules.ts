import { type DocumentNode, Kind, type ObjectTypeDefinitionNode } from 'graphql';
import { argumentsOf } from '../limits/cost-rules.ts';

export type DeliveryPolicy = 'EVERY_EVENT' | 'LATEST_WINS';

export interface ResumeRule {
  /** The argument that takes a cursor. */
  readonly argument: string;
  /** The field of the payload that holds it. */
  readonly field: string;
}

/** What the supergraph says about each field of `Subscription`. */
export interface StreamRules {
  readonly delivery: ReadonlyMap<string, DeliveryPolicy>;
  readonly resume: ReadonlyMap<string, ResumeRule>;
}

export function readStreamRules(supergraph: DocumentNode): StreamRules {
  const delivery = new Map<string, DeliveryPolicy>();
  const resume = new Map<string, ResumeRule>();
  const root = supergraph.definitions.find(
    (definition): definition is ObjectTypeDefinitionNode =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Subscription',
  );
  for (const field of root?.fields ?? []) {
    const policy = field.directives?.find((directive) => directive.name.value === 'delivery');
    if (policy !== undefined && argumentsOf(policy)['policy'] === 'LATEST_WINS')
      delivery.set(field.name.value, 'LATEST_WINS');
    for (const argument of field.arguments ?? []) {
      const cursor = argument.directives?.find((directive) => directive.name.value === 'resumeCursor');
      if (cursor === undefined) continue;
      resume.set(field.name.value, {
        argument: argument.name.value,
        field: String(argumentsOf(cursor)['field']),
      });
    }
  }
  return { delivery, resume };
}

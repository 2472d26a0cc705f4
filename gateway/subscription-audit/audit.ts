import { CHECKS } from './checks.ts';
import { type Gateway, subscriberAt, until } from './client.ts';
import type { Shop } from './shop.ts';

export interface Finding {
  readonly name: string;
  readonly level: 'must' | 'should';
  /** Undefined: it holds. */
  readonly fault: string | undefined;
}

/** Runs every check against a gateway that serves the shop's supergraph; one after another, each from a clean state. */
export async function audit(shop: Shop, gateway: Gateway): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, level, run } of CHECKS) {
    const { subscribe, closeAll } = subscriberAt(gateway);
    let fault: string | undefined;
    try {
      await run({ shop, subscribe });
    } catch (error) {
      fault = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    }
    await closeAll();
    // A gateway that leaves something behind is not to be blamed for it twice.
    await until('nothing is left', () => shop.open === 0).catch(() => {});
    findings.push({ name, level, fault });
  }
  return findings;
}

export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map(
    ({ name, level, fault }) =>
      `| ${fault === undefined ? '✓' : '✗'} | ${level} | ${name} | ${fault ?? ''} |`,
  );
  const held = (level: Finding['level']) => {
    const of = findings.filter((finding) => finding.level === level);
    return `${of.filter(({ fault }) => fault === undefined).length} of ${of.length} ${level}`;
  };
  return [
    '|   | level | check | what was seen |',
    '| - | ----- | ----- | ------------- |',
    ...rows,
    '',
    `${held('must')}, ${held('should')}`,
  ].join('\n');
}

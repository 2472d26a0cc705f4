import { checkByName, checks } from './checks/checks.ts';
import { type CheckResult, NOTHING } from './checks/result.ts';

/**
 * `npm test`: every check, one after the other, all of them even when one fails; with names, only those. Ends with one
 * plain line that says how many tests passed, failed and were skipped.
 */
const names = process.argv.slice(2);
const chosen = names.length === 0 ? checks : names.map(checkByName);
let total: CheckResult = NOTHING;
const summary: string[] = [];

for (const check of chosen) {
  console.log(`\n== ${check.name}: ${check.promise}`);
  const startedAt = performance.now();
  const result = await check.run();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  summary.push(
    `${check.name.padEnd(12)} ${result.passed} passed, ${result.failed.length} failed, ${result.skipped.length} skipped in ${seconds} s`,
  );
  total = {
    passed: total.passed + result.passed,
    failed: [...total.failed, ...result.failed],
    skipped: [...total.skipped, ...result.skipped],
  };
}

/** The message, and where it was thrown. */
const LINES_OF_A_FAILURE = 12;
const firstLines = (text: string) => text.split('\n').slice(0, LINES_OF_A_FAILURE).join('\n  ');

console.log(`\n${summary.join('\n')}`);
for (const failed of total.failed) console.log(`failed: ${firstLines(failed)}`);
for (const skipped of total.skipped) console.log(`skipped: ${skipped}`);
console.log(`\n${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;

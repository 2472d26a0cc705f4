/** `npm run replay -- <file.csv>`: readings of a file into a city of its own. Addresses come from the environment. */
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { connect } from '@nats-io/transport-node';
import { readDoorConfig } from './environment.ts';
import { readArguments } from './replay/replay-arguments.ts';
import { replay } from './replay.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const count = (value: number) => value.toLocaleString('en-GB');

const aborted = new AbortController();
process.once('SIGINT', () => aborted.abort(new Error('stopped')));
process.once('SIGTERM', () => aborted.abort(new Error('stopped')));

async function main() {
  const given = readArguments(process.argv.slice(2));
  const config = readDoorConfig(processEnvironment());
  const connection = await connect({
    ...natsAddress(config.natsUrl),
    name: 'replay',
    maxReconnectAttempts: -1,
    // A server that is being started again gets its time.
    waitOnFirstConnect: true,
    ignoreAuthErrorAbort: true,
  });
  print(`replaying ${given.file} into city ${given.city}`);
  let before = 0;
  try {
    const report = await replay({
      ...given,
      connection,
      door: { url: config.doorUrl, key: config.ingestKey },
      signal: aborted.signal,
      onProgress({ accepted, rejected, dataTime, waitingFor }) {
        const at = dataTime > 0 ? `, up to ${new Date(dataTime).toISOString()}` : '';
        const wait = waitingFor === undefined ? '' : `; waiting: ${waitingFor}`;
        print(
          `  ${count(accepted)} readings (+${count(accepted - before)}), ${count(rejected)} rejected${at}${wait}`,
        );
        before = accepted;
      },
    });
    const seconds = report.tookMs / 1_000;
    print(
      `${count(report.accepted)} readings of ${count(report.sensors)} sensors in ${report.districts} districts, ` +
        `${seconds.toFixed(1)} s, ${count(Math.round(report.accepted / seconds))} a second`,
    );
    if (report.rejected === 0) return;
    for (const [code, times] of report.rejectedByCode) {
      const example = report.rejections.find((rejection) => rejection.code === code);
      print(`  rejected ${count(times)} x ${code}: ${example?.message ?? ''}`);
    }
    process.exitCode = 1;
  } finally {
    await connection.close();
  }
}

try {
  await main();
} catch (error) {
  // What an operator can mend is said in one line; a fault of ours shows where it is.
  const expected = aborted.signal.aborted || (error instanceof Error && 'code' in error);
  process.stderr.write(`${expected ? `citywatt: ${(error as Error).message}` : (error as Error).stack}\n`);
  process.exitCode = 1;
}

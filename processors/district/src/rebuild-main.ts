/** `npm run rebuild -- <city> <from>..<to>`: windows anew from raw readings. Addresses come from the environment. */
import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { connect } from '@nats-io/transport-node';
import { readConfig } from './environment.ts';
import { progressLine } from './rebuild/progress-line.ts';
import { rebuild } from './rebuild/rebuild.ts';
import { readArguments } from './rebuild/rebuild-arguments.ts';

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort(new Error('no longer followed; what was asked for goes on')));
process.once('SIGTERM', () => stopped.abort(new Error('no longer followed; what was asked for goes on')));

async function main() {
  const given = readArguments(process.argv.slice(2));
  const config = readConfig(processEnvironment());
  const measurements = connectMeasurementStore(config.clickhouse);
  const connection = await connect({
    ...natsAddress(config.natsUrl),
    name: 'rebuild',
    maxReconnectAttempts: -1,
  });
  const progress = progressLine(process.stdout);
  try {
    const { districts, from, to } = await rebuild({
      ...given,
      connection,
      measurements,
      signal: stopped.signal,
      onProgress: (left) => progress.show(left),
    });
    progress.end();
    const range = [from, to].map((time) => new Date(time).toISOString()).join('..');
    process.stdout.write(`${districts} districts of ${given.city} are as their raw readings say, ${range}\n`);
  } finally {
    progress.end();
    await connection.close();
    await measurements.close();
  }
}

try {
  await main();
} catch (error) {
  // What an operator can mend is said in one line; a fault of ours shows where it is.
  const expected = stopped.signal.aborted || (error instanceof Error && 'code' in error);
  const said = stopped.signal.aborted ? (stopped.signal.reason as Error) : (error as Error);
  process.stderr.write(`${expected ? `citywatt: ${said.message}` : said.stack}\n`);
  process.exitCode = 1;
}

import { createServer } from 'node:net';
import type { PlatformPorts } from './environment.ts';

/** Ports that something else listens on; the message is one line that names their variables. */
export class PortTaken extends Error {
  readonly code = 'PORT_TAKEN';
}

/** Every port that the platform will listen on, with the variable that moves it. */
export function portsInUse(ports: PlatformPorts): { readonly variable: string; readonly port: number }[] {
  return [
    { variable: 'CITYWATT_PORT', port: ports.gateway },
    { variable: 'CITYWATT_HTTP_DOOR_PORT', port: ports.httpDoor },
    ...ports.subgraphs.map((port) => ({ variable: 'CITYWATT_SUBGRAPH_PORT', port })),
    { variable: 'CITYWATT_NATS_PORT', port: ports.nats },
    { variable: 'CITYWATT_CLICKHOUSE_PORT', port: ports.clickhouse },
    { variable: 'CITYWATT_POSTGRES_PORT', port: ports.postgres },
    ...[...ports.metrics.values()].map((port) => ({ variable: 'CITYWATT_METRICS_PORT', port })),
  ];
}

/** @throws {PortTaken} before anything has started. */
export async function assertPortsFree(host: string, ports: PlatformPorts): Promise<void> {
  const checked = await Promise.all(
    portsInUse(ports).map(async (entry) => ({ ...entry, free: await isFree(host, entry.port) })),
  );
  const taken = checked.filter((entry) => !entry.free).map((entry) => `${entry.variable} ${entry.port}`);
  if (taken.length === 0) return;
  const these = taken.length === 1 ? 'A port is' : 'Ports are';
  throw new PortTaken(
    `${these} taken: ${taken.join(', ')}. Set the variable, or CITYWATT_PORT_OFFSET to move all`,
  );
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

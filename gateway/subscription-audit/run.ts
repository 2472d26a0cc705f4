import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { audit, tableOf } from './audit.ts';
import { ourGateway } from './our-gateway.ts';
import { openShop } from './shop.ts';

/**
 * `npm run audit`: our gateway. `npm run audit -- --url ws://host:port/graphql [--ports 4601,4602]`: any other, which must
 * serve the supergraph that `--write <file>` writes, with subscriptions of its subgraphs over graphql-ws.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    ports: { type: 'string', default: '4601,4602' },
    write: { type: 'string' },
    header: { type: 'string' },
  },
});
const [products = 0, stock = 0] = values.ports.split(',').map(Number);
const shop = await openShop([products, stock]);
try {
  if (values.write !== undefined) {
    await writeFile(values.write, shop.supergraph);
    console.log(`${values.write} is written: serve it, then ask again with --url`);
  } else if (values.url === undefined) await auditOurs();
  else {
    const connectionParams = values.header === undefined ? {} : { authorization: values.header };
    report(await audit(shop, { url: values.url, connectionParams }));
  }
} finally {
  await shop.stop();
}

async function auditOurs(): Promise<void> {
  const gateway = await ourGateway(shop);
  try {
    report(await audit(shop, gateway));
  } finally {
    await gateway.stop();
  }
}

function report(findings: Awaited<ReturnType<typeof audit>>): void {
  console.log(tableOf(findings));
  if (findings.some(({ level, fault }) => level === 'must' && fault !== undefined)) process.exitCode = 1;
}

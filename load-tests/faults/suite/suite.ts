import { fault as clickhouseDown } from '../clickhouse-down.ts';
import { fault as clickhouseReadOnly } from '../clickhouse-read-only.ts';
import { fault as clickhouseSlow } from '../clickhouse-slow.ts';
import { fault as connectionReset } from '../connection-reset-after-insert.ts';
import { fault as doorKilledAfterItsStart } from '../door-killed-after-its-start.ts';
import { fault as duplicates } from '../duplicates.ts';
import { fault as fullDisk } from '../full-disk.ts';
import { fault as fullStream } from '../full-stream.ts';
import { fault as killAnything } from '../kill-9-of-anything.ts';
import { fault as killClickHouse } from '../kill-9-of-clickhouse.ts';
import { fault as killNats } from '../kill-9-of-nats.ts';
import { fault as killDoor } from '../kill-9-of-the-door.ts';
import { fault as killProcessor } from '../kill-9-of-the-processor.ts';
import { fault as lostOfClickHouse } from '../lost-acknowledgements-of-clickhouse.ts';
import { fault as lostOfNats } from '../lost-acknowledgements-of-nats.ts';
import { fault as natsStopped } from '../nats-stopped-and-continued.ts';
import { fault as olderStateVersion } from '../older-state-version.ts';
import { fault as oversizedMessages } from '../oversized-messages.ts';
import { fault as poisonMessages } from '../poison-messages.ts';
import { fault as powerCut } from '../power-cut.ts';
import { fault as revisionAfterRawTtl } from '../revision-after-raw-ttl.ts';
import { fault as shuffled } from '../shuffled.ts';
import { fault as workerStopped } from '../worker-stopped-and-continued.ts';
import type { Fault } from './fault.ts';

export const faults: readonly Fault[] = [
  fullStream,
  killProcessor,
  killDoor,
  killNats,
  killClickHouse,
  killAnything,
  doorKilledAfterItsStart,
  workerStopped,
  natsStopped,
  clickhouseDown,
  clickhouseSlow,
  clickhouseReadOnly,
  connectionReset,
  lostOfNats,
  lostOfClickHouse,
  duplicates,
  shuffled,
  poisonMessages,
  oversizedMessages,
  revisionAfterRawTtl,
  fullDisk,
  powerCut,
  olderStateVersion,
];

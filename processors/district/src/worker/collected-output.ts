import type { DomainEvent } from '@citywatt/domain-events/event';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { ACTIVE_IMPORT, type DistrictRollupRow } from '@citywatt/measurement-store/rows';
import { partitionOf } from '@citywatt/reading-stream/partition';
import type { Outbox, Refusal, SensorQuarter } from '../actor/outbox.ts';
import type { DistrictState } from '../state/district-state.ts';

const SENSOR_BLOCK_ROWS = 131_072;

export interface CityWindowInput {
  readonly district: string;
  readonly windowStart: number;
  readonly energyMilliwattHours: number;
  readonly closed: boolean;
  readonly version: string;
}

export interface CityInputs {
  readonly tenant: string;
  readonly city: string;
  /** The partition of the city's own actor. */
  readonly target: number;
  /** By district and window: only the last value of each goes out. */
  readonly windows: Map<string, CityWindowInput>;
}

/** What the actors gave out between two flushes. */
export class CollectedOutput implements Outbox {
  /** By identity: of a window that changed several times only the last row goes out. */
  readonly districtRows = new Map<string, DistrictRollupRow>();
  readonly sensorBlocks: SensorRollupBlock[] = [];
  readonly events: DomainEvent[] = [];
  readonly refusedLate: { readonly partition: number; readonly refusal: Refusal }[] = [];
  readonly deadletters: { readonly partition: number; readonly refusal: Refusal }[] = [];
  readonly cityInputs = new Map<string, CityInputs>();
  sensorRows = 0;

  get rows(): number {
    return this.districtRows.size + this.sensorRows;
  }

  get empty(): boolean {
    return (
      this.rows +
        this.events.length +
        this.refusedLate.length +
        this.deadletters.length +
        this.cityInputs.size ===
      0
    );
  }

  districtRow(row: DistrictRollupRow): void {
    this.districtRows.set(
      `${row.tenant}/${row.city}/${row.district}/${row.resolution}/${row.windowStart}`,
      row,
    );
  }

  sensorRow(district: DistrictState, quarter: SensorQuarter, version: bigint): void {
    let block = this.sensorBlocks.at(-1);
    if (!block || block.room === 0) {
      // Small at first: most flushes of a quiet city hold a handful of rows.
      block = new SensorRollupBlock(this.sensorBlocks.length === 0 ? 4_096 : SENSOR_BLOCK_ROWS);
      this.sensorBlocks.push(block);
    }
    block.add({
      tenant: district.tenant,
      city: district.city,
      district: district.district,
      sensorNumber: quarter.sensorNumber,
      register: ACTIVE_IMPORT,
      resolution: 'quarter-hour',
      windowStart: quarter.start,
      energyMilliwattHours: quarter.energyMilliwattHours,
      readingCount: quarter.readingCount,
      quality: quarter.quality,
      residential: quarter.residential,
      deliveryPoints: quarter.deliveryPoints,
      oldestIngestTime: quarter.oldestIngestTime,
      version,
    });
    this.sensorRows++;
  }

  event(_partition: number, event: DomainEvent): void {
    this.events.push(event);
  }

  late(partition: number, refusal: Refusal): void {
    this.refusedLate.push({ partition, refusal });
  }

  deadletter(partition: number, refusal: Refusal): void {
    this.deadletters.push({ partition, refusal });
  }

  cityWindow(
    _partition: number,
    district: DistrictState,
    start: number,
    energyMilliwattHours: number,
    closed: boolean,
    version: bigint,
  ): void {
    const { tenant, city } = district;
    const key = `${tenant}/${city}`;
    let inputs = this.cityInputs.get(key);
    if (!inputs) {
      inputs = { tenant, city, target: partitionOf({ tenant, city, district: '' }), windows: new Map() };
      this.cityInputs.set(key, inputs);
    }
    inputs.windows.set(`${district.district}/${start}`, {
      district: district.district,
      windowStart: start,
      energyMilliwattHours,
      closed,
      version: version.toString(),
    });
  }
}

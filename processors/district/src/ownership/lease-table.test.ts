import { expect, test } from 'vitest';
import { ACK_WAIT_MS, LEASE_MS, LeaseTable } from './lease-table.ts';
import type { Token } from './ports.ts';

const tokenOf = (partition: number): Token => ({
  partition,
  renew: async () => {},
  giveBack: async () => {},
});

function tableHolding(count: number, partitions = 8) {
  const table = new LeaseTable('me', partitions);
  for (let partition = 0; partition < count; partition++) {
    table.grant(tokenOf(partition), 0, 0)!.lease.stage = 'held';
  }
  return table;
}

test('a worker alone takes everything', () => {
  const table = new LeaseTable('me', 8);
  expect(table.room(0)).toBe(8);
  expect(table.leastShare(0)).toBe(8);
});

test('a worker that comes makes the others give back what is above their share', () => {
  const table = tableHolding(8);
  expect(table.excess(0)).toEqual([]);
  table.memberSeen('you', 100);
  expect(table.excess(100).map(({ partition }) => partition)).toEqual([7, 6, 5, 4]);
});

test('what is on its way back is not chosen again, and what is still joining not at all', () => {
  const table = tableHolding(8);
  table.memberSeen('you', 100);
  for (const lease of table.excess(100)) lease.stage = 'leaving';
  expect(table.excess(100)).toEqual([]);
  for (const lease of table.leases) lease.stage = 'joining';
  expect(table.excess(100)).toEqual([]);
});

test('a worker that went or fell silent leaves its share to the others', () => {
  const table = tableHolding(4);
  table.memberSeen('you', 0);
  table.memberSeen('they', 0);
  expect(table.room(0)).toBe(0);
  table.memberLeft('you');
  table.memberLeft('they');
  expect(table.room(0)).toBe(4);
  table.memberSeen('you', 1_000);
  expect(table.room(3_999)).toBe(0);
  expect(table.room(4_000)).toBe(4);
});

test('its own announcements do not make a worker two', () => {
  const table = new LeaseTable('me', 8);
  table.memberSeen('me', 0);
  expect(table.members(0)).toBe(1);
});

test('more workers than partitions: some hold nothing, and that is their share', () => {
  const table = new LeaseTable('me', 2);
  for (const other of ['a', 'b', 'c']) table.memberSeen(other, 0);
  expect(table.share(0)).toBe(1);
  expect(table.leastShare(0)).toBe(0);
});

test('a lease ends before the server gives its token to another, and renewals count from when they were sent', () => {
  expect(LEASE_MS).toBeLessThan(ACK_WAIT_MS);
  const table = tableHolding(1);
  const lease = table.of(0)!;
  lease.renewedAt(1_000);
  lease.renewedAt(400);
  expect(table.expired(1_000 + LEASE_MS - 1)).toEqual([]);
  expect(table.expired(1_000 + LEASE_MS)).toEqual([lease]);
});

test('a token that came too late is not taken: its wait may be over', () => {
  const table = new LeaseTable('me', 8);
  expect(table.grant(tokenOf(3), 0, LEASE_MS)).toBeUndefined();
  expect(table.leases).toEqual([]);
});

test('a token given again to its holder carries its lease on', () => {
  const table = tableHolding(1);
  const again = tokenOf(0);
  expect(table.grant(again, 2_000, 2_100)).toEqual({ lease: table.of(0), isNew: false });
  expect(table.of(0)!.token).toBe(again);
  expect(table.expired(4_400)).toEqual([]);
});

test('a token given anew after the lease ended is another lease, and the old one stays ended', () => {
  const table = tableHolding(1);
  const old = table.of(0)!;
  const granted = table.grant(tokenOf(0), 9_000, 9_000)!;
  expect(granted.isNew).toBe(true);
  expect(old.signal.aborted).toBe(true);
  table.forget(old);
  expect(table.of(0)).toBe(granted.lease);
});

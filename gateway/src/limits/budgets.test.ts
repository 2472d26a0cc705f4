import { expect, test } from 'vitest';
import { type Lease, spendingOf } from './budgets.ts';

/** One budget that several gateways lease from. */
function store() {
  const used = new Map<string, number>();
  let leases = 0;
  const lease: Lease = async (account, minute, wanted, budget) => {
    leases++;
    const key = `${account} ${minute}`;
    const taken = Math.max(0, Math.min(wanted, budget - (used.get(key) ?? 0)));
    used.set(key, (used.get(key) ?? 0) + taken);
    return taken;
  };
  return {
    lease,
    get leases() {
      return leases;
    },
  };
}

const BUDGETS = { keyCostPerMinute: 1_000, tenantCostPerMinute: 1_500 };
const one = { tenant: 'demo', subject: 'key:1' };
const other = { tenant: 'demo', subject: 'key:2' };

async function spendAll(spend: () => Promise<void>, cost: number): Promise<number> {
  for (let spent = 0; ; spent += cost) {
    try {
      await spend();
    } catch (error) {
      expect(error).toMatchObject({ code: 'RATE_LIMITED', httpStatus: 429 });
      return spent;
    }
  }
}

test('a key spends its budget, to the last, and asks the store once a slice', async () => {
  const shared = store();
  const { spend } = spendingOf({ ...BUDGETS, tenantCostPerMinute: 0 }, shared.lease, () => 0);
  expect(await spendAll(() => spend(one, () => 1), 1)).toBe(1_000);
  expect(shared.leases).toBe(21);
});

test('gateways share a budget; at most a slice of each is lost', async () => {
  const shared = store();
  const gateways = [1, 2, 3].map(() =>
    spendingOf({ ...BUDGETS, tenantCostPerMinute: 0 }, shared.lease, () => 0),
  );
  let turn = 0;
  const spent = await spendAll(() => gateways[turn++ % 3]!.spend(one, () => 7), 7);
  expect(spent).toBeLessThanOrEqual(1_000);
  expect(spent).toBeGreaterThan(1_000 - 3 * 50);
});

test('all keys of a tenant share its budget', async () => {
  const { spend } = spendingOf(BUDGETS, store().lease, () => 0);
  expect(await spendAll(() => spend(one, () => 10), 10)).toBe(1_000);
  expect(await spendAll(() => spend(other, () => 10), 10)).toBe(500);
});

test('the next minute begins anew, and the refusal says when', async () => {
  let now = 30_000;
  const { spend } = spendingOf(BUDGETS, store().lease, () => now);
  await spend(one, () => 1_000);
  await expect(spend(one, () => 1)).rejects.toMatchObject({
    extensions: { limit: 1_000, retryAfterSeconds: 30 },
  });
  now = 60_000;
  await spend(one, () => 1_000);
});

test('requests that come at once wait for one lease', async () => {
  const shared = store();
  const { spend } = spendingOf({ ...BUDGETS, tenantCostPerMinute: 0 }, shared.lease, () => 0);
  await Promise.all(Array.from({ length: 50 }, () => spend(one, () => 1)));
  expect(shared.leases).toBe(1);
});

test('the local operator has no budget, and takes nothing from the tenant’s', async () => {
  const shared = store();
  const { spend } = spendingOf(BUDGETS, shared.lease, () => 0);
  await spend({ tenant: 'demo', subject: 'local-operator' }, () => 1e9);
  expect(shared.leases).toBe(0);
});

test('without a budget nothing is asked', async () => {
  const shared = store();
  await spendingOf({ keyCostPerMinute: 0, tenantCostPerMinute: 0 }, shared.lease).spend(one, () => 1e12);
  expect(shared.leases).toBe(0);
});

import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { OperationRefused } from '../operations/operation-refused.ts';

/** Cost that a principal's key, and all keys of its tenant together, may spend in a minute; 0: any. */
export interface CostBudgets {
  readonly keyCostPerMinute: number;
  readonly tenantCostPerMinute: number;
}

/**
 * Takes up to `wanted` of what is left of an account's budget in one minute, shared among all gateways; resolves to what
 * was taken. `minute`: whole minutes since 1970.
 */
export type Lease = (account: string, minute: number, wanted: number, budget: number) => Promise<number>;

export interface Spender {
  readonly tenant: string;
  readonly subject: string;
}

export interface Spending {
  /** Resolves when the cost is covered. @throws {OperationRefused} `RATE_LIMITED`, 429, with when to come again. */
  spend(spender: Spender, cost: () => number): Promise<void>;
}

const MINUTE_MS = 60_000;
/** A gateway leases so much of a budget at a time: at most this share is lost when it does not spend it. */
const SLICE_SHARE = 0.05;
const MOST_ACCOUNTS = 10_000;

interface Account {
  readonly minute: number;
  left: number;
  leasing: Promise<void> | undefined;
}

/**
 * Spends from slices that are leased of shared budgets: a request asks the store only when its slice is used up. Budgets
 * are for keys: the local operator, who runs nothing but persisted documents, has none.
 */
export function spendingOf(budgets: CostBudgets, lease: Lease, now: () => number = Date.now): Spending {
  const accounts = new Map<string, Account>();

  const accountAt = (name: string, minute: number): Account => {
    const known = accounts.get(name);
    if (known?.minute === minute) return known;
    if (accounts.size >= MOST_ACCOUNTS) {
      for (const [other, account] of accounts) if (account.minute !== minute) accounts.delete(other);
    }
    const account: Account = { minute, left: 0, leasing: undefined };
    accounts.set(name, account);
    return account;
  };

  const cover = async (name: string, cost: number, budget: number): Promise<void> => {
    if (budget === 0) return;
    const minute = Math.floor(now() / MINUTE_MS);
    const account = accountAt(name, minute);
    while (account.left < cost) {
      const before = account.left;
      account.leasing ??= lease(name, minute, Math.max(cost - before, budget * SLICE_SHARE), budget)
        .then((taken) => {
          account.left += taken;
        })
        .finally(() => {
          account.leasing = undefined;
        });
      await account.leasing;
      if (account.left < cost && account.left <= before) throw tooMuch(name, budget, now());
    }
    account.left -= cost;
  };

  return {
    async spend({ tenant, subject }, costOf) {
      if (subject === LOCAL_OPERATOR.subject) return;
      const cost = costOf();
      await cover(subject, cost, budgets.keyCostPerMinute);
      await cover(`tenant:${tenant}`, cost, budgets.tenantCostPerMinute);
    },
  };
}

function tooMuch(name: string, budget: number, now: number): OperationRefused {
  const retryAfterSeconds = Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1_000);
  const whose = name.startsWith('tenant:') ? 'All keys of this tenant together' : 'This key';
  return new OperationRefused(
    'RATE_LIMITED',
    `${whose} may ask for a cost of ${budget} a minute; the next minute begins in ${retryAfterSeconds} s.`,
    429,
    { limit: budget, retryAfterSeconds },
  );
}

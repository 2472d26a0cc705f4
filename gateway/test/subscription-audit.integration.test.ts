import { expect, test } from 'vitest';
import { audit } from '../subscription-audit/audit.ts';
import { ourGateway } from '../subscription-audit/our-gateway.ts';
import { openShop } from '../subscription-audit/shop.ts';

test('our gateway holds every check of the audit of federated subscriptions', async () => {
  const shop = await openShop([0, 0]);
  const gateway = await ourGateway(shop);
  try {
    const findings = await audit(shop, gateway);
    expect(findings.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(findings.length).toBeGreaterThan(15);
  } finally {
    await gateway.stop();
    await shop.stop();
  }
});

import { expect, test } from 'vitest';
import { encodeRefusal } from './refusal-message.ts';

const refusal = (text: string) => ({
  reason: 'not a frame',
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  sequence: 7,
  detail: { base64: text },
});

test('says all of what was refused', () => {
  expect(JSON.parse(encodeRefusal(refusal('AAAA')))).toEqual(refusal('AAAA'));
});

test('what fits no message keeps its reason and the beginning', () => {
  const message = encodeRefusal(refusal('A'.repeat(1_400_000)));
  expect(message.length).toBeLessThan(1_000_000);
  expect(JSON.parse(message)).toMatchObject({
    reason: 'not a frame',
    sequence: 7,
    detail: { cutOff: true, beginning: expect.stringContaining('{"base64":"AAAA') },
  });
});

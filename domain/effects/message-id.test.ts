import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { messageIdFor, senderDomain } from './message-id.ts';

const valid = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

test('stable, and different for another incident, effect or domain', () => {
  const input = { incidentId: '01JD8ZK3V9M7Q2', effectKey: 'round-1/escalation', domain: 'example.com' };
  expect(messageIdFor(input)).toBe('inc-01JD8ZK3V9M7Q2.fac24d90e61c61e214cfa1db@example.com');
  const others = [{ incidentId: '01JD8ZK3V9M7Q3' }, { effectKey: 'round-2/escalation' }, { domain: 'example.org' }].map((change) =>
    messageIdFor({ ...input, ...change }),
  );
  expect(new Set([messageIdFor(input), ...others]).size).toBe(4);
});

test('valid whatever the characters', () => {
  const text = string({ unit: 'binary', maxLength: 300 });
  assert(
    property(text, text, text, (incidentId, effectKey, domain) => {
      const id = messageIdFor({ incidentId, effectKey, domain });
      expect(id).toMatch(valid);
      expect(id.length).toBeLessThan(255);
      expect(id.indexOf('@')).toBeLessThanOrEqual(64);
    }),
  );
});

test('two incidents whose ids differ only in cleaned characters do not share an id', () => {
  const id = (incidentId: string) => messageIdFor({ incidentId, effectKey: 'k', domain: 'example.com' });
  expect(id('a/b')).not.toBe(id('a-b'));
});

test.each([
  ['Nightshift <nightshift@example.com>', 'example.com'],
  ['nightshift@localhost', 'localhost'],
  ['"a@b" <nightshift@example.org>', 'example.org'],
  ['Nightshift', 'nightshift.invalid'],
])('the domain of %s', (sender, domain) => expect(senderDomain(sender)).toBe(domain));

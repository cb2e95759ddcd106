import { createHash } from 'node:crypto';

const maxSlugLength = 30;

const domainLabels = (domain: string): string[] =>
  domain
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .split('.')
    .map((label) => label.replace(/^-+|-+$/g, '').slice(0, 63))
    .filter(Boolean);

/**
 * Message-ID of one mail of an incident, without angle brackets: the same for the same incident, effect and domain, and valid
 * whatever characters they hold. A resend therefore carries the id of the first try.
 */
export function messageIdFor(input: { readonly incidentId: string; readonly effectKey: string; readonly domain: string }): string {
  const slug = input.incidentId
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, maxSlugLength);
  const digest = createHash('sha256')
    .update(JSON.stringify([input.incidentId, input.effectKey]))
    .digest('hex')
    .slice(0, 24);
  const domain =
    domainLabels(input.domain)
      .join('.')
      .slice(0, 190)
      .replace(/[.-]+$/, '') || 'nightshift.invalid';
  return `inc-${slug === '' ? '' : `${slug}.`}${digest}@${domain}`;
}

/** The domain of a sender such as `Nightshift <nightshift@example.com>`, for `messageIdFor`. */
export const senderDomain = (sender: string): string =>
  /@([^\s@<>,;"]+)/.exec(sender.slice(sender.lastIndexOf('<') + 1))?.[1] ?? 'nightshift.invalid';

import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { webAddress } from '../lib/safe-url.ts';

/** A link to another system, in a tab of its own; plain text when there is nowhere to go. */
export function OutsideLink({ url, children }: { readonly url: string | null; readonly children: ReactNode }) {
  const href = webAddress(url);
  if (href === null) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children} <IconExternalLink size={14} aria-label="opens in a new tab" style={{ verticalAlign: '-2px' }} />
    </a>
  );
}

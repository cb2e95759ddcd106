import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core';

/** A short id that copies itself whole. */
export function CopyId({ id, label = 'id' }: { readonly id: string; readonly label?: string }) {
  const short = id.length > 12 ? `…${id.slice(-8)}` : id;
  return (
    <CopyButton value={id} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${label} ${id}`}>
          <UnstyledButton onClick={copy} className="mono muted" aria-label={`Copy ${label} ${id}`}>
            {copied ? 'Copied' : short}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}

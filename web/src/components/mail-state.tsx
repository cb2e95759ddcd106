import { Tooltip } from '@mantine/core';
import { IconCheck, IconHelpCircle, IconMailOff, IconProgress, IconX } from '@tabler/icons-react';
import type { SentMail } from '../lib/contract.ts';
import type { Tone } from '../lib/words.ts';
import { ToneBadge } from './state-badge.tsx';

const states: Readonly<
  Record<SentMail['state'], { readonly tone: Tone; readonly word: string; readonly Icon: typeof IconCheck; readonly about: string }>
> = {
  confirmed: { tone: 'resolved', word: 'Sent', Icon: IconCheck, about: 'The mail server accepted it' },
  refused: { tone: 'failed', word: 'Refused', Icon: IconX, about: 'The mail server refused it' },
  unknown: { tone: 'degraded', word: 'Unknown', Icon: IconHelpCircle, about: 'The reply was lost: nobody can tell whether it arrived' },
  suppressed: { tone: 'quiet', word: 'Not sent', Icon: IconMailOff, about: 'Mail is switched off, or nobody was to get it' },
  claimed: { tone: 'running', word: 'Sending', Icon: IconProgress, about: 'It is being sent' },
};

/** What became of a mail, in a word; what that means on hover. */
export function MailState({ state, note }: { readonly state: SentMail['state']; readonly note: string | null }) {
  const { tone, word, Icon, about } = states[state];
  return (
    <Tooltip label={note === null ? about : `${about}: ${note}`}>
      <span>
        <ToneBadge tone={tone} icon={<Icon size={16} aria-hidden />}>
          {word}
        </ToneBadge>
      </span>
    </Tooltip>
  );
}

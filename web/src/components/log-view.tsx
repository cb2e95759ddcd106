import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { findLines, type LogLine, logLines } from '../lib/log-lines.ts';
import { count } from '../lib/words.ts';
import styles from './log-view.module.css';

const blockSize = 50;

interface LogViewProps {
  readonly content: string;
  readonly quotes: readonly string[];
  /** What it is, for people who listen: "Log of the failed run". */
  readonly label: string;
  readonly note?: string | null;
}

/**
 * Foreign text, line by line, always as text. Quoted lines are marked and the first of them is in view. Blocks out of view
 * cost nothing, so thousands of lines scroll well while the browser's own search still finds them.
 */
export function LogView({ content, quotes, label, note = null }: LogViewProps) {
  const { lines, dropped } = useMemo(() => logLines(content, quotes), [content, quotes]);
  const [wanted, setWanted] = useState('');
  const [position, setPosition] = useState(0);
  const [wrapped, setWrapped] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const hits = useMemo(() => findLines(lines, wanted), [lines, wanted]);
  const current = hits[position % Math.max(1, hits.length)];
  const firstQuoted = lines.find((line) => line.quoted)?.number;
  const target = current ?? firstQuoted ?? lines.at(-1)?.number;

  useEffect(() => {
    const show = (): void => {
      const box = scroller.current;
      const line = target === undefined ? null : box?.querySelector<HTMLElement>(`[data-line="${target}"]`);
      if (box === null || line == null) return;
      box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
    };
    show();
    // Blocks get their true height only once they are near: once more when they have it.
    const again = setTimeout(show, 60);
    return () => clearTimeout(again);
  }, [target]);

  const move = (step: number): void => setPosition((now) => (now + step + hits.length) % Math.max(1, hits.length));
  return (
    <div className={`${styles.frame} ${wrapped ? styles.wrapped : ''}`}>
      <div className={styles.tools}>
        <TextInput
          className={styles.find ?? ''}
          size="xs"
          placeholder="Find in log"
          aria-label={`Find in ${label}`}
          leftSection={<IconSearch size={14} />}
          value={wanted}
          onChange={(event) => {
            setWanted(event.currentTarget.value);
            setPosition(0);
          }}
          onKeyDown={(event) => event.key === 'Enter' && move(event.shiftKey ? -1 : 1)}
        />
        {wanted.trim() !== '' && (
          <>
            <span role="status">{hits.length === 0 ? 'Not found' : `${position + 1} of ${hits.length}`}</span>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              disabled={hits.length === 0}
              onClick={() => move(-1)}
              aria-label="Previous match"
            >
              <IconChevronUp size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              disabled={hits.length === 0}
              onClick={() => move(1)}
              aria-label="Next match"
            >
              <IconChevronDown size={16} />
            </ActionIcon>
          </>
        )}
        <span style={{ marginLeft: 'auto' }}>
          {dropped > 0
            ? `Last ${lines.length.toLocaleString('en')} of ${count(lines.length + dropped, 'line')}`
            : count(lines.length, 'line')}
        </span>
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setWrapped(!wrapped)} aria-pressed={wrapped}>
          {wrapped ? 'Do not wrap' : 'Wrap'}
        </Button>
        {note !== null && <span>{note}</span>}
      </div>
      <section className={styles.scroller} ref={scroller} aria-label={label} tabIndex={0}>
        {blocksOf(lines).map((block) => (
          <div key={block[0]?.number} className={styles.block}>
            {block.map((line) => (
              <div
                key={line.number}
                className={styles.line}
                data-line={line.number}
                data-quoted={line.quoted}
                data-hit={hits.includes(line.number)}
                data-current={line.number === current}
              >
                <span aria-hidden>{line.number}</span>
                <span>
                  {line.quoted && <span className="only-read">Quoted: </span>}
                  {line.text === '' ? ' ' : line.text}
                </span>
              </div>
            ))}
          </div>
        ))}
      </section>
    </div>
  );
}

function blocksOf(lines: readonly LogLine[]): readonly (readonly LogLine[])[] {
  return Array.from({ length: Math.ceil(lines.length / blockSize) }, (_, index) => lines.slice(index * blockSize, (index + 1) * blockSize));
}

import { Tabs } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { CaughtBox } from './caught-box.tsx';
import styles from './outbox-screen.module.css';
import { SentBox } from './sent-box.tsx';

export interface OutboxSearch {
  readonly key?: string;
  readonly show?: 'caught';
}
export interface BoxProps {
  readonly selected: string | null;
  readonly onSelect: (key: string | null) => void;
}

/** What Nightshift sent and what became of it; beside it, what the embedded mail catcher received. */
export function OutboxScreen({ search, onSearch }: { readonly search: OutboxSearch; readonly onSearch: (search: OutboxSearch) => void }) {
  useDocumentTitle('Outbox · Nightshift');
  const show = search.show ?? 'sent';
  const onSelect = (key: string | null): void =>
    onSearch({ ...(search.show === undefined ? {} : { show: search.show }), ...(key === null ? {} : { key }) });
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>Outbox</h1>
      </header>
      <Tabs
        value={show}
        onChange={(value) => onSearch(value === 'caught' ? { show: 'caught' } : {})}
        className={styles.tabs ?? ''}
        keepMounted={false}
      >
        <Tabs.List className={styles.list ?? ''}>
          <Tabs.Tab value="sent">Sent</Tabs.Tab>
          <Tabs.Tab value="caught">Mail catcher</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sent" className={styles.panel ?? ''}>
          <SentBox selected={search.key ?? null} onSelect={onSelect} />
        </Tabs.Panel>
        <Tabs.Panel value="caught" className={styles.panel ?? ''}>
          <CaughtBox selected={search.key ?? null} onSelect={onSelect} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

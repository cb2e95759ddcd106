import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Chips } from '../../../components/chips.tsx';
import { ChoiceMenu } from '../../../components/choice-menu.tsx';
import styles from '../../../components/filters.module.css';
import { PageFrame } from '../../../components/page.tsx';
import { SearchField } from '../../../components/search-field.tsx';
import { EmptyState, ErrorState, StaleNotice } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { queryKeys } from '../../../lib/query-keys.ts';
import { sourceWords, topicWords } from '../../../lib/rule-words.ts';
import { useRole } from '../../../lib/session.ts';
import { useLiveRenewal } from '../../../lib/use-live-renewal.ts';
import { causeWords, count, mayApprove } from '../../../lib/words.ts';
import { ruleChips } from '../api/chips.ts';
import { type RuleFilters, ruleKinds, rulesQuery } from '../api/rules.ts';
import { RuleTable } from './rule-table.tsx';

interface RulesScreenProps {
  readonly filters: RuleFilters;
  readonly onFilter: (filters: RuleFilters, options?: { readonly replace?: boolean }) => void;
}

const menus = [
  { field: 'source', label: 'Source', options: sourceWords },
  { field: 'cause', label: 'Cause', options: causeWords },
  { field: 'tag', label: 'Topic', options: topicWords },
  { field: 'state', label: 'State', options: { enabled: 'On', disabled: 'Off' } },
] as const;

/** The rules by which failures are recognised: own ones first, each with how often it hit and how often it was right. */
export function RulesScreen({ filters, onFilter }: RulesScreenProps) {
  useLiveRenewal(queryKeys.rules, ruleKinds);
  const role = useRole();
  const query = useInfiniteQuery(rulesQuery(filters));
  const rules = query.data?.pages.flatMap((page) => page.items) ?? [];
  const retry = (): void => void query.refetch();
  const set = (change: RuleFilters, replace = false): void => onFilter({ ...filters, ...change }, { replace });
  return (
    <PageFrame
      title="Rules"
      actions={
        role !== null &&
        mayApprove(role) && (
          <Button variant="default" leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link to="/rules/new" {...props} />}>
            Write a rule
          </Button>
        )
      }
    >
      <div className={styles.bar}>
        <div className={styles.controls} role="search">
          <SearchField
            text={filters.q ?? ''}
            label="Search rules"
            placeholder="Search title, pattern or id"
            onSearch={(q) => set({ q: q === '' ? undefined : q }, true)}
          />
          {menus.map(({ field, label, options }) => (
            <ChoiceMenu key={field} label={label} options={options} value={filters[field]} onChoose={(value) => set({ [field]: value })} />
          ))}
        </div>
        <Chips
          chips={ruleChips(filters)}
          onRemove={(chip) => set({ [chip.field]: undefined })}
          onClear={() => onFilter(filters.q === undefined ? {} : { q: filters.q })}
        />
      </div>
      {query.data === undefined && query.isError ? (
        <ErrorState error={query.error} what="The rules" retry={retry} />
      ) : query.data !== undefined && rules.length === 0 ? (
        <EmptyState
          title="No rule matches"
          actions={
            <Button variant="default" onClick={() => onFilter({})}>
              Show all rules
            </Button>
          }
        >
          Take a filter off, or search for something else.
        </EmptyState>
      ) : (
        <>
          {query.isError && <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={retry} />}
          <RuleTable rules={query.data === undefined ? null : rules} />
          {query.data !== undefined && (
            <div className={table.foot}>
              <span>{count(rules.length, 'rule')}, figures of the last 90 days</span>
              {query.hasNextPage && (
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show more
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </PageFrame>
  );
}

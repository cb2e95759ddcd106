import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Chips } from '../../../components/chips.tsx';
import { ChoiceMenu } from '../../../components/choice-menu.tsx';
import filters from '../../../components/filters.module.css';
import { PageFrame } from '../../../components/page.tsx';
import { SearchField } from '../../../components/search-field.tsx';
import { knowledgeStateWords } from '../../../lib/knowledge-words.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { useRole } from '../../../lib/session.ts';
import { useLiveRenewal } from '../../../lib/use-live-renewal.ts';
import { mayOperate } from '../../../lib/words.ts';
import { chipsOf, type KnowledgeFilters } from '../api/filters.ts';
import { knowledgeKinds, statsQuery } from '../api/knowledge.ts';
import { Candidates } from './candidates.tsx';
import { EmbeddingLine } from './embedding-line.tsx';
import { EntryList } from './entry-list.tsx';
import { FoundList } from './found-list.tsx';
import { KnowledgeFigures } from './knowledge-figures.tsx';

interface KnowledgeScreenProps {
  readonly filters: KnowledgeFilters;
  readonly onFilter: (filters: KnowledgeFilters, options?: { readonly replace?: boolean }) => void;
}

/** What is known about failures: what waits to be confirmed first, then all entries, or those that are like a text. */
export function KnowledgeScreen({ filters: shown, onFilter }: KnowledgeScreenProps) {
  useLiveRenewal(queryKeys.knowledge, knowledgeKinds);
  const role = useRole();
  const stats = useQuery(statsQuery()).data;
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
  const chips = chipsOf(shown);
  return (
    <PageFrame
      title="Knowledge"
      actions={
        role !== null &&
        mayOperate(role) && (
          <Button variant="default" leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link to="/knowledge/new" {...props} />}>
            Teach an entry
          </Button>
        )
      }
    >
      <KnowledgeFigures />
      <EmbeddingLine />
      {shown.q === undefined && shown.state !== 'candidate' && <Candidates onAll={() => onFilter({ state: 'candidate' })} />}
      <div className={filters.bar}>
        <div className={filters.controls} role="search">
          <SearchField
            text={shown.q ?? ''}
            label="Search knowledge"
            placeholder="Paste an error, or search words"
            onSearch={(q) => onFilter({ ...shown, q: q === '' ? undefined : q }, { replace: true })}
          />
          <ChoiceMenu
            label="Collection"
            options={named(stats?.byCollection.map((one) => one.collection) ?? [])}
            value={shown.collection}
            onChoose={(collection) => onFilter({ ...shown, collection })}
          />
          {shown.q === undefined && (
            <>
              <ChoiceMenu
                label="Category"
                options={named(stats?.byCategory.map((one) => one.category) ?? [])}
                value={shown.category}
                onChoose={(category) => onFilter({ ...shown, category })}
              />
              <ChoiceMenu
                label="State"
                options={knowledgeStateWords}
                value={shown.state}
                onChoose={(state) => onFilter({ ...shown, state: state as KnowledgeFilters['state'] })}
              />
            </>
          )}
        </div>
        <Chips
          chips={chips}
          onRemove={(chip) => onFilter({ ...shown, [chip.field]: undefined })}
          onClear={() => onFilter(shown.q === undefined ? {} : { q: shown.q })}
        />
      </div>
      {shown.q === undefined ? (
        <EntryList filters={shown} isFiltered={chips.length > 0} onFilter={onFilter} />
      ) : (
        <FoundList text={shown.q} collection={shown.collection} onClear={() => onFilter({})} />
      )}
    </PageFrame>
  );
}

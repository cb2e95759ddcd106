import { useNavigate, useSearch } from '@tanstack/react-router';
import { NewEntryScreen } from '../../features/knowledge/components/new-entry-screen.tsx';

export function KnowledgeNewRoute() {
  const { parent } = useSearch({ from: '/knowledge/new' });
  const navigate = useNavigate();
  return (
    <NewEntryScreen
      parentId={parent}
      onDone={(entryId) =>
        void (entryId === undefined
          ? navigate({ to: '/knowledge', search: {} })
          : navigate({ to: '/knowledge/$entryId', params: { entryId }, search: {}, replace: true }))
      }
    />
  );
}

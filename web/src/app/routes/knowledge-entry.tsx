import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { EntryScreen } from '../../features/knowledge/components/entry-screen.tsx';

export function KnowledgeEntryRoute() {
  const { entryId } = useParams({ from: '/knowledge/$entryId' });
  const { edit } = useSearch({ from: '/knowledge/$entryId' });
  const navigate = useNavigate();
  return (
    <EntryScreen
      key={entryId}
      entryId={entryId}
      editing={edit === true}
      onEdit={(editing) =>
        void navigate({ to: '/knowledge/$entryId', params: { entryId }, search: editing ? { edit: true } : {}, replace: !editing })
      }
    />
  );
}

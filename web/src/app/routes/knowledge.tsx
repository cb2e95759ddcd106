import { useNavigate, useSearch } from '@tanstack/react-router';
import { KnowledgeScreen } from '../../features/knowledge/components/knowledge-screen.tsx';

export function KnowledgeRoute() {
  const filters = useSearch({ from: '/knowledge' });
  const navigate = useNavigate();
  return (
    <KnowledgeScreen
      filters={filters}
      onFilter={(search, options) => void navigate({ to: '/knowledge', search, replace: options?.replace ?? false })}
    />
  );
}

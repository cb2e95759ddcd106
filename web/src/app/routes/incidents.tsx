import { useNavigate, useSearch } from '@tanstack/react-router';
import { IncidentsScreen } from '../../features/incidents/components/incidents-screen.tsx';

export function IncidentsRoute() {
  const filters = useSearch({ from: '/incidents' });
  const navigate = useNavigate();
  return (
    <IncidentsScreen
      filters={filters}
      onFilter={(search, options) => void navigate({ to: '/incidents', search, replace: options?.replace ?? false })}
    />
  );
}

import { useNavigate, useSearch } from '@tanstack/react-router';
import { OutboxScreen } from '../../features/outbox/components/outbox-screen.tsx';

export function OutboxRoute() {
  const search = useSearch({ from: '/outbox' });
  const navigate = useNavigate();
  return <OutboxScreen search={search} onSearch={(next) => void navigate({ to: '/outbox', search: next })} />;
}

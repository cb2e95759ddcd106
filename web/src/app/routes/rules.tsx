import { useNavigate, useSearch } from '@tanstack/react-router';
import { RulesScreen } from '../../features/rules/components/rules-screen.tsx';

export function RulesRoute() {
  const filters = useSearch({ from: '/rules' });
  const navigate = useNavigate();
  return (
    <RulesScreen
      filters={filters}
      onFilter={(search, options) => void navigate({ to: '/rules', search, replace: options?.replace ?? false })}
    />
  );
}

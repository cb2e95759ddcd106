import { useNavigate, useSearch } from '@tanstack/react-router';
import { ReviewScreen } from '../../features/review/components/review-screen.tsx';

export function ReviewRoute() {
  const search = useSearch({ from: '/review' });
  const navigate = useNavigate();
  return (
    <ReviewScreen
      search={search}
      onSearch={(next, options) => void navigate({ to: '/review', search: next, replace: options?.replace ?? false })}
    />
  );
}

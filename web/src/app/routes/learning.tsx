import { useNavigate, useSearch } from '@tanstack/react-router';
import { LearningScreen } from '../../features/learning/components/learning-screen.tsx';

export function LearningRoute() {
  const { days } = useSearch({ from: '/learning' });
  const navigate = useNavigate();
  return (
    <LearningScreen
      days={days ?? 30}
      onDays={(next) => void navigate({ to: '/learning', search: next === 30 ? {} : { days: next as 7 | 90 } })}
    />
  );
}

import { useParams } from '@tanstack/react-router';
import { ApprovalsScreen } from '../../features/approvals/components/approvals-screen.tsx';

export function ApprovalsRoute() {
  const { incidentId } = useParams({ from: '/approvals/{-$incidentId}' });
  return <ApprovalsScreen incidentId={incidentId} />;
}

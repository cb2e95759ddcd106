import { Button } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { EmptyState, ErrorState } from '../components/states.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState
      title="There is no such page"
      actions={<Button renderRoot={(props) => <Link to="/approvals/{-$incidentId}" {...props} />}>Go to Approvals</Button>}
    >
      The address may be mistyped, or the page has moved.
    </EmptyState>
  );
}

/** A screen that broke: the rest of the app keeps working. */
export function RouteError({ error, reset }: { readonly error: unknown; readonly reset?: () => void }) {
  const router = useRouter();
  const retry = (): void => {
    reset?.();
    void router.invalidate();
  };
  return (
    <ErrorState error={error} what="This page" still="The other pages still work, and failed jobs are handled as before." retry={retry} />
  );
}

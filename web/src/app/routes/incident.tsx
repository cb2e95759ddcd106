import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { IncidentScreen } from '../../features/incident/components/incident-screen.tsx';

export function IncidentRoute() {
  const { incidentId } = useParams({ from: '/incidents/$incidentId' });
  const search = useSearch({ from: '/incidents/$incidentId' });
  const navigate = useNavigate();
  return (
    <IncidentScreen
      key={incidentId}
      incidentId={incidentId}
      dialog={search.do ?? null}
      onDialog={(dialog) =>
        void navigate({
          to: '/incidents/$incidentId',
          params: { incidentId },
          search: dialog === null ? {} : { do: dialog },
          replace: true,
        })
      }
    />
  );
}

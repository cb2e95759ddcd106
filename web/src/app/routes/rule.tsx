import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { RuleScreen } from '../../features/rules/components/rule-screen.tsx';

export function RuleRoute() {
  const { ruleId } = useParams({ from: '/rules/$ruleId' });
  const { edit } = useSearch({ from: '/rules/$ruleId' });
  const navigate = useNavigate();
  return (
    <RuleScreen
      key={ruleId}
      ruleId={ruleId}
      editing={edit === true}
      onEdit={(editing) =>
        void navigate({ to: '/rules/$ruleId', params: { ruleId }, search: editing ? { edit: true } : {}, replace: !editing })
      }
      onRemoved={() => void navigate({ to: '/rules', search: {} })}
    />
  );
}

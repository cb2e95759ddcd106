import { useNavigate } from '@tanstack/react-router';
import { NewRuleScreen } from '../../features/rules/components/new-rule-screen.tsx';

export function RuleNewRoute() {
  const navigate = useNavigate();
  return (
    <NewRuleScreen
      onDone={(ruleId) =>
        void (ruleId === undefined
          ? navigate({ to: '/rules', search: {} })
          : navigate({ to: '/rules/$ruleId', params: { ruleId }, search: {}, replace: true }))
      }
    />
  );
}

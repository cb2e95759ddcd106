import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import type { Rule } from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { useLiveRenewal } from '../../../lib/use-live-renewal.ts';
import { ruleKinds, ruleQuery } from '../api/rules.ts';
import styles from './rule.module.css';
import { RuleForm } from './rule-form.tsx';
import { RuleView } from './rule-view.tsx';

interface RuleScreenProps {
  readonly ruleId: string;
  readonly editing: boolean;
  readonly onEdit: (editing: boolean) => void;
  readonly onRemoved: () => void;
}

/** One rule: what it looks for, what it says, and how it has done; or the form in which it is changed. */
export function RuleScreen({ ruleId, editing, onEdit, onRemoved }: RuleScreenProps) {
  const query = useQuery(ruleQuery(ruleId));
  useLiveRenewal(queryKeys.rules, ruleKinds);
  useDocumentTitle(query.data === undefined ? 'Rule · Nightshift' : `${query.data.title} · Nightshift`);
  return (
    <div className={styles.screen}>
      <QueryView query={query} what="This rule" skeleton={<RuleSkeleton />}>
        {(rule: Rule) =>
          editing ? (
            <RuleForm rule={rule} onDone={() => onEdit(false)} />
          ) : (
            <RuleView rule={rule} onEdit={() => onEdit(true)} onRemoved={onRemoved} />
          )
        }
      </QueryView>
    </div>
  );
}

const RuleSkeleton = () => (
  <div style={{ display: 'grid', gap: 16, padding: '20px 0 24px' }}>
    <Bone width={320} height={24} />
    <Bone width={240} />
    <Bone width="100%" height={64} />
    {[260, 220, 300, 240].map((width) => (
      <Bone key={width} width={width} />
    ))}
  </div>
);

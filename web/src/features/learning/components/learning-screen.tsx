import { SegmentedControl } from '@mantine/core';
import '@mantine/charts/styles.layer.css';
import { PageFrame } from '../../../components/page.tsx';
import { queryKeys } from '../../../lib/query-keys.ts';
import { useLiveRenewal } from '../../../lib/use-live-renewal.ts';
import { learningKinds } from '../api/learning.ts';
import { ActionPanel } from './action-panel.tsx';
import { AdvicePanel } from './advice-panel.tsx';
import { CalibrationPanel } from './calibration-panel.tsx';
import { GrowthPanel } from './growth-panel.tsx';
import styles from './learning.module.css';
import { MethodPanel } from './method-panel.tsx';
import { ModelPanel } from './model-panel.tsx';
import { RecognitionPanel } from './recognition-panel.tsx';
import { VelocityPanel } from './velocity-panel.tsx';

interface LearningScreenProps {
  readonly days: number;
  readonly onDays: (days: number) => void;
}

/** How good the diagnoses and decisions are, and what was learned: every figure with what it is made of. */
export function LearningScreen({ days, onDays }: LearningScreenProps) {
  useLiveRenewal(queryKeys.learning, learningKinds);
  return (
    <PageFrame
      title="Learning"
      actions={
        <SegmentedControl
          aria-label="How far back"
          value={String(days)}
          onChange={(value) => onDays(Number(value))}
          data={[
            { value: '7', label: '7 days' },
            { value: '30', label: '30 days' },
            { value: '90', label: '90 days' },
          ]}
        />
      }
    >
      <div className={styles.panels}>
        <RecognitionPanel days={days} />
        <ActionPanel days={days} />
        <CalibrationPanel />
        <VelocityPanel days={days} />
        <GrowthPanel days={days} />
        <ModelPanel />
        <MethodPanel days={days} />
        <AdvicePanel days={days} />
      </div>
    </PageFrame>
  );
}

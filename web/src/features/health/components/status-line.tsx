import { Tooltip } from '@mantine/core';
import { IconBolt, IconBoltOff, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Health } from '../../../lib/contract.ts';
import { useLiveState } from '../../../lib/live.ts';
import { timeZone } from '../../../lib/time.ts';
import { healthQuery } from '../api/get-health.ts';
import styles from './status-line.module.css';

const names: Readonly<Record<string, string>> = {
  temporal: 'Temporal',
  database: 'Database',
  mail: 'Mail',
  worker: 'Worker',
  model: 'Model',
};
const order = Object.keys(names);
const words = { ok: 'works', down: 'down', off: 'off' } as const;
const icons = { ok: IconCheck, down: IconX, off: IconMinus } as const;

type Component = Health['components'][string];

function Part({ name, component }: { readonly name: string; readonly component: Component }) {
  const Icon = icons[component.state];
  const text = names[name] ?? name;
  return (
    <Tooltip label={component.message ?? `${text} ${words[component.state]}`}>
      <span className={styles.part} data-state={component.state}>
        <Icon size={12} aria-hidden />
        {text}
        {component.state === 'ok' ? <span className="only-read"> works</span> : ` ${words[component.state]}`}
      </span>
    </Tooltip>
  );
}

/** The quiet line at the bottom: whether every part works and whether this page is live. */
export function StatusLine() {
  const health = useQuery(healthQuery());
  const live = useLiveState();
  const components = Object.entries(health.data?.components ?? {}).sort(([left], [right]) => order.indexOf(left) - order.indexOf(right));
  const trouble = components.some(([, component]) => component.state === 'down');
  return (
    <footer className={styles.line} aria-label="State of Nightshift" data-trouble={trouble}>
      <span className={styles.part} data-state={live.connected ? 'live' : 'warn'}>
        {live.connected ? <IconBolt size={12} aria-hidden /> : <IconBoltOff size={12} aria-hidden />}
        {live.connected ? 'Live' : 'Reconnecting'}
      </span>
      {health.isError ? (
        <span className={styles.part} data-state="down">
          <IconX size={12} aria-hidden /> Not reachable
        </span>
      ) : (
        components.map(([name, component]) => <Part key={name} name={name} component={component} />)
      )}
      {!health.isError && !trouble && components.length > 0 && (
        <span className={styles.phone}>
          <IconCheck size={12} aria-hidden /> All parts work
        </span>
      )}
      <span className={styles.end}>Times in {timeZone()}</span>
      {health.data !== undefined && <span>{health.data.version}</span>}
    </footer>
  );
}

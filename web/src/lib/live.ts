import { useSyncExternalStore } from 'react';
import { readSession } from './api.ts';
import type { LiveChange } from './contract.ts';

export type LiveState = { readonly connected: boolean; readonly since: number };
type Listener = (change: LiveChange | 'gap') => void;

const quietHiddenMs = 60_000;
const stateListeners = new Set<() => void>();
const changeListeners = new Set<Listener>();
let state: LiveState = { connected: false, since: Date.now() };
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let failures = 0;

function setConnected(connected: boolean): void {
  if (state.connected === connected) return;
  state = { connected, since: Date.now() };
  for (const listener of stateListeners) listener();
}

const tell = (change: LiveChange | 'gap'): void => {
  for (const listener of changeListeners) listener(change);
};

function open(): void {
  close();
  const opened = new EventSource('/api/events');
  source = opened;
  opened.addEventListener('open', () => {
    failures = 0;
    if (!state.connected) tell('gap');
    setConnected(true);
  });
  opened.addEventListener('record', (event: MessageEvent<string>) => {
    try {
      tell(JSON.parse(event.data) as LiveChange);
    } catch {
      tell('gap');
    }
  });
  opened.addEventListener('reset', () => tell('gap'));
  opened.addEventListener('error', () => {
    setConnected(false);
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    failures += 1;
    retry = setTimeout(open, Math.min(30_000, 1000 * 2 ** failures));
  });
}

function close(): void {
  if (retry !== null) clearTimeout(retry);
  retry = null;
  source?.close();
  source = null;
}

/** Opens the live feed of the record. A tab that nobody looks at gives its connection back after a minute. */
export function startLive(): () => void {
  let hide: ReturnType<typeof setTimeout> | null = null;
  const onVisibility = (): void => {
    if (hide !== null) clearTimeout(hide);
    hide = null;
    if (document.visibilityState === 'visible') {
      if (source === null) open();
    } else
      hide = setTimeout(() => {
        close();
        setConnected(false);
      }, quietHiddenMs);
  };
  document.addEventListener('visibilitychange', onVisibility);
  let stopped = false;
  // The feed wants a session, and an event source cannot ask for one.
  void readSession()
    .catch(() => undefined)
    .then(() => !stopped && open());
  return () => {
    stopped = true;
    document.removeEventListener('visibilitychange', onVisibility);
    if (hide !== null) clearTimeout(hide);
    close();
  };
}

/** Calls back for every change of the record; `gap` means that changes may have been missed. */
export function onChange(listener: Listener): () => void {
  changeListeners.add(listener);
  return () => changeListeners.delete(listener);
}

const subscribe = (listener: () => void): (() => void) => {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
};

/** Whether the feed is connected, and since when it is as it is. */
export const useLiveState = (): LiveState => useSyncExternalStore(subscribe, () => state);

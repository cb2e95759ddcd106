import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  if (timer === null) now = Date.now();
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

const coarse = (stepMs: number): number => Math.floor(now / stepMs) * stepMs;

/** The present, renewed by one shared clock. `stepMs` keeps what shows minutes from rendering every second. */
export const useNow = (stepMs = 1000): number => useSyncExternalStore(subscribe, () => coarse(stepMs));

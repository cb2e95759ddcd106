import { useEffect, useRef } from 'react';

export type Keys = Readonly<Record<string, () => void>>;

/** Where keys belong to what has the focus. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return true;
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  if (target === null) return false;
  if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return true;
  return (event.key === 'Enter' || event.key === ' ') && ['A', 'BUTTON', 'SUMMARY'].includes(target.tagName);
}

/** Single keys for a screen. They rest while a dialog or menu is open, in fields, and while a key is held down. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTaken(event)) return;
      const action = current.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

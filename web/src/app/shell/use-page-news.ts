import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { announce } from '../../lib/announce.ts';

/** Says aloud which page has been opened, once its title stands; moving inside a page says nothing. */
export function usePageNews(): void {
  const page = useRouterState({ select: ({ location }) => location.pathname.split('/')[1] ?? '' });
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    const later = setTimeout(() => announce(document.title), 400);
    return () => clearTimeout(later);
  }, [page]);
}

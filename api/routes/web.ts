import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ServeStaticOptions, serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { createRouter } from '../router.ts';

const forever = 'public, max-age=31536000, immutable';
const askAgain = 'no-cache';

/** The built web app. Files with a hash in their name never change; every other path is a page of the app. */
export function createWebRoutes(directory: string) {
  const router = createRouter();
  const page = join(directory, 'index.html');
  /** Set up when the app is there: it may be built after the server has started. */
  const files = (cacheControl: string, options: ServeStaticOptions): MiddlewareHandler => {
    let serve: MiddlewareHandler | undefined;
    return async (c, next) => {
      if (!existsSync(page)) return next();
      serve ??= serveStatic({ root: directory, ...options });
      const response = await serve(c, next);
      if (response instanceof Response) response.headers.set('Cache-Control', cacheControl);
      return response;
    };
  };
  router.use('/assets/*', files(forever, {}));
  router.get('/assets/*', (c) => c.notFound());
  router.get('*', files(askAgain, { index: 'no-directory-index' }));
  router.get('*', files(askAgain, { path: 'index.html' }));
  router.get('/', (c) => c.text('The web UI is not built. The API is described at /docs.\n', 404));
  return router;
}

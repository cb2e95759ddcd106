import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { createRouter } from '../router.ts';

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Nightshift API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;

/** A script of its own, for the page may not run any that is written into it. */
const start = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

const assets = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** The API's documentation, served without asking anybody else for anything. */
export function createDocsRoutes() {
  const router = createRouter();
  router.get('/docs', (c) => c.html(page, 200));
  router.get('/docs/start.js', (c) => c.body(start, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  router.get('/docs/*', serveStatic({ root: assets, rewriteRequestPath: (path) => path.replace(/^\/docs/, '') }));
  return router;
}

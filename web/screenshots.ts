import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Page as ApiPage, IncidentSummary, Session } from './src/lib/contract.ts';

/** Makes the pictures of the README from the running product: `node web/screenshots.ts --url http://127.0.0.1:8000 --out docs/images`. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly dark?: boolean;
  readonly phone?: boolean;
  readonly before?: (page: Page) => Promise<unknown>;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const candidates = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const { values } = parseArgs({
  options: { url: { type: 'string', default: 'http://127.0.0.1:8000' }, out: { type: 'string', default: 'docs/images' } },
});

/** Asks the API as the page itself would. */
const ask = <Answer>(page: Page, path: string, method = 'GET'): Promise<Answer> =>
  page.evaluate(
    async ({ path: address, method: verb }) => {
      const session = (await (await fetch('/api/session')).json()) as Session;
      const response = await fetch(address, { method: verb, headers: { 'X-CSRF-Token': session.csrfToken } });
      if (!response.ok) throw new Error(`${verb} ${address} answered ${response.status}`);
      return (await response.json()) as Answer;
    },
    { path, method },
  );

async function newest(page: Page, query: string): Promise<IncidentSummary | null> {
  return (await ask<ApiPage<IncidentSummary>>(page, `/api/incidents?limit=1&${query}`)).items[0] ?? null;
}

/** A case that waits for a person. When none does, the sample job that always asks is started. */
async function waitingCase(page: Page): Promise<IncidentSummary | null> {
  const waiting = await newest(page, 'status=AWAITING_APPROVAL');
  if (waiting !== null) return waiting;
  const job = (await ask<ApiPage<{ readonly id: string; readonly key: string }>>(page, '/api/jobs?q=settlement')).items.find(
    (one) => one.key === 'settlement',
  );
  if (job === undefined) return null;
  process.stdout.write('Nothing waits for a person: starting settlement and waiting for its proposal\n');
  await ask(page, `/api/jobs/${encodeURIComponent(job.id)}/runs`, 'POST');
  for (let tries = 0; tries < 60; tries += 1) {
    await page.waitForTimeout(1000);
    const found = await newest(page, 'status=AWAITING_APPROVAL');
    if (found !== null) return found;
  }
  return null;
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: shot.phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    deviceScaleFactor: shot.phone ? 2 : 1.5,
    isMobile: shot.phone ?? false,
    hasTouch: shot.phone ?? false,
    colorScheme: shot.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(values.url + shot.path);
  await page.locator('#main :is(h1, h2):visible').first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await shot.before?.(page);
  await page.waitForTimeout(600);
  const file = join(values.out, `${shot.name}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`${file}\n`);
  await context.close();
}

async function main(): Promise<void> {
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error('No Chromium was found. Install one, or set CHROMIUM_PATH.');
  mkdirSync(values.out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage();
    await page.goto(values.url);
    const waiting = await waitingCase(page);
    const handled = (await newest(page, 'status=RESOLVED&action=RETRY_WITH_NEW_PARAMS')) ?? (await newest(page, 'status=closed'));
    await page.close();
    const approval = waiting === null ? '/approvals' : `/approvals/${waiting.id}`;
    const shots: readonly Shot[] = [
      { name: 'approvals', path: approval },
      { name: 'approvals-dark', path: approval, dark: true },
      { name: 'approvals-phone', path: approval, phone: true },
      { name: 'incidents', path: '/incidents' },
      ...(handled === null
        ? []
        : [
            { name: 'incident', path: `/incidents/${handled.id}` },
            { name: 'incident-dark', path: `/incidents/${handled.id}`, dark: true },
          ]),
      { name: 'knowledge', path: '/knowledge' },
      { name: 'rules', path: '/rules' },
      { name: 'review', path: '/review' },
      { name: 'learning', path: '/learning' },
      {
        name: 'outbox',
        path: '/outbox',
        before: (opened) =>
          opened
            .locator('section li button')
            .first()
            .click({ timeout: 5000 })
            .catch(() => undefined),
      },
    ];
    for (const shot of shots) await take(browser, shot);
  } finally {
    await browser.close();
  }
}

await main();

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureWebBuilt } from '../../embedded/setup/web.mjs';
import { type Stack, startStack } from '../../embedded/stack.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const desktop = { width: 1440, height: 900 };
const phone = { width: 320, height: 720 };
const patience = 60_000;
const pages = [
  ...['/approvals', '/incidents', '/outbox', '/jobs', '/platforms', '/settings'],
  ...['/knowledge', '/knowledge/new', '/rules', '/rules/new', '/review', '/review?tab=suggestions', '/review?tab=corrections', '/learning'],
];

describe('the screens, in a browser, on the running product', () => {
  let folder: string;
  let stack: Stack;
  let browser: Browser;
  const complaints: string[] = [];

  const open = async (path: string, viewport = desktop): Promise<Page> => {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(`${path}: ${message.text()}`)));
    page.on('pageerror', (error) => void complaints.push(`${path}: ${error.message}`));
    await page.goto(`${stack.urls.web}${path}`);
    return page;
  };
  /** Starts jobs as the signed-in local admin would. */
  const run = async (...jobs: readonly string[]) => {
    const response = await fetch(`${stack.urls.web}/api/session`);
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const { csrfToken } = (await response.json()) as { csrfToken: string };
    const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
    const { items } = (await (await fetch(`${stack.urls.web}/api/jobs?limit=200`, { headers })).json()) as {
      items: { id: string; key: string }[];
    };
    for (const job of items.filter((one) => jobs.includes(one.key))) {
      const started = await fetch(`${stack.urls.web}/api/jobs/${job.id}/runs`, { method: 'POST', headers, body: '{}' });
      expect(started.status).toBe(202);
    }
  };

  beforeAll(async () => {
    await ensureWebBuilt();
    folder = mkdtempSync(join(tmpdir(), 'nightshift-browser-'));
    stack = await startStack({
      environment: { ...process.env, STATE_DIR: folder, DATABASE_URL: '', TEMPORAL_ADDRESS: '', SMTP_HOST: '' },
      ports: 'free',
    });
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: flags });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('says that nothing is wanted when nothing is', async () => {
    const page = await open('/approvals');
    await page.getByText('Nothing needs you').waitFor();
    await page.context().close();
  });

  it('lets an approver amend and approve, and shows the case to its end without a reload', async () => {
    await run('settlement', 'bad-input');
    const page = await open('/approvals');
    await page.getByText('settlement').first().waitFor();
    await page.getByText('FATAL ERROR: Reached heap limit').first().waitFor();
    await page.getByRole('button', { name: /^Approve and rerun with 256 MB/ }).waitFor();
    await page.keyboard.press('e');
    const field = page.getByLabel(/memoryMb/).first();
    await field.fill('100');
    await page
      .getByText(/steps of 64/)
      .first()
      .waitFor();
    await field.fill('320');
    await page.getByRole('button', { name: /Approve and rerun with 320 MB/ }).click();
    await page.getByText('Nothing needs you').waitFor();
    await page.goto(`${stack.urls.web}/incidents?q=settlement`);
    await page.getByText('settlement').first().click();
    await page.getByText('Resolved').first().waitFor();
    await page
      .getByText(/memoryMb 128 → 320/)
      .first()
      .waitFor();
    await page.context().close();
  });

  it('keeps filters in the address and opens a case from a deep link', async () => {
    const page = await open('/incidents?cause=DATA');
    await page.getByText('bad-input').first().waitFor();
    expect(await page.getByText('settlement').count()).toBe(0);
    await page.getByText('bad-input').first().click();
    await page.waitForURL(/\/incidents\/inc_/);
    const again = await open(new URL(page.url()).pathname);
    await again
      .getByText(/Mail to the owner sent/)
      .first()
      .waitFor();
    await page.context().close();
    await again.context().close();
  });

  it('shows the mails that went out', async () => {
    const page = await open('/outbox');
    await page
      .getByText(/bad-input: bad or missing data/)
      .first()
      .click();
    await page
      .getByText(/marketing-analytics@example.com/)
      .first()
      .waitFor();
    await page.context().close();
  });

  it('takes the automation switch, and says so on every page', async () => {
    const page = await open('/incidents');
    await page.getByRole('button', { name: /Stop automation/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Stop/ }).click();
    const other = await open('/outbox');
    await other
      .getByText(/automation is stopped/i)
      .first()
      .waitFor();
    await other
      .getByRole('button', { name: /Resume/ })
      .first()
      .click();
    await other
      .getByText(/automation is stopped/i)
      .first()
      .waitFor({ state: 'hidden' });
    await page.context().close();
    await other.context().close();
  });

  it('teaches and finds what is known, writes a rule, and shows the figures of learning', async () => {
    const page = await open('/knowledge/new');
    await page.getByLabel('Title').fill('The ledger service is down for its backup');
    await page.getByLabel('What it looks like').fill('ledger-service: connection refused during backup window');
    await page.getByLabel('What solves it').fill('Wait until 03:30, then rerun unchanged.');
    await page.getByRole('button', { name: 'Teach the entry' }).click();
    await page.getByRole('heading', { name: 'The ledger service is down for its backup' }).waitFor();
    await page.goto(`${stack.urls.web}/knowledge?q=cannot%20connect%20to%20the%20ledger%20service`);
    await page.getByText('The ledger service is down for its backup').first().waitFor();
    await page.goto(`${stack.urls.web}/rules/new`);
    await page.getByLabel(/^Title/).fill('The vault is sealed');
    await page.getByLabel(/^Pattern/).fill('vault is sealed since');
    await page.getByLabel('Example 1', { exact: true }).fill('ERROR vault is sealed since 03:00');
    await page.getByText('Fits', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Replay over stored cases' }).click();
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByRole('heading', { name: 'The vault is sealed' }).waitFor();
    await page.goto(`${stack.urls.web}/review`);
    await page.getByRole('tab', { name: /Diagnoses/ }).waitFor();
    await page.goto(`${stack.urls.web}/ai-dashboard`);
    for (const title of ['Recognition accuracy', 'Learning velocity', 'Calibration', 'Action success', 'Knowledge growth', 'Model'])
      await page.getByRole('heading', { name: title }).waitFor();
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    expect(await page.getByText('could not be loaded').count()).toBe(0);
    await page.context().close();
  });

  it('shows how a platform is, has it looked at, and tells what keeps each action from happening twice', async () => {
    const page = await open('/platforms');
    const local = page.getByRole('region', { name: 'local' });
    await local.getByText('Not yet').first().waitFor();
    await local.getByRole('button', { name: 'Check local now' }).click();
    await page.getByText('local was checked').first().waitFor();
    await local.getByText('Works', { exact: true }).waitFor();
    expect(await local.getByText('Not yet').count()).toBe(0);
    await local.getByRole('button', { name: 'Look now through local' }).click();
    await page.getByText('Looking through local').first().waitFor();
    await local.getByText('How each action stays exactly once').click();
    await local.getByRole('columnheader', { name: 'Found again by' }).waitFor();
    await local.getByRole('link', { name: /^\d+$/ }).click();
    await page.waitForURL(/\/incidents\?.*platform=local/);
    await page.context().close();
  });

  it('fits a narrow phone on every page', async () => {
    for (const path of pages) {
      const page = await open(path, phone);
      await page.getByRole('heading').first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(overflow, path).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  });

  it('has made no complaint on the console', () => expect(complaints).toEqual([]));
});

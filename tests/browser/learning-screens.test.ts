import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureWebBuilt } from '../../embedded/setup/web.mjs';
import { startFixtureApi } from '../support/fixture-api.ts';
import type { Scenario } from '../support/fixtures/answers.ts';

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
const desktop = { width: 1440, height: 900 };
const phone = { width: 320, height: 720 };
const pages = [
  ...['/knowledge', '/knowledge?q=redis', '/knowledge/kb_004', '/knowledge/kb_004?edit=true', '/knowledge/new'],
  ...['/rules', '/rules/rule_01', '/rules/rule_01?edit=true', '/rules/new'],
  ...['/review', '/review?tab=suggestions', '/review?tab=corrections', '/review?tab=feedback', '/learning'],
];

/** The screens of what is known and learned, over made-up answers: every state can be had here, and none depends on what a job does. */
describe('the screens of knowledge, rules, review and learning', () => {
  let server: Server;
  let base: string;
  let browser: Browser;
  let complaints: string[];

  const scenario = (name: Scenario) => fetch(`${base}/__scenario`, { method: 'POST', body: name });
  const open = async (path: string, viewport = desktop): Promise<Page> => {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(`${path}: ${message.text()}`)));
    page.on('pageerror', (error) => void complaints.push(`${path}: ${error.message}`));
    await page.goto(`${base}${path}`);
    return page;
  };
  const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

  beforeAll(async () => {
    await ensureWebBuilt();
    server = startFixtureApi(0, join(import.meta.dirname, '../../web/dist'));
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: flags });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });
  beforeEach(async () => {
    complaints = [];
    await scenario('full');
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  it('replays a candidate over stored cases, confirms it, and has one less waiting', async () => {
    const page = await open('/knowledge');
    await seen(page, '3 candidates wait for you');
    await press(page, 'Replay before confirming');
    await seen(page, 'Would change 16 of 320 stored cases: 12 for the better, 2 for the worse, 2 where nobody has settled which is right.');
    await press(page, 'Confirm although 2 would get worse');
    await seen(page, 'Entry confirmed');
    await seen(page, '2 candidates wait for you');
    expect(complaints).toEqual([]);
  });

  it('finds what is like an error, with the parts of the score, and keeps the search in the address', async () => {
    const page = await open('/knowledge');
    await page.getByLabel('Search knowledge').fill('redis connection refused');
    await page.waitForURL(/q=redis/);
    await seen(page, /Meaning 0\.84/);
    await page.getByText('Redis does not answer').first().click();
    await seen(page, 'Worked 17 of 18 times, about 3 m 4 s');
    expect(complaints).toEqual([]);
  });

  it('teaches an entry, says at its field what is wrong, and shows the entry that was kept', async () => {
    const page = await open('/knowledge/new');
    await press(page, 'Teach the entry');
    await seen(page, 'Say in a few words what it is about');
    await page.getByLabel('Title').fill('The export finds no file');
    await page.getByLabel('What it looks like').fill('export: no such file');
    await page.getByLabel('Patterns, one per line').fill('no (such file');
    await press(page, 'Teach the entry');
    await seen(page, /opening bracket without its end/);
    await page.getByLabel('Patterns, one per line').fill('no such file');
    await press(page, 'Teach the entry');
    await page.getByRole('heading', { name: 'The export finds no file' }).waitFor();
  });

  it('never overwrites unseen what somebody else saved', async () => {
    await scenario('stale');
    const page = await open('/knowledge/kb_004?edit=true');
    await page.getByLabel('What solves it').fill('My own words');
    await press(page, 'Save the entry');
    await seen(page, /changed this entry while you were editing/);
    await seen(page, /Ask the owner first/);
    await press(page, 'Keep mine over theirs');
    await scenario('full');
  });

  it('shows where a pattern is wrong, replays a rule over stored cases, and only then saves it', async () => {
    const page = await open('/rules/new');
    await page.getByLabel(/^Title/).fill('Gateway says no');
    await page.getByLabel(/^Pattern/).fill('gateway (eu|us answered');
    await page.getByLabel('Example 1', { exact: true }).fill('Gateway eu answered with code 7719');
    await seen(page, /missing closing/);
    await page.getByLabel(/^Pattern/).fill('gateway (eu|us) answered');
    await page.getByText('Fits', { exact: true }).first().waitFor();
    await press(page, 'Replay over stored cases');
    await seen(page, 'Would change 16 of 320 stored cases: 12 for the better, 2 for the worse, 2 where nobody has settled which is right.');
    await press(page, 'Save although 2 would get worse');
    await page.getByRole('heading', { name: 'Gateway says no' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('turns a rule off, and lists it as off', async () => {
    const page = await open('/rules?q=payment');
    const turn = page.getByLabel('The payment gateway turned a batch away is on');
    await turn.waitFor();
    await turn.press('Space');
    await seen(page, 'Rule is off');
    const off = await open('/rules?state=disabled');
    await seen(off, 'The payment gateway turned a batch away');
  });

  it('lets a reviewer judge with the keyboard alone, one after the other', async () => {
    const page = await open('/review');
    await seen(page, '9 diagnoses');
    await page.keyboard.press('j');
    await seen(page, 'Diagnosis is right');
    await page.keyboard.press('y');
    await seen(page, 'Noted as right');
    await seen(page, '8 diagnoses');
    await page.keyboard.press('c');
    await page.getByLabel('Why').fill('The file was empty');
    await page.getByLabel('Why').press('Enter');
    await seen(page, 'Correction saved');
    await seen(page, '7 diagnoses');
    await page.goto(`${base}/review?show=judged`);
    await seen(page, 'Corrected');
    expect(complaints).toEqual([]);
  });

  it('accepts a suggested rule after its replay, and rejects one with a reason', async () => {
    const page = await open('/review?tab=suggestions');
    await press(page, 'Replay over stored cases');
    await press(page, 'Accept although 2 would get worse');
    await seen(page, 'It is a rule now');
    await press(page, 'Reject…');
    await page.getByRole('dialog').getByLabel('Why').fill('Too broad');
    await page.getByRole('dialog').getByRole('button', { name: 'Reject the suggestion' }).click();
    await seen(page, 'No rule is suggested');
    expect(complaints).toEqual([]);
  });

  it('imports corrections and names the lines that were wrong, and gives them out again', async () => {
    const page = await open('/review?tab=corrections');
    await press(page, 'Import CSV…');
    await page.getByLabel('CSV file').setInputFiles({ name: 'errors.csv', mimeType: 'text/csv', buffer: Buffer.from('Job ID\r\n') });
    await press(page, 'Import the corrections');
    await seen(page, '12 corrections imported');
    await seen(page, /Line 18/);
    await press(page, 'Close');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV', exact: true }).click();
    expect((await download).suggestedFilename()).toBe('corrections.csv');
  });

  it('lets a silenced failure open cases again', async () => {
    const page = await open('/review?tab=feedback');
    await seen(page, /came 3 times since/);
    await press(page, 'Open cases again');
    await seen(page, 'Not silenced any more');
    await page.getByText('Silenced failures').waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });

  it('shows what was done after a decision, what came of it, and whether that moved confidence', async () => {
    const page = await open('/review?tab=feedback');
    await seen(page, 'Done: Rerun unchanged · Outcome: retry → success · Took 4 m · Speed 5 of 5 · Effectiveness 3 of 5');
    await seen(page, 'Moved no confidence');
    await page.getByRole('link', { name: 'the knowledge behind it' }).click();
    await page.waitForURL(/\/knowledge\/kb_004$/);
    expect(complaints).toEqual([]);
  });

  it('shows the five subjects of learning under both of their addresses', async () => {
    const page = await open('/ai-dashboard');
    await page.waitForURL(/\/learning/);
    for (const title of ['Recognition accuracy', 'Learning velocity', 'Calibration', 'Action success', 'Knowledge growth'])
      await page.getByRole('heading', { name: title }).waitFor();
    await seen(page, '137 of 158 judged diagnoses');
    await seen(page, /was right in 1 of 9/);
    await seen(page, /0\.74 claimed, 61 % right of 18/);
    await press(page, 'Calibrate now…');
    await seen(page, /158 judged diagnoses/);
    await page.getByRole('dialog').getByRole('button', { name: 'Calibrate', exact: true }).click();
    await seen(page, 'Calibrated');
    expect(complaints).toEqual([]);
  });

  it('says what will appear while there is nothing, and what works when the answers fail', async () => {
    await scenario('empty');
    const empty = {
      '/knowledge': 'Nothing is known yet',
      '/review': 'Nothing waits to be reviewed',
      '/learning': 'no judged diagnoses yet',
    };
    for (const [path, text] of Object.entries(empty)) await seen(await open(path), text);
    expect(complaints).toEqual([]);
    await scenario('error');
    for (const path of ['/knowledge', '/rules', '/review', '/learning']) await seen(await open(path), /could not be loaded/);
  });

  it('offers a viewer nothing that would be refused', async () => {
    await scenario('viewer');
    const page = await open('/knowledge/kb_001');
    await page.getByRole('heading', { name: /Warehouse endpoint/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Confirm' }).isDisabled()).toBe(true);
    await seen(await open('/rules/new'), 'You may not write rules');
    await seen(await open('/knowledge/new'), 'You may not teach entries');
  });

  it('fits a narrow phone on every page, also with long names', async () => {
    for (const name of ['full', 'long'] as const) {
      await scenario(name);
      for (const path of pages) {
        const page = await open(path, phone);
        await page.getByRole('heading').first().waitFor();
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        const inside = await page.evaluate<number>(
          '(() => { const main = document.getElementById("main"); return main.scrollWidth - main.clientWidth; })()',
        );
        expect([path, overflow, inside]).toEqual([path, 0, 0]);
        await page.context().close();
      }
    }
    expect(complaints).toEqual([]);
  });
});

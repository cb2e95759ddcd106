import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureWebBuilt } from '../../embedded/setup/web.mjs';
import { startFixtureApi } from '../support/fixture-api.ts';

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
const pages = ['/rules', '/knowledge', '/jobs', '/platforms', '/settings', '/incidents'];

/** The parts of the page that hold more than they show from left to right. */
const hidden = `[...document.querySelectorAll('#main *')].filter((one) =>
  ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.querySelector('table') !== null && one.scrollWidth > one.clientWidth + 1
).map((one) => one.scrollWidth + ' in ' + one.clientWidth)`;

describe('tables', () => {
  let server: Server;
  let base: string;
  let browser: Browser;

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

  it.each([1280, 1024, 768, 390, 320])('show every column that they have, and every switch, at a width of %i', async (width) => {
    for (const scenario of ['full', 'long']) {
      await fetch(`${base}/__scenario`, { method: 'POST', body: scenario });
      const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
      for (const path of pages) {
        await page.goto(`${base}${path}`);
        await page.locator('#main :is(h1, h2):visible').first().waitFor();
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
        await page.locator('#main :is(tbody tr, li)').first().waitFor();
        expect([scenario, path, await page.evaluate<string[]>(hidden)]).toEqual([scenario, path, []]);
      }
      await page.close();
    }
  });
});

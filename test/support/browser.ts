/** A real browser for tests of the page: headless Chromium from the package registry, one for all tests of a file. */
import chromium from '@sparticuz/chromium';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium as launcher } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** What a page complained of, or asked of anybody but the desk. */
export interface Watched {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly strangers: readonly string[];
}

/** Opens pages, each as a person of its own would: nothing is shared between two. */
export function useBrowser(): (address: string, options?: BrowserContextOptions) => Promise<Watched> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launcher.launch({
      executablePath: await chromium.executablePath(),
      // In a single process the browser would end with its first page.
      args: chromium.args.filter((each) => each !== '--single-process' && each !== '--no-zygote'),
      headless: true,
    });
  });
  afterAll(() => browser.close());
  return async (address, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1_400, height: 900 }, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    const strangers: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { host, protocol } = new URL(request.url());
      if (protocol !== 'data:' && host !== new URL(address).host) strangers.push(request.url());
    });
    await page.goto(address);
    return { page, complaints, strangers };
  };
}

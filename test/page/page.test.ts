/** The page as a person uses it: in a real browser, at a real desk, over a real socket. */
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { price, quantity } from '../../src/money.ts';
import { useBrowser } from '../support/browser.ts';
import { links, terms } from '../support/orders.ts';
import { servedDesk } from '../support/servedDesk.ts';

const open = useBrowser();

/** A desk that holds a protected position. */
async function heldDesk() {
  const served = await servedDesk();
  served.desk.quote('100.00', '100.02');
  served.desk.open();
  served.desk.pass();
  return served;
}

describe('the page', () => {
  it('is opened by an address that holds once, which is gone from the address bar', async () => {
    const { api } = await heldDesk();
    const address = api.invite();
    const { page } = await open(address);
    await page.getByText('running').first().waitFor();
    expect(page.url()).not.toContain('#');
    const other = await open(address);
    await other.page.getByText('the address was used already').waitFor();
    await other.page.getByText('ordermaton page').waitFor();
  });

  it('shows every actor, and of the one that is chosen the chart with its states lit and what it holds', async () => {
    const { api, desk } = await heldDesk();
    const { page, complaints, strangers } = await open(api.invite());
    const actors = desk.engine.views.actors();
    const rows = page.locator('nav li');
    await expect.poll(() => rows.count()).toBe(actors.filter(({ isDone }) => !isDone).length);
    await page.locator('nav button', { hasText: 'SPY main' }).click();
    const drawing = page.locator('.drawing');
    await drawing.locator('[data-state="exposure.open"].active').first().waitFor();
    const position = actors.find(({ kind }) => kind === 'position');
    const lit = await drawing
      .locator('.active')
      .evaluateAll((parts) => [...new Set(parts.map((part) => part.getAttribute('data-state')))]);
    expect(position?.states).toEqual(expect.arrayContaining(lit.filter((state) => state !== '')));
    await page.locator('aside').getByText('SPY', { exact: true }).waitFor();
    expect([complaints, strangers]).toEqual([[], []]);
  });

  it('follows what happens, and marks what has changed', async () => {
    const { api, desk } = await heldDesk();
    const { page } = await open(api.invite());
    await page.locator('nav button', { hasText: 'SPY main' }).click();
    await page.locator('.drawing .active').first().waitFor();
    desk.send({ type: 'desk.flatten', why: 'enough' });
    desk.pass();
    await page.locator('.drawing [data-state="exposure.closed"].active').waitFor();
    await page.locator('aside .other del', { hasText: '100' }).first().waitFor();
  });

  it('finds by words and by filter', async () => {
    const { api } = await heldDesk();
    const { page } = await open(api.invite());
    await page.getByLabel('Search actors').fill('order stop');
    await expect.poll(() => page.locator('nav li').count()).toBe(1);
    await page.getByLabel('attention').check();
    await page.getByText('Nothing fits.').waitFor();
  });

  it('keeps the chosen actor in its address', async () => {
    const { api } = await heldDesk();
    const { page } = await open(api.invite());
    await page.locator('nav button', { hasText: 'SPY main' }).click();
    await expect.poll(() => page.url()).toContain('actor=position');
    await page.reload();
    await page.locator('.drawing [data-state="exposure.open"].active').first().waitFor();
  });
});

describe('what is always at hand', () => {
  it('halts, on record with why, and says so until somebody resumes', async () => {
    const { api, desk } = await heldDesk();
    const { page } = await open(api.invite());
    await page.getByLabel('Why').fill('looks odd');
    await page.getByRole('button', { name: 'Halt' }).click();
    await page.locator('.banner', { hasText: 'halted' }).first().waitFor();
    expect(desk.said('risk.halt')).toMatchObject([{ scope: 'desk', why: 'looks odd', operator: 'page' }]);
    expect(desk.said('control.asked')).toMatchObject([{ operator: 'page', why: 'looks odd' }]);
  });

  it('kills only once the word is typed', async () => {
    const { api, desk } = await heldDesk();
    const { page } = await open(api.invite());
    const kill = page.getByRole('button', { name: 'Kill' });
    await page.getByText('running').first().waitFor();
    expect(await kill.isDisabled()).toBe(true);
    await page.getByPlaceholder('type kill').fill('kill');
    await kill.click();
    await expect.poll(() => desk.said('desk.emergency')).toHaveLength(1);
    await page.getByText('emergency').first().waitFor();
  });

  it('takes an entry back, and leaves a stop to who has armed', async () => {
    const { api, desk } = await heldDesk();
    desk.send({
      type: 'desk.place',
      terms: terms({ type: 'limit', limit: price('90'), quantity: quantity(10) }),
      links: links({ role: 'manual' }),
    });
    desk.pass();
    const { page } = await open(api.invite());
    await page.locator('nav button', { hasText: 'manual' }).click();
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await expect.poll(() => desk.said('desk.cancel')).toHaveLength(1);
    desk.pass();
    await page.locator('nav button', { hasText: 'stop' }).click();
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await page.locator('.banner.bad').waitFor();
    expect(desk.said('desk.cancel')).toHaveLength(1);
  });
});

describe('what can not be overlooked', () => {
  it('a desk that does not answer any more', async () => {
    const { api } = await heldDesk();
    const { page } = await open(api.invite());
    await page.getByText('running').first().waitFor();
    await api.close();
    await page.getByText('what is shown may be old').waitFor();
  });
});

describe('anybody can use it', () => {
  it.each(['light', 'dark'] as const)('in a %s page nothing fails what axe-core checks', async (colorScheme) => {
    const { api } = await heldDesk();
    // the checker is put in from outside, which the page's own policy forbids
    const { page } = await open(api.invite(), { colorScheme, bypassCSP: true });
    await page.locator('nav button', { hasText: 'SPY main' }).click();
    await page.locator('.drawing .active').first().waitFor();
    await page.addScriptTag({ content: axe.source });
    const violations = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const found = await checker.run();
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
      );
    });
    expect(violations).toEqual([]);
  });

  it('on a telephone nothing is wider than the screen, and halting is in sight', async () => {
    const { api } = await heldDesk();
    const { page } = await open(api.invite(), { viewport: { width: 390, height: 844 } });
    await page.getByText('running').first().waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
    expect((await page.getByRole('button', { name: 'Halt' }).boundingBox())?.y).toBeLessThan(844);
  });

  it('with the keyboard alone an actor is chosen', async () => {
    const { api } = await heldDesk();
    const { page } = await open(api.invite());
    await page.locator('nav li button').first().waitFor();
    await page.getByLabel('Search actors').fill('position');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.drawing [data-state="exposure.open"].active').first().waitFor();
  });
});

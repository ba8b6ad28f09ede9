import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bot, Tab, browser } from './tryout.mjs';

const help = '@Ben Okafor helped me with the deploy';
const notSaved = 'That could not be saved, so nothing was changed. Please try again.';

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

test('what a full disk refuses is told at the line, and works when sent again', { timeout: 90_000 }, async (t) => {
  const bot = await Bot.start(t, { badDisk: true });
  const tab = await Tab.open(chromium, bot.address);
  const box = tab.page.getByLabel('Message', { exact: true });
  await tab.fromBot('Hi Ana').waitFor();

  bot.disk('full');
  await tab.say(help);
  await tab.page.getByRole('main').getByRole('alert').filter({ hasText: notSaved }).waitFor();
  assert.equal(await box.inputValue(), help, 'the words are back in the box');
  await tab.page.locator('.waiting').waitFor({ state: 'detached' });
  assert.equal(await tab.page.locator('.said').count(), 0, 'and nowhere else');
  await tab.picture('refused-#-line');

  bot.disk(null);
  await box.press('Enter');
  await tab.fromBot('Noted, for you only').waitFor();
  assert.equal(await tab.page.locator('.said').count(), 1);
  await tab.close();
});

test('a form that a full disk refuses says so, stays, and can be sent again', { timeout: 90_000 }, async (t) => {
  const bot = await Bot.start(t, { badDisk: true });
  const tab = await Tab.open(chromium, bot.address);
  await tab.fromBot('Hi Ana').waitFor();
  await tab.say(help, 'Noted, for you only');
  await tab.clock('To my next nudge');
  const item = tab.page.locator('.message.bot .item').last();
  await tab.press(item, 'Edit');
  const form = tab.page.getByRole('dialog');
  await form.locator('textarea').fill('the release');

  bot.disk('full');
  await form.locator('[type=submit]').click();
  await form.getByRole('alert').filter({ hasText: notSaved }).waitFor();
  assert.equal(await form.locator('textarea').inputValue(), 'the release');
  await tab.picture('refused-#-form');

  bot.disk(null);
  await form.locator('[type=submit]').click();
  await form.waitFor({ state: 'hidden' });
  await item.filter({ hasText: 'the release' }).waitFor();
  await tab.close();
});

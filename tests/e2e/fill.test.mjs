import { after, before, test } from 'node:test';
import { Bot, Tab, browser } from './tryout.mjs';

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

test('a sample month gives the round something to offer', { timeout: 60_000 }, async (t) => {
  const bot = await Bot.start(t);
  const tab = await Tab.open(chromium, bot.address);
  await tab.fromBot('Hi Ana').waitFor();
  await tab.page.getByRole('button', { name: 'Fill a sample month' }).click();
  await tab.page.getByText('A month of helps is noted').waitFor();
  await tab.clock('To my next nudge');
  await tab.fromBot('Three people helped you').waitFor();
  await tab.close();
});

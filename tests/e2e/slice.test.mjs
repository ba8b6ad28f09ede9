import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bot, Tab, browser } from './tryout.mjs';

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

/** From the first help to the last word, as a person would do it. */
for (const look of ['slack', 'matrix']) {
  test(`three helps become a thank-you that Ben reads, answers and stops (${look})`, { timeout: 240_000 }, async () => {
    const bot = await new Bot().start();
    const tab = await Tab.open(chromium, bot.address);
    const { page } = tab;
    const seen = (what) => tab.picture(`${look}-#-${what}`);

    await tab.look(look);
    await tab.fromBot('Hi Ana').waitFor();
    await seen('first-minutes');

    await tab.say('@Ben Okafor helped me with the deploy', 'Noted');
    await tab.say('@Kai Tanaka helped me with the wording of the errors', 'Noted');
    await tab.say('@Jörg Weber helped me with the migration plan', 'Noted');
    await seen('noted');

    await tab.clock('To my next nudge');
    const round = page.locator('.message.bot', { has: page.locator('.item') }).last();
    await round.waitFor();
    assert.equal(await round.locator('.item').count(), 3);
    await seen('round');

    const words = 'Thank you for the deploy, Ben. I slept well that night.';
    const draft = round.locator('.item', { hasText: 'Ben Okafor' });
    if (look === 'slack') {
      await tab.act(draft, 'Edit');
      const form = page.getByRole('dialog');
      await form.locator('textarea').fill(words);
      await seen('edit');
      await form.locator('[type=submit]').click();
      await form.waitFor({ state: 'hidden' });
    } else {
      const number = (await draft.locator('.number').textContent()).replace('.', '');
      await tab.say(`edit ${number} ${words}`);
    }
    await round.getByText(words).waitFor();
    await seen('edited');
    // The round is one live message: it changes in place.
    await tab.act(round.locator('.item', { hasText: words }), 'Send');
    await round.locator('.item', { hasText: /in 30 seconds|On its way to|It arrives/ }).waitFor();
    assert.equal(await page.locator('.message.bot', { has: page.locator('.item') }).count(), 1);
    await seen('sent');

    await tab.actAs('ben');
    const thanks = tab.fromBot(words);
    assert.equal(await thanks.count(), 0, 'it waits for its 30 seconds and for his hours');
    await tab.waitHours(thanks);
    await thanks.getByText('Ana Sousa').first().waitFor();
    await seen('as-ben');

    const question = await tab.say('Happy to help, any time', 'Pass that');
    await seen('asked');
    await tab.act(question, 'Pass on');
    await seen('passed-on');
    await tab.actAs('ana');
    const reply = tab.fromBot('Happy to help, any time');
    if (!(await reply.count())) await tab.waitHours(reply);
    await seen('as-ana');

    await tab.actAs('ben');
    await tab.say('no more', 'Done.');
    await seen('no-more');

    await tab.close();
    await bot.remove();
  });
}

test('what was said survives a restart, and starting over removes it', { timeout: 120_000 }, async () => {
  const bot = await new Bot().start();
  let tab = await Tab.open(chromium, bot.address);
  await tab.say('@Ben Okafor helped me with the deploy', 'Noted');
  await tab.close();
  await bot.stop();

  await bot.start();
  tab = await Tab.open(chromium, bot.address);
  await tab.fromBot('Noted').waitFor();
  await tab.say('log', 'the deploy');

  await tab.page.getByRole('button', { name: 'Start over…' }).click();
  await tab.page.getByRole('button', { name: 'Keep it' }).click();
  assert.equal(await tab.fromBot('Noted').count(), 1);
  await tab.page.getByRole('button', { name: 'Start over…' }).click();
  await tab.page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await tab.fromBot('Noted').waitFor({ state: 'detached' });
  await tab.fromBot('Hi Ana').waitFor();
  assert.equal(await tab.page.locator('.said').count(), 0);
  await tab.close();
  await bot.remove();
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bot, Tab, browser } from './tryout.mjs';

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

/**
 * How people answer in either look. In a message with several items `at` is the item's number; in the Matrix look an
 * item is a paragraph that begins with it.
 */
const looks = {
  slack: {
    items: (message) => message.locator('.item'),
    item: (message, at, text) =>
      message.locator('.item', { has: message.page().getByText(`${at}.`, { exact: true }) }).filter({ hasText: text }),
    numberOf: async (message, who) =>
      parseInt(await message.locator('.item', { hasText: who }).locator('.number').textContent()),
    press: (tab, message, { label, at }) =>
      tab.press(at ? looks.slack.item(message, at, '') : message, label),
    undo: (tab, message) => tab.press(message, 'Undo'),
    async edit(tab, message, at, words) {
      await looks.slack.press(tab, message, { label: 'Edit', at });
      const form = tab.page.getByRole('dialog');
      await form.locator('textarea').fill(words);
      await tab.picture('slack-#-edit');
      await form.locator('[type=submit]').click();
      await form.waitFor({ state: 'hidden' });
    },
  },
  matrix: {
    items: (message) => message.locator('p', { hasText: /^\d+\. / }),
    item: (message, at, text) => message.locator('p', { hasText: `${at}. ` }).filter({ hasText: text }),
    numberOf: async (message, who) =>
      parseInt(await looks.matrix.items(message).filter({ hasText: who }).textContent()),
    press: (tab, message, { word, at }) => tab.pick(message, at ? `${word} ${at}` : word),
    undo: (tab, message) => tab.react(message, '↩️'),
    edit: (tab, message, at, words) => tab.say(`edit ${at} ${words}`),
  },
};

/** From the first help to the last word, as a person would do it. */
for (const [look, how] of Object.entries(looks)) {
  test(`three helps become a thank-you that Ben reads, answers and stops (${look})`, { timeout: 240_000 }, async (t) => {
    const bot = await Bot.start(t);
    const tab = await Tab.open(chromium, bot.address);
    const seen = (what) => tab.picture(`${look}-#-${what}`);

    await tab.look(look);
    await tab.fromBot('Hi Ana').waitFor();
    await seen('first-minutes');

    await tab.say('@Ben Okafor helped me with the deploy', 'Noted, for you only: Ben Okafor helped you – the deploy');
    await tab.say('@Kai Tanaka helped me with the wording of the errors', 'Noted, for you only: Kai Tanaka');
    const mistake = await tab.say('@Will Carter helped me with nothing', 'Noted, for you only: Will Carter');
    await how.undo(tab, mistake);
    await tab.fromBot('Removed: Will Carter helped you.').waitFor();
    await tab.say('@Jörg Weber helped me with the migration plan', 'Noted, for you only: Jörg Weber');
    await seen('noted');

    await tab.clock('To my next nudge');
    const round = tab.fromBot('since Mon 4 Jan');
    await round.getByText('Three people helped you').waitFor();
    assert.match(await tab.page.locator('#now').textContent(), /^Fri 29 Jan 2027, 9:00 /);
    assert.equal(await how.items(round).count(), 3);
    await seen('round');

    const ben = await how.numberOf(round, 'Ben Okafor');
    const words = 'Thank you for the deploy, Ben. I slept well that night.';
    await how.edit(tab, round, ben, words);
    await round.locator('blockquote', { hasText: words }).waitFor();
    await seen('edited');
    // The round is one live message: it changes in place. In New York it is 4:00.
    await how.press(tab, round, { label: 'Send', word: 'send', at: ben });
    await how.item(round, ben, 'Sent to Ben Okafor. It arrives Fri 29 Jan, 14:00 Lisbon.').waitFor();
    const kai = await how.numberOf(round, 'Kai Tanaka');
    await how.press(tab, round, { label: 'Not Kai', word: 'skip', at: kai });
    await how.items(round).filter({ hasText: 'Kai Tanaka' }).waitFor({ state: 'detached' });
    assert.equal(await round.count(), 1);
    await seen('sent');

    for (let hour = 9; hour < 13; ++hour) await tab.clock('+1 hour');
    await tab.actAs('ben');
    const thanks = tab.fromBot(words);
    assert.equal(await thanks.count(), 0, 'it waits for his hours');
    await tab.clock('+1 hour');
    await thanks.getByText('A thank-you from Ana Sousa').waitFor();
    await thanks.getByText('Ana wrote this and sent it.').waitFor();
    await seen('as-ben');
    await tab.react(thanks, '🙏');

    const question = await tab.say('Happy to help, any time', 'Pass that to Ana?');
    await seen('asked');
    await how.press(tab, question, { label: 'Pass on', word: 'yes' });
    await tab.clock('+1 hour');
    await seen('passed-on');
    await tab.actAs('ana');
    await how.item(round, ben, 'Delivered to Ben Okafor').filter({ hasText: '🙏' }).waitFor();
    await tab.fromBot('Ben Okafor answers you').getByText('Happy to help, any time').waitFor();
    await seen('as-ana');

    await tab.actAs('ben');
    await tab.say('no more', 'Done. From now on nothing that others send reaches you through me');
    await seen('no-more');

    await tab.actAs('ana');
    for (let day = 0; day < 3; ++day) await tab.clock('+1 day');
    const draft = await tab.say('thanks @Ben Okafor for the other deploy', 'Nothing has left yet');
    await how.press(tab, draft, { label: 'Send to Ben only', word: 'send' });
    await tab.fromBot("I can't pass this on; write to Ben Okafor directly").waitFor();
    await seen('not-passed-on');
    await tab.actAs('ben');
    for (let hour = 0; hour < 12; ++hour) await tab.clock('+1 hour');
    assert.equal(await tab.message('the other deploy').count(), 0);

    await tab.close();
  });
}

test('what was said survives a restart, and starting over removes it', { timeout: 120_000 }, async (t) => {
  const bot = await Bot.start(t);
  let tab = await Tab.open(chromium, bot.address);
  await tab.say('@Ben Okafor helped me with the deploy', 'Noted, for you only');
  await tab.close();
  await bot.stop();

  await bot.start();
  tab = await Tab.open(chromium, bot.address);
  await tab.fromBot('Noted, for you only').waitFor();
  const log = await tab.say('log', 'Your help log');
  await log.getByText('the deploy').waitFor();

  await tab.page.getByRole('button', { name: 'Start over…' }).click();
  await tab.page.getByRole('button', { name: 'Keep it' }).click();
  assert.equal(await tab.fromBot('Noted, for you only').count(), 1);
  await tab.page.getByRole('button', { name: 'Start over…' }).click();
  await tab.page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await tab.fromBot('Noted, for you only').waitFor({ state: 'detached' });
  await tab.fromBot('Hi Ana').waitFor();
  assert.equal(await tab.page.locator('.said').count(), 0);
  await tab.close();
});

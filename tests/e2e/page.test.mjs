import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, beforeEach, test } from 'node:test';
import { Bot, Tab, browser } from './tryout.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const help = '@Ben Okafor helped me with the deploy';

let chromium;
let bot;
before(async () => (chromium = await browser()));
after(() => chromium.close());
beforeEach(async (t) => (bot = await Bot.start(t)));

/** Cuts the socket of the first `say`: before the server saw it, or when it was done but the browser did not hear. */
function cut(page, when, frames) {
  let done = false;
  return page.routeWebSocket(/\/socket$/, (socket) => {
    const server = socket.connectToServer();
    let mine = null;
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      frames.push(frame);
      if (frame.do === 'say' && !done) {
        mine = frame.id;
        if (when === 'before') {
          done = true;
          server.close();
          socket.close({ code: 1001 });
          return;
        }
      }
      server.send(text);
    });
    server.onMessage((text) => {
      const frame = JSON.parse(text);
      if (mine && !done && when === 'after') {
        if (frame.is === 'done' && frame.id === mine) {
          done = true;
          server.close();
          socket.close({ code: 1001 });
        }
        return;
      }
      socket.send(text);
    });
  });
}

for (const when of ['before', 'after']) {
  test(`a command is sent again when the socket was cut ${when} the server took it`, { timeout: 60_000 }, async () => {
    const frames = [];
    const tab = await Tab.open(chromium, bot.address, { before: (page) => cut(page, when, frames) });
    await tab.fromBot('Hi Ana').waitFor();
    await tab.say(help, 'Noted, for you only');

    const sent = frames.filter((frame) => frame.do === 'say');
    assert.equal(sent.length, 2);
    assert.deepEqual(sent[0], sent[1], 'unchanged, with the same id');
    const hellos = frames.filter((frame) => frame.do === 'hello');
    assert.equal(hellos.length, 2);
    assert.equal(hellos[0].after, 0);
    assert.ok(hellos[1].after > 0, 'it goes on after the last message it saw');
    assert.equal(
      await tab.message('helped me with the deploy').locator('.said').count(),
      1,
      'and was carried out once',
    );
    assert.equal(await tab.fromBot('Noted, for you only').count(), 1);
    await tab.page.waitForFunction(() => sessionStorage.getItem('goodturn.pending') === '[]');
    await tab.close();
  });
}

test('a command that is not confirmed outlives a reload of the page', { timeout: 60_000 }, async () => {
  const frames = [];
  let deaf = true;
  const tab = await Tab.open(chromium, bot.address, {
    before: (page) =>
      page.routeWebSocket(/\/socket$/, (socket) => {
        const server = socket.connectToServer();
        socket.onMessage((text) => {
          frames.push(JSON.parse(text));
          if (!(deaf && JSON.parse(text).do === 'say')) server.send(text);
        });
      }),
  });
  await tab.fromBot('Hi Ana').waitFor();
  await tab.say(help);
  await tab.page.locator('.waiting').waitFor();
  await tab.page.locator('.waiting', { hasText: 'please don’t repeat it' }).waitFor();
  await tab.picture('unconfirmed');
  deaf = false;
  await tab.page.reload();
  await tab.fromBot('Noted, for you only').waitFor();
  const sent = frames.filter((frame) => frame.do === 'say');
  assert.deepEqual(sent[0], sent[1]);
  await tab.page.locator('.waiting').waitFor({ state: 'detached' });
  await tab.close();
});

test(
  'two tabs see each other live, and a reaction and an edit change the message in place',
  { timeout: 60_000 },
  async () => {
    const ana = await Tab.open(chromium, bot.address);
    const ben = await Tab.open(chromium, bot.address);
    await ben.actAs('ben');
    for (const tab of [ana, ben]) await tab.chat('release-4');

    await ana.say('Thanks to @Ben Okafor, all is well');
    const theirs = ben.message('all is well');
    await theirs.locator('.mention.me', { hasText: 'Ben Okafor' }).waitFor();
    await theirs.hover();
    await theirs.getByRole('button', { name: 'React with 🙏' }).click();
    const mine = ana.message('all is well');
    await mine.getByRole('button', { name: '🙏 1: Ben Okafor' }).waitFor();

    await ana.page.getByLabel('Message', { exact: true }).focus();
    await ana.page.keyboard.press('ArrowUp');
    await ana.page.getByText('Editing your message').waitFor();
    await ana.page.keyboard.type(' again');
    await ana.page.keyboard.press('Enter');
    await theirs.getByText('(edited)').waitFor();
    assert.match(await theirs.textContent(), /all is well again/);
    await theirs.getByRole('button', { name: '🙏 1: you' }).click();
    await mine.locator('.reaction').waitFor({ state: 'detached' });
    await ana.close();
    await ben.close();
  },
);

test('the three first steps lead from a help to the thanks that Ben reads', { timeout: 60_000 }, async () => {
  const tab = await Tab.open(chromium, bot.address);
  const { page } = tab;
  const step = (number) => page.locator(`[data-step="${number}"]`);
  await tab.fromBot('Hi Ana').waitFor();
  await step(1).click();
  await tab.fromBot('Noted, for you only: Ben Okafor helped you – the deploy').waitFor();
  await step(2).click();
  const round = tab.fromBot('One person helped you since Mon 4 Jan');
  await tab.press(round, 'Send');
  await tab.fromBot('Sent to Ben Okafor.').waitFor();
  await step(3).click();
  await page.getByText('Not here yet').waitFor();
  await tab.picture('steps-#-not-here-yet');
  await page.getByRole('button', { name: 'Wait for it' }).click();
  const thanks = tab.fromBot('A thank-you from Ana Sousa: “the deploy”');
  await thanks.getByText('Ana wrote this and sent it.').waitFor();
  assert.match(await page.locator('#now').textContent(), /^Fri 29 Jan 2027, 9:00 New York/);
  assert.equal(await tab.fromBot('').count(), 1, 'nothing else was written to him');
  await page.locator('.step.done').nth(2).waitFor();
  await tab.picture('steps-#-done');
  await tab.close();
});

test('axe-core finds nothing serious, light and dark, in every state of the page', { timeout: 240_000 }, async () => {
  const tab = await Tab.open(chromium, bot.address);
  const { page } = tab;
  const found = [];
  const check = async (state) => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(`${axe};0`);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      for (const { id, impact, nodes } of violations) {
        if (['serious', 'critical'].includes(impact))
          found.push(`${state}, ${colorScheme}: ${id} at ${nodes[0].target} (${nodes.length})`);
      }
      await tab.picture(`axe-#-${state}-${colorScheme}`);
    }
  };

  await tab.fromBot('Hi Ana').waitFor();
  await check('start');
  await tab.say(help, 'Noted, for you only');
  await tab.clock('To my next nudge');
  const round = page.locator('.message.bot', { has: page.locator('.item') }).last();
  await tab.press(round.locator('.item').first(), 'Edit');
  const form = page.getByRole('dialog');
  await form.locator('textarea').fill('');
  await form.locator('[type=submit]').click();
  await form.locator('[aria-invalid]').waitFor();
  await check('form');
  await page.keyboard.press('Escape');
  await check('round');
  await tab.chat('release-4');
  await tab.say('/goodturn log');
  await page.locator('.message.private').first().waitFor();
  await page.getByLabel('Message', { exact: true }).fill('@');
  await page.getByRole('listbox').waitFor();
  await check('channel');
  await page.keyboard.press('Escape');
  await page.getByLabel('Message', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Start over…' }).click();
  await check('start-over');
  await page.keyboard.press('Escape');
  await tab.look('matrix');
  await tab.chat('bot-ana');
  await check('matrix');
  await page.setViewportSize({ width: 390, height: 844 });
  await check('phone');
  await page.getByRole('button', { name: 'People and chats' }).click();
  await check('drawer');
  assert.deepEqual(found, []);
  await tab.close();
});

test('a help is noted and thanked with the keyboard alone', { timeout: 60_000 }, async () => {
  const tab = await Tab.open(chromium, bot.address);
  const { page } = tab;
  await tab.fromBot('Hi Ana').waitFor();

  const stops = [];
  for (let stop = 0; stop < 60; ++stop) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const shown = [element, element.nextElementSibling].some(
        (one) => one && getComputedStyle(one).outlineStyle !== 'none',
      );
      return {
        name:
          element.id || element.dataset.person || element.dataset.clock || element.dataset.step || element.textContent,
        shown,
      };
    });
    if (!here) break;
    stops.push(here);
  }
  assert.deepEqual(
    stops.filter((stop) => !stop.shown),
    [],
    'the focus is always seen',
  );
  for (const name of ['ben', 'fill', 'start-over', 'hour', 'nudge', 'date', '1', 'text', 'send']) {
    assert.ok(
      stops.some((stop) => stop.name === name),
      `${name} is reached: ${stops.map((stop) => stop.name)}`,
    );
  }

  await page.reload();
  await tab.fromBot('Hi Ana').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'text');
  await page.keyboard.type('@be');
  await page.getByRole('option', { name: 'Ben Okafor' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('helped me with the deploy');
  await page.keyboard.press('Enter');
  const noted = tab.fromBot('Noted, for you only');
  await noted.waitFor();
  await tab.message('helped me with the deploy').locator('.mention', { hasText: 'Ben Okafor' }).first().waitFor();

  await noted.evaluate((message) => message.focus());
  await page.keyboard.press('ArrowUp');
  const own = tab.page.locator('.message:focus');
  assert.match(await own.textContent(), /helped me with the deploy/);
  while (!(await page.evaluate(() => document.activeElement.getAttribute('aria-label')))?.startsWith('React with 🙏')) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '🙏 1: you' }).waitFor();
  await tab.close();
});

const sizes = [
  { name: 'a phone', viewport: { width: 390, height: 844 }, hasTouch: true },
  { name: 'a small phone', viewport: { width: 320, height: 568 }, hasTouch: true },
  // What 200 % leaves of a window of 1280 × 800.
  { name: '200 % zoom', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
];
for (const { name, ...options } of sizes) {
  test(`everything is there on ${name}, and nothing scrolls sideways`, { timeout: 60_000 }, async () => {
    const tab = await Tab.open(chromium, bot.address, { ...options, reducedMotion: 'reduce' });
    const { page } = tab;
    await tab.fromBot('Hi Ana').waitFor();
    await tab.say(help, 'Noted, for you only');
    const fits = async (state) => {
      await tab.picture(`${name.replace(/\W+/g, '-')}-#-${state}`);
      const wide = await page.evaluate(
        () =>
          [document.documentElement, document.getElementById('log')].filter((one) => one.scrollWidth > one.clientWidth)
            .length,
      );
      assert.equal(wide, 0, state);
    };
    await fits('chat');
    for (const control of [
      page.getByLabel('Message', { exact: true }),
      page.locator('#send'),
      page.locator('#now'),
      page.locator('#acting'),
    ]) {
      const { x, y, width, height } = await control.boundingBox();
      assert.ok(
        x >= 0 && y >= 0 && x + width <= options.viewport.width && y + height <= options.viewport.height,
        String(control),
      );
    }
    assert.ok((await page.locator('#log').boundingBox()).height > 100);

    await page.getByRole('button', { name: 'Clock, look' }).click();
    await page.getByRole('button', { name: '+1 day' }).waitFor();
    await fits('controls');
    await page.waitForFunction(() => {
      const { scrollHeight, scrollTop, clientHeight } = document.getElementById('log');
      return scrollHeight - scrollTop - clientHeight < 2;
    });
    await page.getByRole('button', { name: 'Clock, look' }).click();

    await page.getByRole('button', { name: 'People and chats' }).click();
    await fits('drawer');
    await page.keyboard.press('Escape');
    await page.locator('#side-open:focus').waitFor();
    await page.getByRole('button', { name: 'People and chats' }).click();
    await tab.actAs('ben');
    await page.locator('#acting', { hasText: 'Ben Okafor' }).waitFor();
    await tab.close();
  });
}

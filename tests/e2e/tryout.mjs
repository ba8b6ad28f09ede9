import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'].concat([
  '--disable-background-networking',
  '--disable-component-update',
]);

const gone = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * The real program on a store of its own, until the test `t` is over, however that ends. `stop()` ends it as an
 * operator would; `start()` again finds the same store. With `badDisk`, its disk fails as told by disk().
 */
export class Bot {
  static async start(t, { badDisk = false } = {}) {
    const bot = new Bot();
    t.after(() => bot.#remove());
    if (badDisk) bot.#preloadShim();
    await bot.start();
    return bot;
  }

  address = null;
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'goodturn-e2e-'));
  #process = null;
  #log = '';
  #shim = {};
  #faults = null;

  /** tests/process/shim.cpp, which reads what fails at every call. */
  #preloadShim() {
    const control = path.join(this.#folder, 'control');
    fs.mkdirSync(control);
    this.#faults = path.join(control, 'faults');
    this.disk(null);
    const shim = process.env.GOODTURN_SHIM;
    if (!fs.existsSync(shim ?? '')) throw new Error('GOODTURN_SHIM has to name the library made from shim.cpp');
    this.#shim = { LD_PRELOAD: shim, GOODTURN_DISK: this.#folder, GOODTURN_FAULTS: this.#faults };
  }

  /** From now on the page's file meets this fault of shim.cpp, "full" for one; null: the disk works. */
  disk(fault) {
    fs.writeFileSync(`${this.#faults}.part`, fault ? `goodturn-page.db ${fault}\n` : '');
    fs.renameSync(`${this.#faults}.part`, this.#faults);
  }

  async start() {
    const program = process.env.GOODTURN_PROGRAM;
    const env = {
      PATH: process.env.PATH,
      HOME: this.#folder,
      GOODTURN_STORE_PATH: path.join(this.#folder, 'goodturn.db'),
      GOODTURN_WEB_PORT: '0',
      ...this.#shim,
    };
    this.#process = spawn(program, ['run', '--try', '--clock', '2027-01-04T08:00:00Z'], { env });
    this.#process.stderr.on('data', (data) => (this.#log += data));
    const lines = createInterface({ input: this.#process.stdout });
    this.address = await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        this.#log += `${line}\n`;
        const match = /http:\/\/\S+\/t\/[^/\s]+\//.exec(line);
        if (match) resolve(match[0]);
      });
      this.#process.once('error', reject);
      this.#process.once('exit', (code) =>
        reject(new Error(`the bot ended with ${code} before it had an address:\n${this.#log}`)),
      );
    });
  }

  async stop() {
    const child = this.#process;
    if (gone(child)) throw new Error(`the bot had ended by itself:\n${this.#log}`);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const [code, signal] = await ended;
    clearTimeout(patience);
    if (code !== 0) throw new Error(`the bot ended with ${code ?? signal}:\n${this.#log}`);
  }

  async #remove() {
    try {
      if (this.#process?.pid) await this.stop();
    } finally {
      fs.rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}

export function browser() {
  return chromium.launch({
    executablePath: process.env.GOODTURN_CHROMIUM ?? '/usr/bin/chromium',
    args: [...quiet, '--headless'],
  });
}

/** A tab on the page, and what the tests do there, in either look. Whatever the browser complains about is an error. */
export class Tab {
  static async open(browser, address, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const tab = new Tab();
    tab.page = await context.newPage();
    tab.page.setDefaultTimeout(10_000);
    tab.page.on('pageerror', (error) => tab.complaints.push(String(error.stack)));
    tab.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/WebSocket/.test(message.text())) {
        tab.complaints.push(message.text());
      }
    });
    await options.before?.(tab.page);
    await tab.page.goto(address);
    await tab.page.locator('#acting strong').waitFor();
    return tab;
  }

  page = null;
  complaints = [];
  #pictures = 0;

  async close() {
    await this.page.context().close();
    if (this.complaints.length) throw new Error(`the browser complained:\n${this.complaints.join('\n')}`);
  }

  async look(name) {
    await this.page.locator(`input[name=look][value=${name}]`).check({ force: true });
    await this.page.locator(`html[data-look=${name}]`).waitFor({ state: 'attached' });
  }

  async actAs(account) {
    await this.page.locator(`[data-person=${account}]`).click();
    await this.page.locator(`[data-person=${account}][aria-current]`).waitFor({ state: 'attached' });
  }

  async chat(id) {
    await this.page.locator(`[data-chat="${id}"]`).click();
    await this.page.locator(`[data-chat="${id}"][aria-current]`).waitFor({ state: 'attached' });
  }

  /** Says it and waits for the answer: the message of the bot that holds `answer`. */
  async say(text, answer) {
    const before = answer ? await this.fromBot(answer).count() : 0;
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Enter');
    if (!answer) return null;
    const message = this.fromBot(answer).nth(before);
    await message.waitFor();
    return message;
  }

  fromBot(text) {
    return this.page.locator('.message.bot', { hasText: text });
  }

  message(text) {
    return this.page.locator('.message', { hasText: text });
  }

  async press(within, label) {
    await within.getByRole('button', { name: label, exact: true }).click();
  }

  /** Says a word that the bot's message offers, by putting it into the message box. */
  async pick(within, word) {
    await within.locator('.code').getByText(word, { exact: true }).click();
    const box = this.page.getByLabel('Message', { exact: true });
    await this.page.waitForFunction(([text, said]) => text.value === said, [await box.elementHandle(), word]);
    await this.page.keyboard.press('Enter');
  }

  async react(message, emoji) {
    await message.hover();
    await message.getByRole('button', { name: `React with ${emoji}`, exact: true }).click();
  }

  async clock(name) {
    const button = this.page.getByRole('button', { name, exact: true });
    const before = await this.page.locator('#now').getAttribute('datetime');
    await button.click();
    await this.page.waitForFunction(
      (then) =>
        document.getElementById('now').dateTime !== then && !document.documentElement.classList.contains('moving'),
      before,
    );
  }

  /** Hour by hour until it is there. */
  async waitHours(locator, most = 24) {
    for (let hours = 0; hours < most; ++hours) {
      await this.clock('+1 hour');
      if (await locator.count()) return;
    }
    throw new Error(`nothing came within ${most} hours`);
  }

  async picture(name) {
    const folder = process.env.GOODTURN_SCREENSHOTS;
    if (!folder) return;
    fs.mkdirSync(folder, { recursive: true });
    const number = String(++this.#pictures).padStart(2, '0');
    await this.page.screenshot({ path: path.join(folder, `${name.replace('#', number)}.png`) });
  }
}

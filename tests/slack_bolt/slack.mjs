import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Our Slack, until the test `t` is over and `client.stop()`, if there is one, has led to the end of its connection. */
export class Slack {
  static async start(t, client) {
    const slack = new Slack();
    t.after(async () => {
      try {
        if (client.stop) await slack.leaves(client);
      } finally {
        await slack.#stop();
      }
    });
    slack.apiUrl = await slack.#address;
    return slack;
  }

  apiUrl = null;
  tokens = { token: 'xoxb-T1-test', appToken: 'xapp-1-A1-test' };
  #process = spawn(process.env.GOODTURN_SLACK, { stdio: ['pipe', 'pipe', 'inherit'] });
  #lines = createInterface({ input: this.#process.stdout });
  #address = once(this.#lines, 'line').then(([line]) => JSON.parse(line).api_url);
  #waiting = new Map();
  #last = 0;

  constructor() {
    this.#lines.on('line', (line) => {
      const answer = JSON.parse(line);
      this.#waiting.get(answer.order)?.(answer);
      this.#waiting.delete(answer.order);
    });
  }

  /** An order of orders.cpp: `await slack.does('runs', { who: 'ana', line: '/goodturn help', where: '#release-4' })`. */
  async does(what, how = {}) {
    const order = ++this.#last;
    this.#process.stdin.write(`${JSON.stringify({ order, do: what, ...how })}\n`);
    const answer = await new Promise((resolve) => this.#waiting.set(order, resolve));
    if ('problem' in answer) throw new Error(`${what}: ${answer.problem}`);
    return answer.result;
  }

  /** Bolt does not wait for the end of its connection. */
  async leaves(client) {
    const { stop } = client;
    delete client.stop;
    await stop();
    await this.does('deserted');
  }

  async #stop() {
    const ended = once(this.#process, 'exit');
    this.#process.stdin.end();
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(`our Slack ended with ${code ?? signal}`);
  }
}

import { memory } from './dom.js';

/**
 * The websocket and the commands that the server has not confirmed yet. Those are kept in sessionStorage with their
 * own id and sent again, in order, after every reconnect and reload, until `done` or `refused` comes: the server
 * carries out an id once, however often it sees it.
 */
export class Link {
  #on;
  #after;
  #socket = null;
  #ready = false;
  #delay = 0;
  #pending = memory.get('pending', []);
  #waiting = new Map();

  /** `after()` is the newest seq held; `on` has frame(frame), state(connected) and refused(command, why). */
  constructor(after, on) {
    this.#after = after;
    this.#on = on;
  }

  connect() {
    const url = new URL('socket', document.baseURI);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#ready = false;
    socket.onopen = () => socket.send(JSON.stringify({ do: 'hello', after: this.#after() }));
    socket.onmessage = (event) => this.#socket === socket && this.#take(JSON.parse(event.data), socket);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#ready = false;
      this.#on.state(false);
      this.#delay = Math.min(5000, this.#delay * 2 || 250);
      setTimeout(() => this.connect(), this.#delay);
    };
  }

  /** Asks for everything again, for when what is held belongs to an older generation. */
  restart() {
    const old = this.#socket;
    this.connect();
    old.close();
  }

  /** Resolves to true when the server carried it out, to false when it refused. */
  command(frame) {
    const command = { ...frame, id: crypto.randomUUID() };
    this.#pending.push(command);
    memory.set('pending', this.#pending);
    if (this.#ready) this.#socket.send(JSON.stringify(command));
    return new Promise((resolve) => this.#waiting.set(command.id, resolve));
  }

  get pending() {
    return this.#pending;
  }

  /** What was asked of a space that was started over means nothing in the new one. */
  forget() {
    for (const command of [...this.#pending]) this.#settle(command.id, true);
  }

  #take(frame, socket) {
    if (frame.is === 'done') this.#settle(frame.id, true);
    if (frame.is === 'refused') {
      const command = this.#settle(frame.id, false);
      if (command) this.#on.refused(command, frame.why);
    }
    this.#on.frame(frame);
    if (frame.is === 'welcome' && this.#socket === socket && !this.#ready) {
      this.#ready = true;
      this.#delay = 0;
      this.#on.state(true);
      for (const command of this.#pending) this.#socket.send(JSON.stringify(command));
    }
  }

  #settle(id, carriedOut) {
    const command = this.#pending.find((one) => one.id === id);
    this.#pending = this.#pending.filter((one) => one.id !== id);
    memory.set('pending', this.#pending);
    this.#waiting.get(id)?.(carriedOut);
    this.#waiting.delete(id);
    return command;
  }
}

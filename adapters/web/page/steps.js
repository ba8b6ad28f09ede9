import { byId, h, memory, reconcile } from './dom.js';

/**
 * The first minutes as three clickable steps: Ana notes a help, goes to her round, sends the thanks and looks at it as
 * Ben. `act` has help(), round(), seeAsBen(), wait().
 */
export class Steps {
  #act;
  #state = memory.get('steps', {});

  constructor(act) {
    this.#act = act;
  }

  reset() {
    this.#state = {};
    memory.set('steps', this.#state);
  }

  /** `view`: matrix; asBen; arrived: Ben has the thanks. */
  draw(view, [ana, ben]) {
    const strip = byId('steps');
    strip.hidden = !!this.#state.dismissed;
    if (strip.hidden) return;
    const { help, round, seeAsBen } = this.#state;
    const send = view.matrix ? 'type “send”' : 'press Send';
    reconcile(strip, [
      {
        key: 'steps',
        version: JSON.stringify([this.#state, view]),
        make: () =>
          h(
            'ol',
            {},
            this.#step('help', help, `Note a help`, `say that ${ben.given} helped ${ana.given}`, 1),
            this.#step('round', round, 'Go to the round', 'the clock moves there', 2),
            this.#step(
              'seeAsBen',
              seeAsBen && view.arrived,
              `Send, then see it as ${ben.given}`,
              `${send}, then click here`,
              3,
            ),
          ),
      },
      ...(view.asBen && seeAsBen && !view.arrived ? [this.#waiting(ana, ben)] : []),
      {
        key: 'dismiss',
        version: 1,
        make: () =>
          h(
            'button',
            {
              type: 'button',
              class: 'icon dismiss',
              'aria-label': 'Hide the first steps',
              click: () => this.#dismiss(),
            },
            '×',
          ),
      },
    ]);
  }

  #step(action, done, title, about, number) {
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: done ? 'step done' : 'step',
          'data-step': number,
          'data-focus': action,
          click: () => this.#do(action),
        },
        h('span', { class: 'number', 'aria-hidden': 'true' }, done ? '✓' : String(number)),
        h(
          'span',
          {},
          h('strong', {}, title),
          done ? h('span', { class: 'unseen' }, ' (done)') : null,
          h('small', {}, about),
        ),
      ),
    );
  }

  #waiting(ana, ben) {
    return {
      key: 'waiting',
      version: 1,
      make: () =>
        h(
          'p',
          { class: 'step-note', role: 'status' },
          `Not here yet: once ${ana.given} pressed Send it waits 30 seconds, and until ${ben.given} is at work. `,
          h('button', { type: 'button', class: 'quiet small', click: () => this.#act.wait() }, 'Wait for it'),
        ),
    };
  }

  /** It was done, by the step or by hand. */
  did(action) {
    this.#state[action] = true;
    memory.set('steps', this.#state);
  }

  #do(action) {
    this.did(action);
    this.#act[action]();
  }

  #dismiss() {
    this.#state.dismissed = true;
    memory.set('steps', this.#state);
    byId('steps').hidden = true;
    byId('text').focus();
  }
}

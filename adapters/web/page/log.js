import { answers, blocks, mention } from './blocks.js';
import { h } from './dom.js';
import { clockTime, day } from './time.js';

const quick = ['🙏', '👍'];
const more = ['❤️', '🎉', '🙌', '😄', '👀', '✅'];
const together = 5 * 60 * 1000;

/**
 * The rows of a conversation for reconcile(): day separators and messages. `view` is what blocks.js wants (but for
 * `busy`, here a set of message ids) and:
 *   chat, zone, pending     {id, words, doubtful} of what the server has not confirmed for a while
 *   react(message, emoji, added), edit(message)
 */
export function rows(messages, view) {
  const wanted = [];
  let before = null;
  for (const message of messages) {
    const date = day(message.at, view.zone);
    const newDay = !before || date !== day(before.at, view.zone);
    if (newDay)
      wanted.push({ key: `day ${date}`, version: 1, make: () => h('p', { class: 'day' }, h('span', {}, date)) });
    const follows =
      !newDay && before.by === message.by && before.for === message.for && message.at - before.at < together;
    const busy = view.busy.has(message.id);
    wanted.push({
      key: message.id,
      version: [message.seq, view.me, view.zone, view.matrix, follows, busy].join(),
      make: () => row(message, follows, { ...view, busy }),
    });
    before = message;
  }
  for (const command of view.pending) {
    wanted.push({
      key: command.id,
      version: `${command.words.length} ${command.doubtful}`,
      make: () =>
        h(
          'p',
          { class: 'waiting' },
          h('span', {}, said(command.words, view)),
          h(
            'em',
            {},
            command.doubtful
              ? 'I can’t confirm this yet; please don’t repeat it, I’ll tell you.'
              : 'Not confirmed yet.',
          ),
        ),
    });
  }
  return wanted;
}

const said = (words, view) =>
  words.map((word) => (typeof word === 'string' ? word : mention(word.account, word.label, view)));

function row(message, follows, view) {
  const { chat } = view;
  const name = chat.name(message.by);
  const time = clockTime(message.at, view.zone);
  const bot = message.by === chat.bot.account;
  const article = h(
    'article',
    {
      class: ['message', follows && 'follows', bot && 'bot', message.for && 'private'].filter(Boolean).join(' '),
      tabindex: '-1',
      'data-message': message.id,
      'aria-label': `${name}, ${time}`,
    },
    follows ? h('span', { class: 'when', 'aria-hidden': 'true' }, time) : avatar(message.by, chat),
    h(
      'div',
      { class: 'body' },
      follows
        ? null
        : h(
            'p',
            { class: 'by' },
            h('strong', {}, name),
            bot ? h('span', { class: 'tag' }, 'bot') : null,
            h('time', {}, time),
          ),
      message.for ? h('p', { class: 'only-you' }, 'Only you can see this') : null,
      content(message, view),
      reactions(message, view),
    ),
  );
  if (!message.deleted) article.append(toolbar(message, view));
  return article;
}

function content(message, view) {
  if (message.deleted) return h('p', { class: 'gone' }, 'This message was deleted.');
  const edited = message.edited && message.words ? h('span', { class: 'edited' }, ' (edited)') : null;
  if (message.words) return h('p', { class: 'said' }, said(message.words, view), edited);
  const act = { ...view, press: (button, choice) => view.press(message, button, choice) };
  return h('div', { class: 'blocks' }, blocks(message.blocks ?? [], act));
}

export function avatar(account, chat) {
  const index = chat.people.findIndex((one) => one.account === account);
  const name = chat.name(account);
  const initials = name
    .split(/\s+/)
    .map((part) => part[0])
    .join('')
    .slice(0, 2)
    .toUpperCase();
  return h(
    'span',
    { class: `avatar tint-${index < 0 ? 'bot' : index % 6}`, 'aria-hidden': 'true' },
    index < 0 ? '✓' : initials,
  );
}

function reactions(message, view) {
  const byEmoji = new Map();
  for (const { emoji, by } of message.reactions ?? []) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), by].flat());
  if (!byEmoji.size || message.deleted) return null;
  return h(
    'div',
    { class: 'reactions' },
    [...byEmoji].map(([emoji, accounts]) => {
      const mine = accounts.includes(view.me);
      const names = accounts.map((account) => (account === view.me ? 'you' : view.chat.name(account))).join(', ');
      return h(
        'button',
        {
          type: 'button',
          class: 'reaction',
          'aria-pressed': String(mine),
          'aria-label': `${emoji} ${accounts.length}: ${names}`,
          title: names,
          'data-focus': `reaction ${emoji}`,
          click: () => view.react(message, emoji, !mine),
        },
        `${emoji} ${accounts.length}`,
      );
    }),
  );
}

/** Shown while the message is hovered or holds the focus; not news for a screen reader. */
function toolbar(message, view) {
  const mine = (emoji) =>
    (message.reactions ?? []).some((one) => one.emoji === emoji && [one.by].flat().includes(view.me));
  const button = (emoji) =>
    h(
      'button',
      {
        type: 'button',
        'aria-label': `React with ${emoji}`,
        'data-focus': `react ${emoji}`,
        click: () => view.react(message, emoji, !mine(emoji)),
      },
      emoji,
    );
  // In Matrix a reaction can stand for the word.
  const first = view.matrix && message.blocks ? answers(message.blocks) : [];
  const rest = h('span', { class: 'more', hidden: true }, more.filter((emoji) => !first.includes(emoji)).map(button));
  const toggle = h(
    'button',
    {
      type: 'button',
      'aria-label': 'More emoji',
      'aria-expanded': 'false',
      'data-focus': 'more',
      click: () => {
        rest.hidden = !rest.hidden;
        toggle.setAttribute('aria-expanded', String(!rest.hidden));
        if (!rest.hidden) rest.firstChild.focus();
      },
    },
    '+',
  );
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'React', 'aria-live': 'off' },
    first.concat(quick.filter((emoji) => !first.includes(emoji))).map(button),
    toggle,
    rest,
    message.words && message.by === view.me
      ? h('button', { type: 'button', class: 'word', 'data-focus': 'edit', click: () => view.edit(message) }, 'Edit')
      : null,
  );
}

/** Arrow keys walk over the messages: one of them is in the tab order, and its toolbar comes after it. */
export function walkable(log) {
  const all = () => [...log.querySelectorAll('.message')];
  const enter = (message) => {
    for (const one of log.querySelectorAll('.message[tabindex="0"]')) one.tabIndex = -1;
    message.tabIndex = 0;
  };
  log.addEventListener('focusin', (event) => {
    const message = event.target.closest('.message');
    if (message) enter(message);
  });
  log.addEventListener('keydown', (event) => {
    const list = all();
    const at = list.indexOf(event.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: list.length - 1 }[event.key];
    if (at < 0 || to === undefined || !list[to]) return;
    event.preventDefault();
    list[to].focus();
    list[to].scrollIntoView({ block: 'nearest' });
  });
  return () => {
    const list = all();
    if (list.length && !log.querySelector('.message[tabindex="0"]')) enter(list.at(-1));
  };
}

import { h } from './dom.js';

/**
 * The bot's blocks (core/chat/json.hpp) as elements. `view` says how and for whom:
 *   matrix          words instead of buttons
 *   me              the account of the reader
 *   busy            a press on this message waits for its answer
 *   press(button, choice), type(text), writeTo(account), copy(text)
 */
export function blocks(list, view) {
  const items = list.filter((block) => block.t === 'item').length;
  const numbers = { items, wordless: 0 };
  return list.map((block) => makers[block.t]?.(block, view, numbers)).filter(Boolean);
}

const makers = {
  paragraph: (block, view) => h('p', {}, spans(block.text, view)),
  note: (block, view) => h('p', { class: 'note' }, spans(block.text, view)),
  quote: (block, view) => quote(block.text, view),
  list: (block, view) =>
    h(
      'ul',
      {},
      (block.items ?? []).map((item) => h('li', {}, spans(item, view))),
    ),
  fields: (block, view) =>
    h(
      'dl',
      {},
      (block.fields ?? []).map((field) => h('div', {}, h('dt', {}, field.name), h('dd', {}, spans(field.text, view)))),
    ),
  item: (block, view, numbers) =>
    h(
      'div',
      { class: 'item' },
      numbers.items > 1 ? h('span', { class: 'number' }, `${block.number}.`) : null,
      h(
        'div',
        {},
        h('p', {}, spans(block.text, view)),
        block.quote ? quote(block.quote, view) : null,
        actions(block.buttons ?? [], view, (button) => typedInItem(button, block.number, numbers)),
      ),
    ),
  buttons: (block, view, numbers) =>
    actions(block.buttons ?? [], view, (button) => button.word || String(++numbers.wordless)),
  menu,
};

function spans(list, view) {
  return (list ?? []).map((span) => {
    const text = span.text ?? '';
    switch (span.t) {
      case 'bold':
        return h('strong', {}, text);
      case 'code':
        return code(text, view);
      case 'quoted':
        return h('span', { class: 'quoted' }, `“${text}”`);
      case 'mention':
        return mention(span.account, span.name, view);
      case 'date':
        return h('time', { datetime: new Date(span.at).toISOString() }, text);
      case 'link':
        return link(span.url ?? '', text);
      case 'write_to':
        return h('button', { type: 'button', class: 'as-link', click: () => view.writeTo(span.account) }, text);
      default:
        return text;
    }
  });
}

export function mention(account, name, view) {
  return h('span', { class: account === view.me ? 'mention me' : 'mention' }, `@${name}`);
}

function link(url, text) {
  if (!/^(https?|mailto):/i.test(url)) return text || url;
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text || url);
}

function quote(text, view) {
  return h(
    'div',
    { class: 'quote' },
    h('blockquote', {}, text ?? ''),
    h('button', { type: 'button', class: 'quiet small copy', click: () => view.copy(text ?? '') }, 'Copy'),
  );
}

/** What can be typed instead of a button: its word and, where several items have the same, the item's number. */
const typedInItem = (button, number, numbers) =>
  [button.word, numbers.items > 1 || !button.word ? number : ''].filter(Boolean).join(' ');

function actions(buttons, view, typed) {
  if (!buttons.length) return null;
  if (view.matrix)
    return words(
      buttons.map((button) => [typed(button), button.emoji, button.label, button.word]),
      view,
    );
  return h(
    'div',
    { class: 'actions' },
    buttons.map((button) =>
      h(
        'button',
        {
          type: 'button',
          class: button.style === 'plain' ? 'quiet' : button.style,
          disabled: view.busy,
          'data-focus': button.id,
          click: () => view.press(button.id),
        },
        button.label ?? '',
      ),
    ),
  );
}

/** Where there are no buttons the word is the way, as the bot itself says it (core/engine/bridge.cpp). */
function words(list, view) {
  const said = list.map(([typed, emoji, label, word]) => [
    code(typed, view),
    emoji ? ` ${emoji}` : '',
    !label || label.toLowerCase() === word ? '' : ` (${label})`,
  ]);
  return h('p', { class: 'note' }, 'Say ', said.flatMap((one, index) => (index ? [' · ', ...one] : one)));
}

const pictures = /\p{Extended_Pictographic}\uFE0F?/gu;

/** The emoji that a message names as answers: those of its buttons, or beside its words where there are none. */
export function answers(list) {
  const notes = list.filter((block) => block.t === 'note' && (block.text ?? []).some((span) => span.t === 'code'));
  const text = notes.flatMap((note) => note.text).filter((span) => span.t === 'plain');
  const beside = text.flatMap((span) => span.text?.match(pictures) ?? []);
  const ofButtons = list.filter((block) => block.t === 'buttons').flatMap((block) => block.buttons ?? []);
  return [...new Set([...ofButtons.map((button) => button.emoji).filter(Boolean), ...beside])];
}

function code(text, view) {
  const attributes = {
    type: 'button',
    class: 'code',
    title: 'Put this into the message box',
    click: () => view.type(text),
  };
  return h('button', attributes, text);
}

function menu(block, view) {
  const options = block.options ?? [];
  const label = block.button.label ?? '';
  if (view.matrix) {
    const typed = (option, index) => [[block.button.word, index + 1].filter(Boolean).join(' '), '', option.label ?? ''];
    return h('div', {}, h('p', {}, label), words(options.map(typed), view));
  }
  const select = h(
    'select',
    { disabled: view.busy, 'data-focus': block.button.id },
    options.map((option) => h('option', { value: option.value ?? '' }, option.label ?? '')),
  );
  const choose = () => view.press(block.button.id, select.value);
  return h(
    'div',
    { class: 'actions' },
    h('label', { class: 'menu' }, h('span', {}, label), select),
    h('button', { type: 'button', class: 'quiet', disabled: view.busy, click: choose }, 'Choose'),
  );
}

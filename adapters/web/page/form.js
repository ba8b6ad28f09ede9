import { byId, h } from './dom.js';

/** The one open form (core/chat/json.hpp). `send(token, values)` passes it on; it stays open until done() or errors(). */
export class Form {
  #chat;
  #send;
  #dialog = byId('form');
  #form = null;
  #inputs = new Map();

  constructor(chat, send, closed) {
    this.#chat = chat;
    this.#send = send;
    this.#dialog.addEventListener('close', () => {
      this.#dialog.replaceChildren();
      closed();
    });
  }

  open(form) {
    this.#form = form;
    this.#inputs.clear();
    const element = h(
      'form',
      { novalidate: true, submit: (event) => this.#submit(event) },
      h('h2', { id: 'form-title' }, form.title ?? ''),
      (form.fields ?? []).map((field) => this.#field(field)),
      h('p', { class: 'wrong', id: 'form-wrong', role: 'alert' }),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', class: 'quiet', click: () => this.done() }, 'Cancel'),
        h('button', { type: 'submit', class: 'primary' }, form.submit || 'Send'),
      ),
    );
    this.#dialog.replaceChildren(element);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#inputs.values().next().value?.focus();
  }

  done() {
    this.#form = null;
    if (this.#dialog.open) this.#dialog.close();
  }

  /** [[field name, what is wrong]]: stands at the field, the first wrong field gets the focus. */
  errors(list) {
    if (!this.#form) return;
    this.#busy(false);
    const wrong = new Map(list);
    for (const [name, input] of this.#inputs) {
      byId(`wrong-${name}`).textContent = wrong.get(name) ?? '';
      if (wrong.has(name)) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    const first = [...this.#inputs].find(([name]) => wrong.has(name));
    first?.[1].focus();
  }

  #field(field) {
    const input = this.#input(field);
    this.#inputs.set(field.name, input);
    return h(
      'div',
      { class: 'field' },
      h(
        'label',
        { for: `field-${field.name}` },
        field.label ?? field.name,
        field.required ? null : h('span', {}, ' (if you like)'),
      ),
      input,
      h('p', { class: 'wrong', id: `wrong-${field.name}` }),
    );
  }

  #input(field) {
    const attributes = {
      id: `field-${field.name}`,
      'aria-describedby': `wrong-${field.name}`,
      'aria-required': field.required ? 'true' : undefined,
    };
    const options = {
      person: this.#chat.people.map((one) => ({ value: one.account, label: one.name })),
      choice: field.options ?? [],
    }[field.kind];
    const initial = field.initial ?? '';
    if (options) {
      const empty = initial && field.required ? [] : [h('option', { value: '' }, '')];
      const input = h(
        'select',
        attributes,
        empty,
        options.map((one) => h('option', { value: one.value ?? '' }, one.label ?? '')),
      );
      input.value = initial;
      return input;
    }
    const input =
      field.kind === 'paragraph'
        ? h('textarea', { ...attributes, rows: 5 })
        : h('input', { ...attributes, type: 'text' });
    input.value = initial;
    return input;
  }

  #submit(event) {
    event.preventDefault();
    const fields = this.#form.fields ?? [];
    const wrong = fields
      .map((field) => [field.name, complaint(field, this.#inputs.get(field.name).value.trim())])
      .filter(([, text]) => text);
    this.errors(wrong);
    if (wrong.length) return;
    this.#busy(true);
    this.#send(this.#form.token, Object.fromEntries(fields.map((field) => [field.name, this.#words(field)])));
  }

  /** The server refused the form as a whole. */
  failed(why) {
    this.#busy(false);
    const place = byId('form-wrong');
    if (place) place.textContent = why;
  }

  #words(field) {
    const value = this.#inputs.get(field.name).value.trim();
    if (!value) return [];
    return field.kind === 'person' ? [{ account: value, label: this.#chat.name(value) }] : [value];
  }

  #busy(on) {
    const button = this.#dialog.querySelector('[type=submit]');
    if (button) button.disabled = on;
  }
}

function complaint(field, value) {
  if (field.required && !value)
    return field.options || field.kind === 'person' ? 'Please choose one' : 'Please fill this in';
  const length = [...value].length;
  if (length > field.max) return `That is ${length - field.max} characters too long (up to ${field.max})`;
  return '';
}

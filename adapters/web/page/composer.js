import { byId, h } from './dom.js';
import { nameBeingTyped, offersFor, toText, toWords } from './words.js';

/**
 * The message box. `on` has send(words), change(message, words) for an edited message, and lastOwn(), the message that
 * ↑ edits. Drafts are kept for each place while the page is open.
 */
export class Composer {
  #chat;
  #on;
  #text = byId('text');
  #offers = byId('offers');
  #place = null;
  #drafts = new Map();
  #editing = null;
  #offered = [];
  #chosen = 0;

  constructor(chat, on) {
    this.#chat = chat;
    this.#on = on;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId('edit-cancel').addEventListener('click', () => {
      this.#stopEditing();
      this.focus();
    });
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#text.addEventListener('input', () => this.#changed());
    this.#text.addEventListener('click', () => this.#offer());
    this.#text.addEventListener('blur', () => this.#hideOffers());
    // The caret stays in the text while somebody is picked with the pointer.
    this.#offers.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  /** `place` names the person and the chat that the draft belongs to. */
  enter(place, placeholder) {
    this.#text.placeholder = placeholder;
    if (place === this.#place) return;
    if (this.#editing) this.#stopEditing();
    if (this.#place) this.#drafts.set(this.#place, this.#text.value);
    this.#place = place;
    this.#set(this.#drafts.get(place) ?? '');
  }

  /** Puts a command there; a draft is not lost, the command goes where its caret is. */
  type(text) {
    this.#text.focus();
    if (this.#text.value.trim())
      this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, 'end');
    else this.#set(text);
    this.#changed();
    this.#hideOffers();
  }

  /** Gives back what could not be sent, unless something else was begun there. */
  restore(place, words) {
    if (place !== this.#place) this.#drafts.set(place, this.#drafts.get(place) || toText(words));
    else if (!this.#text.value) this.#set(toText(words));
  }

  edit(message) {
    this.#drafts.set(this.#place, this.#text.value);
    this.#editing = message;
    byId('editing').hidden = false;
    byId('send').textContent = 'Save';
    this.#set(toText(message.words));
    this.focus();
  }

  focus() {
    this.#text.focus();
  }

  #submit() {
    const text = this.#text.value.trim();
    if (!text) return;
    const words = toWords(text, this.#chat);
    if (this.#editing) {
      this.#on.change(this.#editing, words);
      this.#stopEditing();
    } else {
      this.#set('');
      this.#drafts.delete(this.#place);
      this.#on.send(words);
    }
    this.#hideOffers();
  }

  #stopEditing() {
    this.#editing = null;
    byId('editing').hidden = true;
    byId('send').textContent = 'Send';
    this.#set(this.#drafts.get(this.#place) ?? '');
  }

  #set(text) {
    this.#text.value = text;
    this.#text.setSelectionRange(text.length, text.length);
    this.#grow();
  }

  #changed() {
    this.#grow();
    this.#offer();
  }

  #grow() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#offered.length && this.#offersKey(event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Escape' && this.#editing) {
      this.#stopEditing();
    } else if (event.key === 'ArrowUp' && !this.#text.value && !this.#editing) {
      const message = this.#on.lastOwn();
      if (message) {
        event.preventDefault();
        this.edit(message);
      }
    }
  }

  #offersKey(key) {
    const count = this.#offered.length;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.#chosen = (this.#chosen + (key === 'ArrowDown' ? 1 : count - 1)) % count;
      this.#drawOffers();
    } else if (key === 'Enter' || key === 'Tab') {
      this.#pick(this.#offered[this.#chosen]);
    } else if (key === 'Escape') {
      this.#hideOffers();
    } else {
      return false;
    }
    return true;
  }

  #offer() {
    const typed = nameBeingTyped(this.#text.value, this.#text.selectionStart);
    this.#offered = typed ? offersFor(typed.query, this.#chat) : [];
    this.#chosen = 0;
    this.#drawOffers();
  }

  #hideOffers() {
    this.#offered = [];
    this.#drawOffers();
  }

  #pick(person) {
    const { from } = nameBeingTyped(this.#text.value, this.#text.selectionStart);
    this.#text.setRangeText(`@${person.name} `, from, this.#text.selectionStart, 'end');
    this.#grow();
    this.#hideOffers();
  }

  #drawOffers() {
    this.#offers.hidden = !this.#offered.length;
    this.#offers.replaceChildren(
      ...this.#offered.map((person, index) =>
        h(
          'li',
          {
            id: `offer-${index}`,
            role: 'option',
            'aria-selected': String(index === this.#chosen),
            click: () => this.#pick(person),
          },
          person.name,
        ),
      ),
    );
    if (this.#offered.length) this.#text.setAttribute('aria-activedescendant', `offer-${this.#chosen}`);
    else this.#text.removeAttribute('aria-activedescendant');
  }
}

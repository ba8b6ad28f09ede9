import { memory } from './dom.js';

/** What the page holds of the space: people, conversations, messages. Knows nothing of elements. */
export class Chat {
  people = [];
  bot = { account: '', name: '' };
  look = 'slack';
  newest = 0;
  generation = null;
  conversations = new Map();
  #messages = new Map();
  #read = memory.get('read', {});
  #readBefore = memory.get('read before', null);

  /** True when everything was started over, so that nothing held before means anything now. */
  welcome(frame) {
    const again = (this.generation ?? memory.get('generation', frame.generation)) !== frame.generation;
    if (again) {
      this.#messages.clear();
      this.newest = 0;
      this.#read = {};
      this.#readBefore = null;
    }
    memory.set('generation', frame.generation);
    this.generation = frame.generation;
    this.people = frame.people;
    this.bot = frame.bot;
    this.look = frame.look;
    this.conversations = new Map(frame.conversations.map((one) => [one.id, one]));
    // What was said before this tab was opened is not news.
    this.#readBefore ??= frame.now;
    memory.set('read before', this.#readBefore);
    return again;
  }

  take(message) {
    this.newest = Math.max(this.newest, message.seq);
    this.#messages.set(message.id, message);
  }

  get(id) {
    return this.#messages.get(id);
  }

  person(account) {
    return this.people.find((one) => one.account === account);
  }

  name(account) {
    if (account === this.bot.account) return this.bot.name;
    return this.person(account)?.name ?? account;
  }

  conversationsOf(account) {
    return [...this.conversations.values()].filter((one) => one.members.includes(account));
  }

  botChatOf(account) {
    return this.conversationsOf(account).find((one) => one.kind === 'bot');
  }

  pairOf(account, other) {
    return this.conversationsOf(account).find((one) => one.kind === 'pair' && one.members.includes(other));
  }

  /** What `account` calls it. */
  title(conversation, account) {
    if (conversation.kind === 'bot') return this.bot.name;
    if (conversation.kind === 'pair') return this.name(conversation.members.find((one) => one !== account));
    return `#${conversation.name.replace(/^#/, '')}`;
  }

  /** Oldest first, as `account` sees the conversation. */
  messagesIn(conversation, account) {
    return [...this.#messages.values()]
      .filter((one) => one.in === conversation && (!one.for || one.for === account))
      .sort((a, b) => a.at - b.at || Number(a.id) - Number(b.id));
  }

  markRead(conversation, account, until) {
    const key = `${account} ${conversation}`;
    if ((this.#read[key] ?? 0) >= until) return;
    this.#read[key] = until;
    memory.set('read', this.#read);
  }

  unread(conversation, account) {
    const until = Math.max(this.#read[`${account} ${conversation}`] ?? 0, this.#readBefore ?? 0);
    return this.messagesIn(conversation, account).filter((one) => one.at > until && one.by !== account && !one.deleted)
      .length;
  }
}

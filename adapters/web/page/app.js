import { Chat } from './chat.js';
import { Composer } from './composer.js';
import { byId, h, memory, reconcile } from './dom.js';
import { Form } from './form.js';
import { Link } from './link.js';
import { avatar, rows, walkable } from './log.js';
import { drawSide, drawer } from './side.js';
import { Steps } from './steps.js';
import { BotClock, city, clockTime, isoDay, shortDayAndYear } from './time.js';

const hour = 60 * 60 * 1000;
/** A message that is not confirmed by then is shown as waiting. */
const patience = 700;
/** Whatever is not confirmed by then, the person is asked not to repeat. */
const doubt = 2000;
/** What people do on purpose, and could do again. */
const repeatable = ['say', 'edit', 'press', 'submit', 'react'];

const chat = new Chat();
const clock = new BotClock();
const forms = new Map();
const busy = new Set();
const greeted = new Set(memory.get('greeted', []));
const said = new Map();
let actor = memory.get('actor', null);
let place = memory.get('place', null);
let drawn = null;
let asked = false;

const link = new Link(() => chat.newest, { frame: take, state: connected, refused });
const form = new Form(chat, submit, () => forms.delete(actor));
const composer = new Composer(chat, { send: say, change, lastOwn });
const steps = new Steps({ help, round, seeAsBen, wait });
const closeDrawer = drawer();
const settleWalk = walkable(byId('log'));

// ---- what comes in

function take(frame) {
  switch (frame.is) {
    case 'welcome':
      return welcome(frame);
    case 'message':
      chat.take(frame);
      return redraw();
    case 'form':
      forms.set(frame.for, frame.form);
      return frame.for === actor && form.open(frame.form);
    case 'form_errors':
      return frame.for === actor && form.errors(frame.errors);
    case 'form_done':
      forms.delete(frame.for);
      return frame.for === actor && form.done();
    case 'clock':
      clock.take(frame.now, frame.moving);
      return redraw();
    case 'look':
      chat.look = frame.look;
      return redraw();
  }
}

function welcome(frame) {
  const held = chat.newest;
  const again = chat.welcome(frame);
  clock.take(frame.now, frame.moving);
  if (again) {
    link.forget();
    forms.clear();
    form.done();
    greeted.clear();
    memory.set('greeted', []);
    steps.reset();
    actor = null;
    if (held) link.restart();
  }
  const known = chat.person(actor) && chat.conversations.get(place)?.members.includes(actor);
  if (!known) {
    actor = chat.people[0].account;
    place = chat.botChatOf(actor)?.id ?? null;
  }
  byId('app').hidden = false;
  go(actor, place);
}

function connected(is) {
  byId('offline').textContent = is
    ? ''
    : 'The bot can’t be reached just now. I keep trying, and what you wrote is kept.';
}

function refused(command, why) {
  if (command.do === 'submit') form.failed(why);
  else tell('wrong', why);
  if (command.do === 'say') composer.restore(`${command.as} ${command.in}`, command.words);
  redraw();
}

// ---- what goes out

async function command(frame) {
  const outcome = link.command(frame);
  const { id } = link.pending.at(-1);
  said.set(id, { at: performance.now(), newest: chat.newest });
  for (const pause of [patience, doubt]) setTimeout(redraw, pause);
  const carriedOut = await outcome;
  said.delete(id);
  redraw();
  return carriedOut;
}

function say(words) {
  command({ do: 'say', as: actor, in: place, words });
  if (isFirst(actor) && chat.conversations.get(place)?.kind === 'bot') steps.did('help');
  byId('log').scrollTop = byId('log').scrollHeight;
}

function change(message, words) {
  command({ do: 'edit', as: actor, message: message.id, words });
}

function react(message, emoji, added) {
  command({ do: 'react', as: actor, in: message.in, message: message.id, emoji, added });
}

async function press(message, button, choice = '') {
  busy.add(message.id);
  redraw();
  await command({ do: 'press', as: actor, in: message.in, message: message.id, button, choice });
  busy.delete(message.id);
  redraw();
}

function submit(token, values) {
  command({ do: 'submit', as: actor, token, values });
}

async function move(to) {
  asked = true;
  if (to.nudge && isFirst(actor)) steps.did('round');
  redraw();
  const moved = await command({ do: 'clock', as: actor, to });
  asked = false;
  // What came by then is why the clock was moved.
  byId('log').scrollTop = byId('log').scrollHeight;
  redraw();
  return moved;
}

// ---- where one is

function go(as, where, introduced = true) {
  const another = as !== actor;
  actor = as;
  place = where;
  memory.set('actor', actor);
  memory.set('place', place);
  if (another && forms.has(actor)) form.open(forms.get(actor));
  if (introduced) greet();
  redraw();
}

/** Opening one's chat with the bot for the first time: it introduces itself. */
function greet() {
  if (chat.conversations.get(place)?.kind !== 'bot' || greeted.has(actor)) return;
  greeted.add(actor);
  memory.set('greeted', [...greeted]);
  if (!chat.messagesIn(place, actor).length) command({ do: 'open', as: actor });
}

function actAs(account) {
  const stay = chat.conversations.get(place);
  const keep = stay?.kind !== 'bot' && stay?.members.includes(account);
  go(account, keep ? place : chat.botChatOf(account)?.id);
  closeDrawer();
}

function open(where) {
  go(actor, where);
  closeDrawer();
  if (matchMedia('(pointer: fine)').matches) composer.focus();
}

function writeTo(account) {
  const pair = chat.pairOf(actor, account);
  if (pair && account !== actor) open(pair.id);
}

function lastOwn() {
  return chat.messagesIn(place, actor).findLast((message) => message.by === actor && message.words && !message.deleted);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell('said', 'Copied.');
  } catch {
    tell('wrong', 'Your browser does not let me copy. Please select the text yourself.');
  }
}

// ---- the first steps: the first person of the team is helped by the second

const isFirst = (account) => account === chat.people[0].account;

function help() {
  const [ana, ben] = chat.people;
  const chatWithBot = chat.botChatOf(ana.account).id;
  go(ana.account, chatWithBot);
  say([{ account: ben.account, label: ben.name }, ' helped me with the deploy']);
}

function round() {
  const [ana] = chat.people;
  go(ana.account, chat.botChatOf(ana.account).id);
  move({ nudge: true });
}

/** The thanks are the first that Ben hears of the bot, as for most people: he did not open this chat himself. */
function seeAsBen() {
  const [, ben] = chat.people;
  go(ben.account, chat.botChatOf(ben.account).id, false);
}

/** Hour by hour, a day at most, as far as the thanks need. */
async function wait() {
  for (let hours = 0; hours < 24 && !thanksArrived(); ++hours) if (!(await move({ hours: 1 }))) return;
}

function thanksArrived() {
  const [ana, ben] = chat.people;
  const theirs = chat.messagesIn(chat.botChatOf(ben.account)?.id, ben.account);
  return theirs.some(({ blocks }) => {
    const text = JSON.stringify(blocks ?? []);
    return text.includes(ana.name) && text.includes('"t":"quote');
  });
}

// ---- drawing

let planned = false;
function redraw() {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    if (chat.generation !== null) draw();
  });
}

function draw() {
  const me = chat.person(actor);
  const here = chat.conversations.get(place);
  document.documentElement.dataset.look = chat.look;
  drawTop(me);
  drawLog(me, here);
  drawSide(chat, me, here, clock.now(), { actAs, open });
  const matrix = chat.look === 'matrix';
  if (chat.people.length > 1) {
    steps.draw({ matrix, asBen: actor === chat.people[1].account, arrived: thanksArrived() }, chat.people);
  }
}

function drawTop(me) {
  const now = clock.now();
  reconcile(byId('acting'), [
    {
      key: me.account,
      version: me.name,
      make: () =>
        h(
          'div',
          {},
          avatar(me.account, chat),
          h('span', { class: 'two' }, h('span', { class: 'label' }, 'Acting as'), h('strong', {}, me.name)),
        ),
    },
  ]);
  const text = `${shortDayAndYear(now, me.zone)}, ${clockTime(now, me.zone)} ${city(me.zone)}`;
  const time = byId('now');
  if (time.textContent !== text) time.textContent = text;
  time.dateTime = new Date(now).toISOString();
  const moving = clock.moving || asked;
  document.documentElement.classList.toggle('moving', moving);
  for (const button of document.querySelectorAll('.clock button')) button.disabled = moving;
  byId('date').min = isoDay(now + 24 * hour, me.zone);
  const look = link.pending.findLast((one) => one.do === 'look')?.look ?? chat.look;
  for (const radio of document.querySelectorAll('[name=look]')) radio.checked = radio.value === look;
}

function drawLog(me, here) {
  const log = byId('log');
  const title = here ? chat.title(here, actor) : '';
  byId('chat-name').textContent = title;
  byId('chat-about').textContent = here ? about(here) : '';
  if (here) composer.enter(`${actor} ${place}`, `Write to ${title}`);
  document.title = `${title} · Goodturn try-out`;

  const moved = drawn !== `${actor} ${place}`;
  const atEnd = moved || isAtEnd();
  const messages = here ? chat.messagesIn(place, actor) : [];
  const waiting = waitingFor(messages);
  // What was there before one came is not news: only what is added from now on is read out.
  log.setAttribute('aria-live', moved ? 'off' : 'polite');
  reconcile(
    log,
    rows(messages, {
      chat,
      me: actor,
      zone: me.zone,
      matrix: chat.look === 'matrix',
      busy,
      pending: waiting,
      press,
      react,
      writeTo,
      copy,
      type: (text) => composer.type(text),
      edit: (message) => composer.edit(message),
    }),
  );
  settleWalk();
  drawn = `${actor} ${place}`;
  if (atEnd) log.scrollTop = log.scrollHeight;
  byId('newer').hidden = atEnd || chat.unread(place, actor) === 0;
  if (atEnd && messages.length && !document.hidden) chat.markRead(place, actor, messages.at(-1).at);
}

/** What the actor did here and the bot has not confirmed for a while; its words, unless the chat shows them already. */
function waitingFor(messages) {
  const mine = (one) => repeatable.includes(one.do) && one.as === actor && (one.in ?? place) === place;
  return link.pending.filter(mine).flatMap((one) => {
    const { at, newest } = said.get(one.id) ?? { at: 0, newest: 0 };
    const age = performance.now() - at;
    if (age < (one.do === 'say' ? patience : doubt)) return [];
    const same = (message) =>
      message.by === actor && message.seq > newest && JSON.stringify(message.words) === JSON.stringify(one.words);
    const words = one.do === 'say' && !messages.some(same) ? one.words : [];
    return [{ id: one.id, words, doubtful: age >= doubt }];
  });
}

function isAtEnd() {
  const { scrollHeight, scrollTop, clientHeight } = byId('log');
  return scrollHeight - scrollTop - clientHeight < 60;
}

function about(here) {
  if (here.kind === 'bot') return 'Only the two of you. Nobody in the team sees this.';
  if (here.kind === 'pair') return 'Just you two, without the bot.';
  const names = here.members.filter((one) => one !== chat.bot.account).map((one) => chat.person(one)?.given ?? one);
  const command = `${chat.look === 'matrix' ? '!' : '/'}${chat.bot.command}`;
  return `${names.join(', ')}. Begin with ${command} or @${chat.bot.name} to reach the bot.`;
}

let hush = 0;
function tell(where, text) {
  byId('said').textContent = '';
  byId('wrong').textContent = '';
  byId(where).textContent = text;
  clearTimeout(hush);
  hush = setTimeout(() => (byId(where).textContent = ''), 8000);
}

// ---- the page's own controls

for (const button of document.querySelectorAll('[data-clock]')) {
  const to = { hour: { hours: 1 }, day: { days: 1 }, nudge: { nudge: true } }[button.dataset.clock];
  button.addEventListener('click', () => move(to));
}
byId('clock-date').addEventListener('submit', (event) => {
  event.preventDefault();
  const date = byId('date').value;
  if (!date) tell('wrong', 'Please choose a date first.');
  else if (date < byId('date').min) tell('wrong', 'The clock only moves forward: please choose a later date.');
  else move({ date });
});
for (const radio of document.querySelectorAll('[name=look]')) {
  radio.addEventListener('change', () => command({ do: 'look', look: radio.value }));
}
byId('controls-toggle').addEventListener('click', (event) => {
  const open = byId('controls').classList.toggle('open');
  event.currentTarget.setAttribute('aria-expanded', String(open));
});
byId('fill').addEventListener('click', async () => {
  if (await command({ do: 'fill' }))
    tell('said', 'A month of helps is noted. Move the clock to the next round to see them.');
});
byId('start-over').addEventListener('click', () => {
  byId('confirm').returnValue = 'no';
  byId('confirm').showModal();
});
byId('confirm').addEventListener('close', () => byId('confirm').returnValue === 'yes' && command({ do: 'start_over' }));
byId('newer').addEventListener('click', () => {
  byId('log').scrollTop = byId('log').scrollHeight;
  redraw();
});
let staysAtEnd = true;
byId('log').addEventListener(
  'scroll',
  () => {
    staysAtEnd = isAtEnd();
    if (!byId('newer').hidden) redraw();
  },
  { passive: true },
);
// A phone's keyboard or a turned phone must not hide the newest message.
new ResizeObserver(() => staysAtEnd && (byId('log').scrollTop = byId('log').scrollHeight)).observe(byId('log'));
document.addEventListener('visibilitychange', redraw);
setInterval(redraw, 1000);
link.connect();

import { byId, h, reconcile } from './dom.js';
import { avatar } from './log.js';
import { city, clockTime, weekday } from './time.js';

/** The left column: people to act as, with their local time, and the actor's chats. Opens as a drawer where it is narrow. */
export function drawSide(chat, actor, current, now, on) {
  reconcile(
    byId('people'),
    chat.people.map((one) => {
      const me = one.account === actor.account;
      const news = chat
        .conversationsOf(one.account)
        .reduce((sum, place) => sum + chat.unread(place.id, one.account), 0);
      const local = `${city(one.zone)}, ${weekday(now, one.zone)} ${clockTime(now, one.zone)}`;
      return {
        key: one.account,
        version: [me, news, local, one.name].join(),
        make: () =>
          h(
            'li',
            {},
            h(
              'button',
              {
                type: 'button',
                class: 'row',
                'aria-current': me ? 'true' : undefined,
                'data-person': one.account,
                click: () => on.actAs(one.account),
              },
              avatar(one.account, chat),
              h('span', { class: 'two' }, h('span', {}, one.name), h('small', {}, local)),
              badge(news),
            ),
          ),
      };
    }),
  );
  byId('chats-title').textContent = `${actor.given}’s chats`;
  const order = { bot: 0, channel: 1, pair: 2 };
  reconcile(
    byId('chats'),
    chat
      .conversationsOf(actor.account)
      .sort((a, b) => order[a.kind] - order[b.kind])
      .map((place) => {
        const here = place.id === current?.id;
        const news = chat.unread(place.id, actor.account);
        const title = chat.title(place, actor.account);
        return {
          key: place.id,
          version: [here, news, title].join(),
          make: () =>
            h(
              'li',
              {},
              h(
                'button',
                {
                  type: 'button',
                  class: 'row',
                  'aria-current': here ? 'true' : undefined,
                  'data-chat': place.id,
                  click: () => on.open(place.id),
                },
                face(place, actor.account, chat),
                h('span', { class: 'two' }, title.replace(/^#/, '')),
                badge(news),
              ),
            ),
        };
      }),
  );
}

function face(place, account, chat) {
  if (place.kind === 'channel') return h('span', { class: 'face', 'aria-hidden': 'true' }, '#');
  const other = avatar(
    place.members.find((one) => one !== account),
    chat,
  );
  other.classList.add('face');
  return other;
}

const badge = (count) =>
  count ? h('span', { class: 'badge' }, String(count), h('span', { class: 'unseen' }, ' new')) : null;

/** Returns close(): the drawer goes, where there is one. */
export function drawer() {
  const narrow = matchMedia('(max-width: 52rem)');
  const side = byId('side');
  const opener = byId('side-open');
  let open = false;

  const draw = () => {
    side.inert = narrow.matches && !open;
    byId('center').inert = narrow.matches && open;
    side.classList.toggle('open', open);
    byId('backdrop').classList.toggle('open', open && narrow.matches);
    opener.setAttribute('aria-expanded', String(open));
  };
  const set = (value) => {
    if (open === value) return;
    open = value;
    draw();
    if (narrow.matches) (open ? byId('side-close') : opener).focus();
  };
  narrow.addEventListener('change', draw);
  opener.addEventListener('click', () => set(true));
  byId('side-close').addEventListener('click', () => set(false));
  byId('backdrop').addEventListener('click', () => set(false));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && narrow.matches && set(false));
  draw();
  return () => set(false);
}

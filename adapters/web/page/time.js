const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }));
  return formats.get(key);
}

export const city = (zone) => zone.split('/').at(-1).replaceAll('_', ' ');

/** As the bot writes it: 9:00. */
export const clockTime = (at, zone) =>
  format(zone, { hour: '2-digit', minute: '2-digit' }).format(at).replace(/^0/, '');

export const day = (at, zone) =>
  format(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);

export const weekday = (at, zone) => format(zone, { weekday: 'short' }).format(at);

export const shortDayAndYear = (at, zone) =>
  format(zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at).replace(',', '');

/** As a date input wants it: 2027-01-29. */
export const isoDay = (at, zone) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);

/**
 * The bot's clock as the server tells it. Between frames it ticks in real time; while it is being moved, it stands
 * still until the next frame.
 */
export class BotClock {
  moving = false;
  #at = 0;
  #since = 0;

  take(now, moving) {
    this.#at = now;
    this.#since = performance.now();
    this.moving = moving;
  }

  now() {
    return Math.floor(this.moving ? this.#at : this.#at + performance.now() - this.#since);
  }
}

/** What people write: words of text and mentions, made from and turned into the line in the message box. */

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** {account, name, given, …} of everybody who can be named, the bot last. */
export function everybody(chat) {
  return [...chat.people, { ...chat.bot, given: chat.bot.name }];
}

/**
 * "@Ben Okafor helped me" → [{account, label}, " helped me"]. Whole names count and given names that only one has,
 * however they are written; "@" must start a word and the name must end one.
 */
export function toWords(text, chat) {
  const names = new Map();
  const everyone = everybody(chat);
  for (const one of everyone) {
    if (everyone.filter((other) => plain(other.given) === plain(one.given)).length === 1)
      names.set(plain(one.given), one);
  }
  for (const one of everyone) names.set(plain(one.name), one);
  const longest = Math.max(...[...names.keys()].map((name) => name.length));

  const words = [];
  let rest = '';
  for (let at = 0; at < text.length;) {
    const found = text[at] === '@' && !/[\p{L}\p{N}_.-]$/u.test(text.slice(0, at)) && nameAt(text, at + 1);
    if (!found) {
      rest += text[at++];
      continue;
    }
    if (rest) words.push(rest);
    rest = '';
    words.push({ account: found.one.account, label: found.one.name });
    at += 1 + found.length;
  }
  if (rest) words.push(rest);
  return words;

  function nameAt(line, from) {
    for (let length = Math.min(longest + 4, line.length - from); length > 0; --length) {
      const one = names.get(plain(line.slice(from, from + length)));
      if (one && !/^[\p{L}\p{N}\p{M}_]|^[.-][\p{L}\p{N}]/u.test(line.slice(from + length))) return { one, length };
    }
    return null;
  }
}

export const toText = (words) => words.map((word) => (typeof word === 'string' ? word : `@${word.label}`)).join('');

/** The name being typed before the caret: {from, query}, or null. */
export function nameBeingTyped(text, caret) {
  const match = /(?:^|[\s(,])@([\p{L}\p{M}' -]{0,40})$/u.exec(text.slice(0, caret));
  return match && { from: caret - match[1].length - 1, query: match[1] };
}

/** Everybody whose name or a part of it starts with the query; nobody when it is a whole name already. */
export function offersFor(query, chat) {
  const wanted = plain(query);
  const everyone = everybody(chat);
  if (everyone.some((one) => plain(one.name) === wanted.trim())) return [];
  return everyone.filter(
    (one) =>
      plain(one.name).startsWith(wanted) ||
      plain(one.name)
        .split(' ')
        .some((part) => part.startsWith(wanted)),
  );
}

/** Makes an element. Data only ever becomes text or an attribute, never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

const shown = new WeakMap();

/**
 * Makes the children of `parent` those that `wanted` describes, in its order: {key, version, make}. Touches only what
 * is new or has another version, so that the focus, the scroll position and a screen reader's place survive. Within
 * a remade child the focus goes to the element with the same data-focus, else to the child itself.
 */
export function reconcile(parent, wanted) {
  const before = shown.get(parent) ?? new Map();
  const after = new Map();
  let refocus = null;
  for (const { key, version, make } of wanted) {
    const old = before.get(key);
    if (old && old.version === version) {
      after.set(key, old);
      continue;
    }
    const node = make();
    if (old?.node.contains(document.activeElement)) refocus = [node, document.activeElement.dataset.focus];
    after.set(key, { version, node });
  }
  for (const [key, { node }] of before) if (after.get(key)?.node !== node) node.remove();
  let next = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
  shown.set(parent, after);
  if (refocus) {
    const [node, name] = refocus;
    const same = name && [...node.querySelectorAll('[data-focus]')].find((child) => child.dataset.focus === name);
    (same || node.querySelector('button') || node).focus({ preventScroll: true });
  }
}

/** sessionStorage that never throws: without it the page works, it only remembers less after a reload. */
export const memory = {
  get(key, fallback) {
    try {
      return JSON.parse(sessionStorage.getItem(`goodturn.${key}`)) ?? fallback;
    } catch {
      return fallback;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(`goodturn.${key}`, JSON.stringify(value));
    } catch {
      // Full or forbidden.
    }
  },
};

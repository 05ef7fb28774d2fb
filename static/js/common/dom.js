// Builds elements. Content goes in as text, never as HTML.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== "" && child != null));
  return node;
}

/** Wait until ``delay`` ms have passed without a new call. */
export function debounce(act, delay) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), delay);
  };
}

/** « 12 345 », as Intl would write it, without loading it before the first marker. */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** « 1 initiative », « 12 initiatives ». */
export function counted(count, one, many) {
  return `${grouped(count)} ${count < 2 ? one : many}`;
}

/** Once what is drawn now has been shown: for what can wait. */
export function afterPaint(act) {
  requestAnimationFrame(() => setTimeout(act));
}

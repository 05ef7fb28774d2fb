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

export const number = new Intl.NumberFormat("fr-FR");

/** « 1 initiative », « 12 initiatives ». */
export function counted(count, one, many) {
  return `${number.format(count)} ${count < 2 ? one : many}`;
}

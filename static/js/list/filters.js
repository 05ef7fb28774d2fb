// Filters that answer at once. Without script, the same form is sent by its button.

import { debounce } from "../common/dom.js";
import { fetchPage, swap } from "./swap.js";

const TYPING = 400; // milliseconds without a key before a text is sent
const NARROW = matchMedia("(max-width: 69.99rem)");

/** Query string of the form: blanks dropped, and the radius when it means nothing. */
function queryOf(form) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) values.append(name, value.trim());
  }
  if (!values.has("pres_de")) values.delete("rayon");
  return values.toString();
}

export function startFilters(form) {
  const results = document.getElementById("resultats");
  let current = location.search.slice(1);
  let request;

  /** Show the list at ``query``; the browser goes there itself if anything fails. */
  const show = async (query, { push = true } = {}) => {
    if (push && query === current) return;
    current = query;
    const url = form.getAttribute("action") + (query ? `?${query}` : "");
    request?.abort();
    request = new AbortController();
    results.classList.add("is-loading");
    tellMap("map:ask", { query });
    try {
      const page = await fetchPage(url, request.signal);
      swap(page);
      tellMap("map:frame", { page });
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
      return;
    }
    if (push) history.pushState({}, "", url + location.hash);
    results.classList.remove("is-loading");
  };

  const fromForm = () => show(queryOf(form));
  form.addEventListener("change", fromForm);
  form.addEventListener("input", debounce(onTyping(form, fromForm), TYPING));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(form, false);
    if (NARROW.matches) results.scrollIntoView();
    fromForm();
  });
  document.getElementById("tri")?.addEventListener("change", fromForm);
  document.addEventListener("click", (event) => followLink(event, form, show));
  addEventListener("popstate", () => {
    const query = location.search.slice(1);
    fillForm(form, new URLSearchParams(query));
    show(query, { push: false });
  });
  const toggle = form.querySelector(".filters-toggle");
  toggle?.addEventListener("click", () => open(form, !form.classList.contains("is-open")));
}

/** Texts answer while one types; boxes and selects already answer to « change ». */
function onTyping(form, act) {
  return ({ target }) => {
    if (target.name === "q") act();
  };
}

/** The points at once; the frame when the page says that it changes. */
function tellMap(name, detail) {
  const block = document.querySelector("[data-map-block]");
  block?.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Chips and « tout effacer »: the form follows, the page does not reload. */
function followLink(event, form, show) {
  const link = event.target.closest("a[data-filter-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const query = new URL(link.href).searchParams;
  query.delete("page");
  fillForm(form, query);
  show(query.toString());
  document.getElementById("resultats").focus({ preventScroll: true });
}

function fillForm(form, query) {
  for (const field of form.elements) {
    const values = query.getAll(field.name);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type === "hidden") field.disabled = !values.includes(field.value);
    else if (field.type === "select-one") choose(field, values[0]);
    else if (field.name) field.value = values[0] ?? "";
  }
  form.dispatchEvent(new CustomEvent("filters:filled", { detail: { query } }));
}

function choose(select, value) {
  const wanted = [...select.options].find((option) => option.value === value);
  const usual = [...select.options].find((option) => option.defaultSelected);
  select.value = (wanted ?? usual ?? select.options[0]).value;
}

function open(form, opened) {
  form.classList.toggle("is-open", opened);
  form.querySelector(".filters-toggle")?.setAttribute("aria-expanded", String(opened));
}

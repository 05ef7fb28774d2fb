// A commune by its name: suggestions while one types (ARIA combobox). The form sends
// the commune's code; without script, the name itself, which the server reads too.

import { debounce, element } from "./dom.js";

const PAUSE = 250; // milliseconds
const LEAST = 2; // letters
const COORDINATES = /^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/;

export function completeCommune(input) {
  return new CommuneBox(input);
}

class CommuneBox {
  constructor(input) {
    this.input = input;
    this.name = input.name;
    this.results = [];
    this.active = -1;
    this.list = element("ul", { class: "suggestions", role: "listbox", id: `${input.id}-liste` });
    this.list.setAttribute("aria-label", "Communes");
    this.status = element("p", { class: "visually-hidden", role: "status" });
    this.code = element("input", { type: "hidden" });
    const box = element("div", { class: "combobox" });
    input.replaceWith(box);
    box.append(input, this.list, this.status, this.code);
    this.prepare();
    if (input.dataset.shown) this.keep(input.value, input.dataset.shown);
  }

  prepare() {
    const { input } = this;
    this.list.hidden = true;
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", (event) => this.edited(event));
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("filters:filled", ({ detail }) => this.follow(detail.query));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.choose(this.rankOf(target)));
    this.suggest = debounce(() => this.ask(), PAUSE);
  }

  /** Typing makes the text itself count again. */
  edited(event) {
    event.stopPropagation();
    this.input.name = this.name;
    this.code.removeAttribute("name");
    this.suggest();
  }

  async ask() {
    const words = this.input.value.trim();
    this.request?.abort();
    if (words.length < LEAST || COORDINATES.test(words)) return this.show([]);
    this.request = new AbortController();
    const url = `${this.input.dataset.commune}?${new URLSearchParams({ q: words })}`;
    try {
      const answer = await fetch(url, { signal: this.request.signal });
      return this.show(answer.ok ? (await answer.json()).results : []);
    } catch {
      return this.close();
    }
  }

  show(results) {
    this.results = results;
    const options = results.map(({ code, name, department }, rank) =>
      element(
        "li",
        { role: "option", id: `${this.list.id}-${rank}`, "aria-selected": "false" },
        department ? `${name} (${department})` : `${name} (${code})`,
      ),
    );
    this.list.replaceChildren(...options);
    this.activate(-1);
    this.open(results.length > 0 && document.activeElement === this.input);
    this.status.textContent = results.length ? `${results.length} communes proposées` : "";
  }

  open(opened) {
    this.list.hidden = !opened;
    this.input.setAttribute("aria-expanded", String(opened));
  }

  close() {
    this.open(false);
    this.activate(-1);
  }

  activate(rank) {
    this.active = rank;
    [...this.list.children].forEach((option, other) => {
      option.setAttribute("aria-selected", String(other === rank));
      if (other === rank) option.scrollIntoView({ block: "nearest" });
    });
    if (rank < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.list.children[rank].id);
  }

  onKey(event) {
    const { length } = this.results;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key in steps && length) {
      event.preventDefault();
      this.open(true);
      const start = this.active < 0 && steps[event.key] < 0 ? 0 : this.active;
      this.activate((start + steps[event.key] + length) % length);
    }
  }

  rankOf(target) {
    return [...this.list.children].indexOf(target.closest("li"));
  }

  choose(rank) {
    const chosen = this.results[rank];
    if (!chosen) return;
    this.close();
    this.take(chosen.code, chosen.name);
  }

  /** Keep, and tell the form. */
  take(code, text) {
    this.keep(code, text);
    this.code.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Send ``code``, show ``text``. */
  keep(code, text) {
    this.input.removeAttribute("name");
    this.input.value = COORDINATES.test(code) ? "Ma position" : text;
    this.code.name = this.name;
    this.code.value = code;
  }

  /** The address changed under the form (a chip removed, the back button). */
  follow(query) {
    const value = query.get(this.name);
    this.code.disabled = false;
    if (value && value === this.code.value) return;
    this.code.removeAttribute("name");
    this.input.name = this.name;
    this.input.value = value ?? "";
  }
}

/* Every page of the administration: copy buttons, names for the search boxes of
   autocompletion, French in addresses, and a word before leaving a form with unsaved text. */
"use strict";

(() => {
  const COPIED = 2500; // milliseconds

  function offerCopy(button) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.textContent;
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Lien copié";
      } catch {
        field.focus();
        field.select();
        button.textContent = "Lien sélectionné : copiez-le";
      }
      setTimeout(() => {
        button.textContent = label;
      }, COPIED);
    });
  }

  /** Select2 names neither its boxes nor their search field: give them the label. */
  function nameSelect(select) {
    const label = select.labels?.[0];
    const box = select.nextElementSibling;
    if (!label || !box?.classList.contains("select2-container")) return;
    label.id ||= `${select.id}-label`;
    const names = [label.id, box.querySelector("[role='textbox'][id]")?.id];
    box
      .querySelector("[role='combobox']")
      .setAttribute("aria-labelledby", names.filter(Boolean).join(" "));
    for (const field of box.querySelectorAll("[role='textbox'], .select2-search__field")) {
      field.setAttribute("aria-labelledby", label.id);
    }
  }

  function nameSelects() {
    document.querySelectorAll("select.select2-hidden-accessible").forEach(nameSelect);
    // The search field of a single choice opens at the end of the page.
    for (const field of document.querySelectorAll(".select2-dropdown .select2-search__field")) {
      field.setAttribute("aria-label", "Chercher");
    }
  }

  function watchSelects() {
    nameSelects();
    // New lines of a sheet bring new boxes.
    new MutationObserver(nameSelects).observe(document.body, { childList: true, subtree: true });
  }

  function warnBeforeLeaving(form) {
    let changed = false;
    form.addEventListener("input", () => {
      changed = true;
    });
    form.addEventListener("submit", () => {
      changed = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }

  /** Addresses made from a title: « œ » is two letters, an apostrophe ends a word. */
  function spellAddresses(stock) {
    window.URLify = (text, ...options) => {
      const plain = text.replace(/œ/gi, "oe").replace(/æ/gi, "ae").replace(/['’]/g, "-");
      return stock(plain, ...options);
    };
  }

  if (window.URLify) spellAddresses(window.URLify);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  if (document.querySelector("select.admin-autocomplete")) watchSelects();
  document.querySelectorAll(".change-form form[id$='_form']").forEach(warnBeforeLeaving);
})();

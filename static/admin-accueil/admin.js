/* Every page of the administration: copy buttons, names for the search boxes of
   autocompletion, and a word before leaving a form with unsaved text. */
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

  /** Select2 gives its search box no name: take the field's label. */
  function nameSearchBoxes(root) {
    for (const box of root.querySelectorAll(".select2-search__field:not([aria-label])")) {
      const select = box.closest(".select2-container")?.previousElementSibling;
      const label = select?.labels?.[0]?.textContent.trim().replace(/\s*:$/, "");
      box.setAttribute("aria-label", label ? `Chercher : ${label}` : "Chercher");
    }
  }

  function watchSelect2() {
    nameSearchBoxes(document);
    const watcher = new MutationObserver(() => nameSearchBoxes(document));
    watcher.observe(document.body, { childList: true, subtree: true });
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

  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  if (document.querySelector("select.admin-autocomplete")) watchSelect2();
  document.querySelectorAll(".change-form form[id$='_form']").forEach(warnBeforeLeaving);
})();

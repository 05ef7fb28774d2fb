// On a phone, the list or the map: one at a time. The address remembers which.

import { remember } from "../common/fragment.js";

const NARROW = matchMedia("(max-width: 47.99rem)");

export function startView(catalogue, asked) {
  if (!catalogue) return;
  const links = [...catalogue.querySelectorAll("a[data-vue]")];
  const show = (view) => {
    catalogue.dataset.vue = view;
    for (const link of links) {
      if (link.dataset.vue === view) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const { vue } = link.dataset;
      show(vue);
      remember("vue", vue === "carte" ? vue : "");
      const target = document.querySelector(link.hash);
      if (target.getBoundingClientRect().top < 0 || vue === "carte") target.scrollIntoView();
    });
  }
  if (asked !== "carte") return;
  show(asked);
  if (NARROW.matches) document.getElementById("bloc-carte").scrollIntoView();
}

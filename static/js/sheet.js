// One sheet: print it, copy its address.

import { offerCopy } from "./common/copy.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-copy-link]")) offerCopy(button);

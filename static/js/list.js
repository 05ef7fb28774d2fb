// A list with filters, chips, pages and a map: initiatives, organisations.

import { offerPosition } from "./common/around.js";
import { completeCommune } from "./common/commune.js";
import { offerCopy } from "./common/copy.js";
import { parse } from "./common/fragment.js";
import { startFilters } from "./list/filters.js";
import { startView } from "./list/view.js";

const form = document.querySelector("[data-filters]");
const commune = document.querySelector("[data-commune]");
const box = commune && completeCommune(commune);
if (form) startFilters(form);
startView(document.querySelector("[data-catalogue]"), parse(location.hash).vue);
for (const button of document.querySelectorAll("[data-copy-link]")) offerCopy(button);
const around = document.querySelector("[data-around-me]");
const aroundStatus = document.querySelector("[data-around-status]");
if (around) {
  const say = (text) => aroundStatus.replaceChildren(text);
  offerPosition(around, (position) => box.take(position, position), say);
}

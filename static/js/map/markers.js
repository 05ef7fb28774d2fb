// Markers and popups, built with elements and classes only.

import { counted, element, grouped } from "../common/dom.js";

/** Identity of a drawn thing: the same one is kept from one answer to the next. */
export function keyOf({ geometry, properties }) {
  const place = geometry.coordinates.map((degrees) => degrees.toFixed(5)).join("/");
  return `${place}/${properties.count}/${properties.url ?? ""}`;
}

export function nameOf({ properties }, words) {
  const { count, title, same_place: samePlace } = properties;
  // Beyond some number of points the server names none: one zooms first.
  if (count === 1) return title ?? `1 ${words.one}, zoomer`;
  const total = counted(count, words.one, words.many);
  return samePlace ? `${total} au même endroit, afficher` : `${total}, zoomer`;
}

/** ``act(fromKeyboard)`` is called by a click, Enter or Space. */
export function createMarker(feature, words, act) {
  const { count } = feature.properties;
  const [lon, lat] = feature.geometry.coordinates;
  const name = nameOf(feature, words);
  const marker = L.marker([lat, lon], {
    title: name,
    icon: iconFor(feature),
    riseOnHover: true,
    zIndexOffset: count > 1 ? 500 : 0,
  });
  marker.feature = feature;
  marker.on("add", () => prepare(marker.getElement(), name, act));
  marker.on("click", () => act(false));
  return marker;
}

function iconFor({ properties: { count } }) {
  if (count === 1) {
    return L.divIcon({ className: "point", iconSize: [32, 32], html: element("span") });
  }
  const size = Math.round(Math.min(56, 34 + 6 * Math.log10(count)));
  const html = element("span", {}, grouped(count));
  return L.divIcon({ className: "cluster", iconSize: [size, size], html });
}

function prepare(node, name, act) {
  node.setAttribute("aria-label", name);
  if (node.dataset.ready) return;
  node.dataset.ready = "yes";
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    act(true);
  });
}

/** Title as a link, who leads, where. */
export function describe({ title, url, lead, commune }) {
  const link = url ? element("a", { href: url }, title) : title;
  return element(
    "div",
    { class: "popup" },
    element("p", { class: "popup-title" }, link),
    lead ? element("p", {}, lead) : null,
    commune ? element("p", { class: "soft" }, commune) : null,
  );
}

/** What a crowded place shows: a link to the list of what stands there. */
export function describeCrowd({ geometry, properties }, { words, listUrl }) {
  const total = `${counted(properties.count, words.one, words.many)} au même endroit`;
  const url = properties.list_url ?? listUrl?.(geometry.coordinates);
  return element(
    "div",
    { class: "popup" },
    element("p", { class: "popup-title" }, total),
    url ? element("p", {}, element("a", { href: url }, "Voir la liste")) : null,
  );
}

export function openPopup(map, place, content, { focus, opener }) {
  const popup = L.popup({ offset: [0, -8], maxWidth: 280, autoPanPadding: [24, 24] })
    .setLatLng(place)
    .setContent(content)
    .openOn(map);
  const close = popup.getElement().querySelector(".leaflet-popup-close-button");
  close?.setAttribute("aria-label", "Fermer");
  if (focus) content.querySelector("a")?.focus({ preventScroll: true });
  popup.once("remove", () => {
    if (popup.getElement()?.contains(document.activeElement)) opener?.focus();
  });
}

// Every page with a map: [data-map], and its context as JSON beside it.

import "../leaflet/leaflet.js";

import { afterPaint, counted } from "./common/dom.js";
import { parse, readView, remember, writeView } from "./common/fragment.js";
import { createMap, dressMap, drawTerritory } from "./map/base.js";
import { tieList } from "./map/list.js";
import { Points } from "./map/points.js";
import { drawPlace } from "./map/place.js";

const WHOLE_COUNTRY = [-5.2, 42.3, 8.3, 51.1];

for (const container of document.querySelectorAll("[data-map]")) whenSeen(container, start);

/** A hidden map (the list first, on a phone) costs nothing until it shows. */
function whenSeen(container, act) {
  if (container.clientHeight) {
    act(container);
    return;
  }
  const watcher = new ResizeObserver(([entry]) => {
    if (!entry.contentRect.height) return;
    watcher.disconnect();
    act(container);
  });
  watcher.observe(container);
}

/** The points first: they are in the page. What surrounds them can wait for a frame. */
function start(container) {
  const block = container.closest("[data-map-block]");
  const context = contextOf(container, document);
  const status = block.querySelector("[data-map-status]");
  const say = (text) => {
    status.textContent = text;
  };
  container.replaceChildren();
  const map = createMap(container);
  const asked = context.points_url ? readView(parse(location.hash).carte) : null;
  setView(map, context, asked);
  if (context.point) drawPlace(map, context);
  if (context.points_url) startPoints(map, block, context, say, asked);
  afterPaint(() => {
    dressMap(map, context, say);
    const framed = context.bounds || context.point || asked;
    if (context.outline_url) drawTerritory(map, context.outline_url, !framed);
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(container);
  });
  container.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}

function contextOf(container, page) {
  return JSON.parse(page.getElementById(container.dataset.map).textContent);
}

function setView(map, context, asked) {
  if (asked) {
    map.setView([asked.lat, asked.lon], asked.zoom);
    return;
  }
  const [west, south, east, north] = context.bounds ?? WHOLE_COUNTRY;
  map.fitBounds([
    [south, west],
    [north, east],
  ]);
}

function startPoints(map, block, context, say, asked) {
  const words = { one: block.dataset.one, many: block.dataset.many };
  const points = new Points(map, {
    url: context.points_url,
    query: context.query,
    words,
    say,
    listUrl: (place) => listAround(block.dataset.list, points.query, place),
    onDrawn: (collection) => writeFigures(block, collection, words),
  });
  const first = context.first_view;
  if (first && !asked) {
    points.draw(first);
    points.shown = { bbox: first.bbox, zoom: first.zoom };
  }
  points.refresh();
  tieList(map, points);
  block.addEventListener("map:ask", ({ detail }) => points.ask(detail.query));
  let { bounds } = context;
  block.addEventListener("map:frame", ({ detail }) => {
    const next = contextOf(map.getContainer(), detail.page);
    if (String(next.bounds) === String(bounds)) return;
    bounds = next.bounds;
    setView(map, next);
  });
  rememberMoves(map);
}

/** The list, same filters, of what stands within 100 m of a place. */
function listAround(list, query, [lon, lat]) {
  if (!list) return null;
  const values = new URLSearchParams(query);
  values.set("pres_de", `${lat.toFixed(5)},${lon.toFixed(5)}`);
  values.set("rayon", "0.1");
  return `${list}?${values}`;
}

/** « 120 initiatives sur la carte, 4 sans position précise ». */
function writeFigures(block, { shown, without_location: without }, words) {
  const line = block.querySelector("[data-map-figures]");
  if (!line || shown === undefined) return;
  const placed = `${counted(shown, words.one, words.many)} sur la carte`;
  line.textContent = without ? `${placed}, ${without} sans position précise.` : `${placed}.`;
}

/** Only what the reader does goes to the address, not the first view. */
function rememberMoves(map) {
  let touched = false;
  for (const name of ["pointerdown", "keydown", "wheel"]) {
    const options = { capture: true, passive: true };
    map.getContainer().addEventListener(name, () => (touched = true), options);
  }
  map.on("moveend", () => {
    if (!touched) return;
    const { lat, lng } = map.getCenter();
    remember("carte", writeView({ zoom: map.getZoom(), lat, lon: lng }));
  });
}

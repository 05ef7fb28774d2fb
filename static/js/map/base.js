// The ground of a map: simplified outlines, always; detailed tiles, when they come.

import { Ground } from "./ground.js";

const BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const NO_TILES =
  "Le fond de carte détaillé n’est pas disponible : contours simplifiés affichés.";
const TOLERATED_ERRORS = 4;

/** Bare, so that the points are drawn before all the rest: see dressMap. */
export function createMap(container) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return L.map(container, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 3,
    maxZoom: 19,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
    worldCopyJump: true,
  });
}

/** Controls, tiles, outlines. */
export function dressMap(map, context, say) {
  const sources = L.control.attribution({ prefix: false }).addTo(map);
  for (const text of context.attributions ?? []) sources.addAttribution(asText(text));
  L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const ground = new Ground(map);
  addTiles(map, context.tiles ?? [], ground, say);
  if (context.outlines_url) ground.load(context.outlines_url);
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Leaflet reads attributions as HTML: give it escaped text. */
function asText(text) {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]);
}

function addTiles(map, sources, ground, say) {
  const layers = sources.map((source) => [
    source.name,
    L.tileLayer(source.url, {
      attribution: asText(source.attribution),
      maxZoom: source.max_zoom,
      errorTileUrl: BLANK,
      referrerPolicy: "strict-origin-when-cross-origin",
    }),
  ]);
  for (const [, layer] of layers) watch(map, layer, ground, say);
  layers[0]?.[1].addTo(map);
  if (layers.length > 1) {
    const control = L.control.layers(Object.fromEntries(layers)).addTo(map);
    const toggle = control.getContainer().querySelector("a");
    toggle.title = "Choisir le fond de carte";
  }
}

function watch(map, layer, ground, say) {
  let errors = 0;
  layer.on("tileload", ({ tile }) => {
    if (!ground.detailed && tile.naturalWidth > 1) ground.becomeDetailed();
  });
  layer.on("tileerror", () => {
    errors += 1;
    if (ground.detailed || errors !== TOLERATED_ERRORS) return;
    map.removeLayer(layer);
    map.fire("ground:bare");
    say(NO_TILES);
  });
}

/** Draw the outline of one territory over the ground, and ``frame`` it if asked. */
export async function drawTerritory(map, url, frame) {
  try {
    const answer = await fetch(url);
    if (!answer.ok) return;
    const style = { className: "outline outline-territory" };
    const layer = L.geoJSON(await answer.json(), { interactive: false, style }).addTo(map);
    if (frame && layer.getBounds().isValid()) map.fitBounds(layer.getBounds());
  } catch {
    // The map stays readable without it.
  }
}

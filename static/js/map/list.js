// Ties the cards of a list to the points of the map, both ways.

const LIT = "is-lit";

/** Cards carry data-lon, data-lat and data-url when they have a public point. */
export function tieList(map, points) {
  let lit = [];
  const light = (nodes) => {
    lit.forEach((node) => node.classList.remove(LIT));
    lit = nodes.filter(Boolean);
    lit.forEach((node) => node.classList.add(LIT));
  };
  const fromCard = (event) => {
    const card = event.target.closest?.("[data-lon]");
    if (!card) return;
    const { lon, lat, url } = card.dataset;
    const marker = points.find([Number(lon), Number(lat)], url);
    light([marker?.getElement()]);
  };
  const fromMarker = (event) => {
    const url = urlOf(points, event.target);
    if (!url) return;
    light([document.querySelector(`[data-lon][data-url="${CSS.escape(url)}"]`)]);
  };
  const leave = (event) => {
    if (!event.relatedTarget?.closest?.("[data-lon]")) light([]);
  };
  for (const name of ["pointerover", "focusin"]) {
    document.addEventListener(name, fromCard);
    map.getPane("markerPane").addEventListener(name, fromMarker);
  }
  for (const name of ["pointerout", "focusout"]) document.addEventListener(name, leave);
}

function urlOf(points, node) {
  for (const marker of points.markers.values()) {
    if (marker.getElement()?.contains(node)) return marker.feature.properties.url;
  }
  return undefined;
}

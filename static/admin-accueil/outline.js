/* Outline of a territory on a map, to look at. */
"use strict";

window.AccueilOutline = {
  /** Draw the outline that ``place`` holds and show it whole. */
  draw(map, place, { fit = true } = {}) {
    if (!place.outline) return null;
    const layer = L.geoJSON(place.outline, {
      interactive: false,
      style: { color: "#17595c", weight: 2, fillOpacity: 0.08 },
    }).addTo(map);
    if (fit) map.fitBounds(layer.getBounds());
    return layer;
  },

  async fetchPlace(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  },
};

document.addEventListener("DOMContentLoaded", () => {
  for (const container of document.querySelectorAll(".outline-map")) {
    container.setAttribute("role", "group");
    container.setAttribute("aria-label", "Carte du contour");
    const map = L.map(container, { scrollWheelZoom: false }).setView([47, 1.7], 7);
    map.attributionControl.setPrefix("");
    for (const tiles of JSON.parse(container.dataset.tiles).slice(0, 1)) {
      L.tileLayer(tiles.url, {
        attribution: tiles.attribution,
        maxZoom: tiles.max_zoom,
      }).addTo(map);
    }
    window.AccueilOutline.fetchPlace(container.dataset.placeUrl)
      .then((place) => {
        if (!window.AccueilOutline.draw(map, place) && place.latitude !== null) {
          map.setView([place.latitude, place.longitude], 11);
        }
      })
      .catch(() => {
        container.textContent = "Contour indisponible.";
      });
  }
});

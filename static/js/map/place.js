// The place of one sheet, as precisely as it may be shown.

const ZOOMS = { exact: 15, street: 14, commune: 11 };
const STREET_METRES = 200;
const BARE_ZOOM = 9; // without tiles, the outlines around say where it is

export function drawPlace(map, { point: [lon, lat], precision, label, tiles }) {
  map.setView([lat, lon], tiles?.length ? (ZOOMS[precision] ?? ZOOMS.commune) : BARE_ZOOM);
  map.once("ground:bare", () => map.setZoom(BARE_ZOOM));
  if (precision === "street") {
    const area = { radius: STREET_METRES, interactive: false, className: "place-area" };
    L.circle([lat, lon], area).addTo(map);
    return;
  }
  const className = precision === "exact" ? "point" : "point point-commune";
  const icon = L.divIcon({
    className,
    iconSize: [32, 32],
    html: document.createElement("span"),
  });
  const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false });
  marker.addTo(map);
  if (label) marker.getElement().setAttribute("aria-label", label);
  marker.getElement().setAttribute("role", "img");
}

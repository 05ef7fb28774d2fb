// Web Mercator arithmetic. Pure: no page, no Leaflet; tested under node.

const TILE = 256; // pixels
const CELL = 64; // pixels: the server groups by the same cells
const MAX_LATITUDE = 85.05;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Pixel of the whole world's image at that zoom. */
export function toPixel([lon, lat], zoom) {
  const world = TILE * 2 ** zoom;
  const sine = Math.sin((clamp(lat, -MAX_LATITUDE, MAX_LATITUDE) * Math.PI) / 180);
  return [
    ((lon + 180) / 360) * world,
    (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world,
  ];
}

export function toDegrees([x, y], zoom) {
  const world = TILE * 2 ** zoom;
  const n = Math.PI * (1 - (2 * y) / world);
  return [(x / world) * 360 - 180, (Math.atan(Math.sinh(n)) * 180) / Math.PI];
}

/** Bounds grown to whole cells, so that small moves ask for the same address. */
export function snapped([west, south, east, north], zoom) {
  const world = TILE * 2 ** zoom;
  const [left, top] = toPixel([clamp(west, -180, 180), north], zoom);
  const [right, bottom] = toPixel([clamp(east, -180, 180), south], zoom);
  const down = (pixel) => clamp(Math.floor(pixel / CELL) * CELL, 0, world);
  const up = (pixel) => clamp(Math.ceil(pixel / CELL) * CELL, 0, world);
  const [w, n] = toDegrees([down(left), down(top)], zoom);
  const [e, s] = toDegrees([up(right), up(bottom)], zoom);
  return [w, s, e, n].map((degrees) => Number(degrees.toFixed(5)));
}

/** A box of a few metres around a point. */
export function around([lon, lat], degrees = 0.00005) {
  return [lon - degrees, lat - degrees, lon + degrees, lat + degrees].map((value) =>
    Number(value.toFixed(6)),
  );
}

export function contains(outer, inner) {
  return (
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
  );
}

/** Offsets in pixels that set ``count`` points around a centre, 40 px apart. */
export function spread(count) {
  const radius = Math.max(46, (count * 40) / (2 * Math.PI));
  return Array.from({ length: count }, (_, rank) => {
    const angle = (2 * Math.PI * rank) / count - Math.PI / 2;
    return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))];
  });
}

/** Rank of the nearest of ``pixels`` to ``pixel``, within ``reach``; -1 if none. */
export function nearest(pixel, pixels, reach) {
  let found = -1;
  let least = reach * reach;
  pixels.forEach(([x, y], rank) => {
    const square = (x - pixel[0]) ** 2 + (y - pixel[1]) ** 2;
    if (square <= least) [found, least] = [rank, square];
  });
  return found;
}

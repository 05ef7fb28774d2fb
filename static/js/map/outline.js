// An outline of thousands of points, drawn by Leaflet from plain numbers: one object a
// point, as L.geoJSON keeps them, weighs twice as much as all the rest of the page.

import { toPixel } from "./geometry.js";

let Outline; // Leaflet's classes are extended once it is there

/** A layer for a Polygon or a MultiPolygon of GeoJSON. */
export function createOutline(geometry, options) {
  Outline ??= L.Path.extend(DRAWING);
  return new Outline(geometry, options);
}

/** Where the name of a Polygon or of the first of a MultiPolygon goes. */
export function centreOf(geometry) {
  const ring = polygons(geometry)[0][0];
  const places = ring.map(([lon, lat]) => L.latLng(lat, lon));
  return L.PolyUtil.polygonCenter(places, L.CRS.EPSG3857);
}

function polygons({ type, coordinates }) {
  return type === "Polygon" ? [coordinates] : coordinates;
}

/** What Leaflet's renderers ask of a path. */
const DRAWING = {
  options: { fill: true, interactive: false, smoothFactor: 1 },

  initialize(geometry, options) {
    L.setOptions(this, options);
    const rings = polygons(geometry).flat();
    this.rings = rings.map((ring) => Float64Array.from(ring.flatMap((p) => toPixel(p, 0))));
  },

  _project() {}, // nothing to keep between two drawings

  _reset() {
    this._update();
  },

  _update() {
    const { _bounds: view } = this._renderer;
    const { smoothFactor } = this.options;
    const clip = (points) => L.PolyUtil.clipPolygon(points, view, true);
    this._parts = this.rings
      .map((ring) => clip(this.pixels(ring)))
      .filter((points) => points.length)
      .map((points) => L.LineUtil.simplify(points, smoothFactor));
    this._renderer._updatePoly(this, true);
    this._parts = [];
  },

  pixels(ring) {
    const scale = 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin();
    return Array.from({ length: ring.length / 2 }, (_, rank) =>
      L.point(ring[2 * rank], ring[2 * rank + 1]).multiplyBy(scale)._round()._subtract(origin),
    );
  },
};

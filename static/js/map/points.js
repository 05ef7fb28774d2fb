// The points of a map: drawn from the page at first, then asked for as it moves.

import { contains, nearest, snapped } from "./geometry.js";
import {
  createMarker,
  describe,
  describeCrowd,
  keyOf,
  openPopup,
} from "./markers.js";
import { MOST, membersOf, Spider } from "./spider.js";

const FAILED = "Les points de la carte n’ont pas pu être chargés. La liste reste complète.";
const REACH = 40; // pixels within which a cluster stands for a place

export class Points {
  /** ``page``: {url, query, words, say, onDrawn}. */
  constructor(map, page) {
    Object.assign(this, { map, page });
    this.query = page.query ?? "";
    this.markers = new Map();
    this.layer = L.layerGroup().addTo(map);
    this.spider = new Spider(map, page.words, (marker, byKey) => this.tell(marker, byKey));
    if (page.url) map.on("moveend", () => this.refresh());
  }

  /** Show a FeatureCollection; what was already there stays in place. */
  draw(collection) {
    const wanted = new Map(collection.features.map((item) => [keyOf(item), item]));
    const hadFocus = this.holdsFocus();
    for (const [key, marker] of this.markers) {
      if (wanted.has(key)) continue;
      this.layer.removeLayer(marker);
      this.markers.delete(key);
    }
    for (const [key, feature] of wanted) {
      if (this.markers.has(key)) continue;
      const marker = createMarker(feature, this.page.words, (byKey) =>
        this.activate(marker, byKey),
      );
      this.markers.set(key, marker.addTo(this.layer));
    }
    if (hadFocus && !this.holdsFocus()) this.focusNearCentre();
  }

  /** Ask for what is in view, unless it is already drawn. */
  async refresh(force = false) {
    const zoom = this.map.getZoom();
    const view = edges(this.map.getBounds());
    if (!force && this.shown?.zoom === zoom && contains(this.shown.bbox, view)) return;
    this.request?.abort();
    this.request = new AbortController();
    const bbox = snapped(view, zoom);
    try {
      const collection = await this.fetch(bbox, zoom, this.request.signal);
      this.draw(collection);
      this.page.onDrawn(collection);
      this.shown = { bbox, zoom };
    } catch (error) {
      if (error.name !== "AbortError") this.page.say(FAILED);
    }
  }

  fetch = async (bbox, zoom, signal) => {
    const query = new URLSearchParams(this.query);
    query.set("bbox", bbox.join(","));
    query.set("zoom", zoom);
    const answer = await fetch(`${this.page.url}?${query}`, { signal });
    if (!answer.ok) throw new Error(`map data: ${answer.status}`);
    return answer.json();
  };

  /** Other filters: same view, other points. */
  ask(query) {
    this.query = query;
    this.spider.close();
    this.map.closePopup();
    return this.refresh(true);
  }

  async activate(marker, byKey) {
    const { properties } = marker.feature;
    if (properties.count === 1 && properties.url) return this.tell(marker, byKey);
    if (!properties.same_place) return this.zoomTo(marker);
    try {
      const members = await membersOf(marker.feature, this.fetch);
      if (!members.length || properties.count > MOST) return this.tellCrowd(marker, byKey);
      this.spider.open(marker.feature, members);
      if (byKey) this.spider.focus();
    } catch {
      this.page.say(FAILED);
    }
    return undefined;
  }

  zoomTo(marker) {
    const { bounds } = marker.feature.properties;
    const place = marker.getLatLng();
    const box = bounds
      ? L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]])
      : L.latLngBounds(place, place);
    const fitting = bounds ? this.map.getBoundsZoom(box, false, L.point(60, 60)) : 0;
    // Always nearer, else a click would seem to do nothing.
    const wanted = Math.max(fitting, this.map.getZoom() + (bounds ? 1 : 2));
    const nearer = Math.min(wanted, this.map.getMaxZoom());
    if (nearer === this.map.getZoom()) return this.tellCrowd(marker, true);
    return this.map.setView(box.getCenter(), nearer);
  }

  tell(marker, focus) {
    const content = describe(marker.feature.properties);
    const opener = marker.getElement();
    openPopup(this.map, marker.getLatLng(), content, { focus, opener });
  }

  tellCrowd(marker, focus) {
    const content = describeCrowd(marker.feature, this.page);
    const opener = marker.getElement();
    openPopup(this.map, marker.getLatLng(), content, { focus, opener });
  }

  /** The marker or cluster that stands for a place of the list. */
  find([lon, lat], url) {
    const all = [...this.markers.values()];
    const own = all.find(({ feature }) => feature.properties.url === url);
    if (own) return own;
    const spot = (place) => {
      const { x, y } = this.map.latLngToContainerPoint(place);
      return [x, y];
    };
    const clusters = all.filter(({ feature }) => feature.properties.count > 1);
    const pixels = clusters.map((marker) => spot(marker.getLatLng()));
    return clusters[nearest(spot([lat, lon]), pixels, REACH)];
  }

  holdsFocus() {
    return this.map.getPane("markerPane").contains(document.activeElement);
  }

  focusNearCentre() {
    const size = this.map.getSize();
    const all = [...this.markers.values()];
    const pixels = all.map((marker) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      return [x, y];
    });
    const rank = nearest([size.x / 2, size.y / 2], pixels, Math.max(size.x, size.y));
    const target = all[rank]?.getElement() ?? this.map.getContainer();
    target.focus({ preventScroll: true });
  }
}

function edges(bounds) {
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

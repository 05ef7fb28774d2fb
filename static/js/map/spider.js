// Opens a crowded point: its members around it, each tied by a line.

import { snapped, around, spread } from "./geometry.js";
import { createMarker } from "./markers.js";

export const MOST = 12; // members shown around one place
const CLOSEST_ZOOM = 20;

export class Spider {
  constructor(map, words, onMember) {
    Object.assign(this, { map, words, onMember });
    this.layer = L.layerGroup().addTo(map);
    map.on("zoomstart", () => this.close());
    map.on("click", () => this.close());
  }

  open(feature, members) {
    this.close();
    const [lon, lat] = feature.geometry.coordinates;
    const centre = this.map.latLngToLayerPoint([lat, lon]);
    this.markers = spread(members.length).map(([x, y], rank) => {
      const place = this.map.layerPointToLatLng(centre.add([x, y]));
      const leg = { className: "spider-leg", interactive: false };
      L.polyline([[lat, lon], place], leg).addTo(this.layer);
      const geometry = { type: "Point", coordinates: [place.lng, place.lat] };
      const member = { geometry, properties: { count: 1, ...members[rank] } };
      const marker = createMarker(member, this.words, (byKey) =>
        this.onMember(marker, byKey),
      );
      return marker.addTo(this.layer);
    });
  }

  focus() {
    this.markers[0]?.getElement().focus({ preventScroll: true });
  }

  close() {
    this.layer.clearLayers();
    this.markers = [];
  }
}

/** Those who share the place of ``feature``; asked from the server when not given. */
export async function membersOf(feature, fetchPoints) {
  const { members, count } = feature.properties;
  if (members || count > MOST) return members ?? [];
  const box = snapped(around(feature.geometry.coordinates), CLOSEST_ZOOM);
  const { features } = await fetchPoints(box, CLOSEST_ZOOM);
  const here = features.find(({ properties }) => properties.members);
  return here?.properties.members ?? [];
}

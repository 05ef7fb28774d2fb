/* The map of a point, as django-leaflet's widget expects it: a class that it creates
   from its inline script. A click places the point, a drag moves it; text fields beside
   the map do the same without a mouse (place.js joins them by two events).

   On the hidden field: « point:moved » when the map moved the point, « point:set » to
   move it from outside; detail {latitude, longitude}, or null for no point. */
"use strict";

L.Control.Zoom.mergeOptions({ zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" });

// eslint-disable-next-line no-unused-vars -- named by the Python widget
var AccueilPointField = L.GeometryField.extend({
  addTo(map) {
    this._map = map;
    this._field = document.getElementById(this.options.fieldid);
    const container = map.getContainer();
    container.setAttribute("role", "group");
    container.setAttribute(
      "aria-label",
      "Carte : un clic place le point. Au clavier, utilisez les champs latitude et longitude.",
    );
    const point = this._stored();
    if (point) {
      this._place(point);
      map.setView(point, 15);
    }
    if (this.options.modifiable) {
      map.on("click", (event) => this._moved(event.latlng));
      this._field.addEventListener("point:set", (event) => this._set(event.detail));
    }
    this._field.dispatchEvent(new CustomEvent("map:ready", { detail: { map }, bubbles: true }));
    return this;
  },

  /** Latitude and longitude kept in the hidden field, or null. */
  _stored() {
    try {
      const [longitude, latitude] = JSON.parse(this._field.value).coordinates;
      return L.latLng(latitude, longitude);
    } catch {
      return null;
    }
  },

  _place(point) {
    if (this._marker) {
      this._marker.setLatLng(point);
      return;
    }
    this._marker = L.marker(point, {
      draggable: this.options.modifiable,
      title: "Position : faites glisser pour la corriger",
      icon: L.divIcon({ className: "point-marker", iconSize: [28, 28], iconAnchor: [14, 34] }),
    }).addTo(this._map);
    this._marker.on("dragend", () => this._moved(this._marker.getLatLng()));
  },

  _write(point) {
    this._field.value = point
      ? JSON.stringify({ type: "Point", coordinates: [point.lng, point.lat] })
      : "";
  },

  _moved(point) {
    const wrapped = point.wrap();
    this._place(wrapped);
    this._write(wrapped);
    this._field.dispatchEvent(
      new CustomEvent("point:moved", {
        detail: { latitude: wrapped.lat, longitude: wrapped.lng },
      }),
    );
  },

  _set(place) {
    if (!place) {
      this._marker?.remove();
      this._marker = null;
      this._write(null);
      return;
    }
    const point = L.latLng(place.latitude, place.longitude);
    this._place(point);
    this._write(point);
    this._map.setView(point, Math.max(this._map.getZoom(), 12));
  },
});

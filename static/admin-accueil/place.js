/* Joins the fields of a place: address search, commune, latitude and longitude, map.
   The server checks everything again: this only spares typing. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const address = document.querySelector("[data-address-url]");
  if (!address) return;

  const latitude = document.getElementById("id_latitude");
  const longitude = document.getElementById("id_longitude");
  const commune = document.getElementById("id_commune");
  const precision = document.getElementById("id_precision");
  const reason = document.getElementById("id_precision_reason");
  const shelter = document.getElementById("id_is_shelter");
  const point = document.getElementById("id_location");
  const french = (value) => String(Math.round(value * 1e6) / 1e6).replace(".", ",");
  let map = null;
  let outline = null;

  function node(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function write(place) {
    latitude.value = french(place.latitude);
    longitude.value = french(place.longitude);
  }

  function show(place) {
    point?.dispatchEvent(new CustomEvent("point:set", { detail: place }));
  }

  /** What the two fields say: a place, null when empty, undefined when unreadable. */
  function typed() {
    const texts = [latitude.value, longitude.value].map((text) => text.trim());
    if (texts.every((text) => !text)) return null;
    const [lat, lon] = texts.map((text) => Number(text.replace(",", ".")));
    const readable = texts.every(Boolean) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    return readable ? { latitude: lat, longitude: lon } : undefined;
  }

  async function fetchCommune() {
    const url = address.dataset.placeUrl.replace("/0/", `/${Number(commune.value)}/`);
    return window.AccueilOutline.fetchPlace(url);
  }

  async function putAtCentre() {
    if (!commune.value) {
      say("Choisissez d’abord une commune.");
      return;
    }
    try {
      const place = await fetchCommune();
      drawOutline(place);
      if (place.latitude === null) {
        say("Le centre de cette commune n’est pas connu.");
        return;
      }
      write(place);
      show(place);
      precision.value = "commune";
      if (!reason.value) reason.value = "Adresse précise non renseignée";
      say(`Point placé au centre de ${place.name}. Faites-le glisser s’il est connu.`);
    } catch {
      say("Le centre de la commune n’a pas pu être lu.");
    }
  }

  function drawOutline(place) {
    outline?.remove();
    outline = map ? window.AccueilOutline.draw(map, place) : null;
  }

  function choose(found) {
    address.value = found.street || found.label;
    if (found.commune) {
      commune.append(new Option(found.commune_name, found.commune, true, true));
      window.django.jQuery(commune).trigger("change");
    }
    write(found);
    show(found);
    if (!shelter?.checked) precision.value = "exact";
    results.replaceChildren();
    say(`Adresse choisie : ${found.label}.`);
    search.focus();
  }

  async function searchAddress() {
    results.replaceChildren();
    say("Recherche en cours…");
    try {
      const url = `${address.dataset.addressUrl}?${new URLSearchParams({ q: address.value })}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      const { results: found, message } = await answer.json();
      for (const one of found) {
        const button = node("button", one.label, { type: "button" });
        button.addEventListener("click", () => choose(one));
        const item = document.createElement("li");
        item.append(button);
        results.append(item);
      }
      say(message || `${found.length} adresse(s) : choisissez.`);
    } catch {
      say("La recherche d’adresse ne répond pas : placez le point sur la carte.");
    }
  }

  const tools = node("div", "", { class: "place-tools" });
  const search = node("button", "Chercher cette adresse", { type: "button", class: "button" });
  const centre = node("button", "Placer au centre de la commune", {
    type: "button",
    class: "button",
  });
  const status = node("p", "", { role: "status" });
  const results = document.createElement("ul");
  const say = (text) => {
    status.textContent = text;
  };
  tools.append(search, centre, status, results);
  address.closest(".form-row").append(tools);

  search.addEventListener("click", searchAddress);
  centre.addEventListener("click", putAtCentre);
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // would send the whole form
      searchAddress();
    }
  });
  for (const field of [latitude, longitude]) {
    field.addEventListener("change", () => {
      const place = typed();
      if (place !== undefined) show(place);
    });
  }
  shelter?.addEventListener("change", () => {
    if (!shelter.checked) return;
    precision.value = "commune";
    if (!reason.value) reason.value = "Lieu d’hébergement ou de mise à l’abri";
  });
  point?.addEventListener("point:moved", (event) => write(event.detail));
  point?.addEventListener("map:ready", (event) => {
    map = event.detail.map;
    if (commune.value) {
      fetchCommune()
        .then((place) => {
          outline = window.AccueilOutline.draw(map, place, { fit: !typed() });
        })
        .catch(() => {});
    }
  });
  window.django.jQuery(commune).on("select2:select", () => {
    if (typed() === null) putAtCentre();
  });
});

// What the address keeps after « # »: the map's view and, on a phone, which half shows.

const VIEW = /^(\d{1,2})\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/;

/** {carte: "8/47.5/1.7", vue: "carte"} from « #carte=8/47.5/1.7&vue=carte ». */
export function parse(hash) {
  const parts = hash.replace(/^#/, "").split("&");
  const pairs = parts.map((part) => part.split("=")).filter((pair) => pair.length === 2);
  return Object.fromEntries(pairs);
}

export function format(values) {
  const kept = Object.entries(values).filter(([, value]) => value);
  return kept.length ? `#${kept.map((pair) => pair.join("=")).join("&")}` : "";
}

/** {zoom, lat, lon} or null. */
export function readView(text) {
  const [, zoom, lat, lon] = VIEW.exec(text ?? "") ?? [];
  return zoom ? { zoom: Number(zoom), lat: Number(lat), lon: Number(lon) } : null;
}

export function writeView({ zoom, lat, lon }) {
  return `${zoom}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
}

/** Change one value of the address, without a new entry in the history. */
export function remember(name, value) {
  const values = { ...parse(location.hash), [name]: value };
  const address = location.pathname + location.search + format(values);
  history.replaceState(history.state, "", address);
}

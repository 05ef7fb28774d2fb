// The ground without tiles: simplified outlines of the Region and its departments.

import { element } from "../common/dom.js";
import { centreOf, createOutline } from "./outline.js";

/** Outlines in two panes: the Region below, its departments above. */
export class Ground {
  constructor(map) {
    this.map = map;
    this.detailed = false;
    this.names = L.layerGroup().addTo(map);
    for (const [name, level] of [
      ["region", 250],
      ["department", 251],
      ["names", 252],
    ]) {
      map.createPane(name).style.zIndex = level;
    }
  }

  async load(url) {
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      const { features } = await answer.json();
      features.forEach((feature) => this.add(feature));
    } catch {
      // No outlines: the points are still there.
    }
  }

  add({ geometry, properties: { kind, name } }) {
    const pane = kind === "region" ? "region" : "department";
    createOutline(geometry, { pane, className: `outline outline-${pane}` }).addTo(this.map);
    if (pane === "region" || !name || this.detailed) return;
    L.tooltip(centreOf(geometry), {
      pane: "names",
      permanent: true,
      direction: "center",
      className: "outline-name",
      content: element("span", {}, name),
    }).addTo(this.names);
  }

  /** Real tiles are there: the outlines become lines. */
  becomeDetailed() {
    this.detailed = true;
    this.map.getContainer().classList.add("is-detailed");
    this.names.clearLayers();
  }
}

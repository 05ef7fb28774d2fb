import assert from "node:assert/strict";
import { test } from "node:test";

import { counted } from "../../static/js/common/dom.js";
import { keyOf, nameOf } from "../../static/js/map/markers.js";

const words = { one: "initiative", many: "initiatives" };
const feature = (properties, coordinates = [1.9, 47.9]) => ({
  geometry: { type: "Point", coordinates },
  properties,
});

test("counts agree as in French", () => {
  assert.equal(counted(0, "initiative", "initiatives"), "0 initiative");
  assert.equal(counted(1, "initiative", "initiatives"), "1 initiative");
  assert.equal(counted(1234, "initiative", "initiatives"), "1\u202f234 initiatives");
  assert.equal(counted(1234567, "fiche", "fiches"), "1\u202f234\u202f567 fiches");
});

test("a marker says its title, a cluster its number and what a click does", () => {
  assert.equal(nameOf(feature({ count: 1, title: "Cours" }), words), "Cours");
  assert.equal(nameOf(feature({ count: 1 }), words), "1 initiative, zoomer");
  assert.equal(nameOf(feature({ count: 12 }), words), "12 initiatives, zoomer");
  assert.equal(
    nameOf(feature({ count: 3, same_place: true }), words),
    "3 initiatives au même endroit, afficher",
  );
});

test("what did not change between two answers keeps its key", () => {
  const one = feature({ count: 4 });

  assert.equal(keyOf(one), keyOf(structuredClone(one)));
  assert.notEqual(keyOf(one), keyOf(feature({ count: 5 })));
  assert.notEqual(keyOf(one), keyOf(feature({ count: 4 }, [1.91, 47.9])));
});

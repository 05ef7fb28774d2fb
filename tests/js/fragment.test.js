import assert from "node:assert/strict";
import { test } from "node:test";

import { format, parse, readView, remember, writeView } from "../../static/js/common/fragment.js";

test("a fragment is read as it is written", () => {
  const values = { carte: "8/47.5/1.7", vue: "carte" };

  assert.equal(format(values), "#carte=8/47.5/1.7&vue=carte");
  assert.deepEqual(parse(format(values)), values);
});

test("an anchor or nonsense is no value", () => {
  assert.deepEqual(parse("#resultats"), {});
  assert.deepEqual(parse(""), {});
  assert.equal(format({ vue: "" }), "");
});

test("a view is read as it is written", () => {
  const view = { zoom: 11, lat: 47.9, lon: -1.25 };

  assert.deepEqual(readView(writeView(view)), view);
});

test("a view that is not one is ignored", () => {
  for (const text of [undefined, "", "8/47.5", "a/b/c", "8/47.5/1.7/9", "8/<b>/1"]) {
    assert.equal(readView(text), null);
  }
});

test("remembering keeps the path, the filters and the other values", () => {
  const calls = [];
  globalThis.location = { pathname: "/initiatives/", search: "?q=a", hash: "#vue=carte" };
  globalThis.history = { state: null, replaceState: (...values) => calls.push(values[2]) };

  remember("carte", "8/47.5/1.7");
  remember("vue", "");

  assert.deepEqual(calls, [
    "/initiatives/?q=a#vue=carte&carte=8/47.5/1.7",
    "/initiatives/?q=a",
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  around,
  contains,
  nearest,
  snapped,
  spread,
  toDegrees,
  toPixel,
} from "../../static/js/map/geometry.js";

const near = (actual, expected) =>
  actual.forEach((value, rank) => assert.ok(Math.abs(value - expected[rank]) < 1e-6));

test("pixels and degrees are inverse of each other", () => {
  for (const place of [
    [1.9, 47.9],
    [-5.2, 42.3],
    [0, 0],
  ]) {
    near(toDegrees(toPixel(place, 12), 12), place);
  }
});

test("the whole world is one tile at zoom 0", () => {
  near(toPixel([0, 0], 0), [128, 128]);
  near(toPixel([-180, 85.0511287798], 0).map(Math.round), [0, 0]);
});

test("snapped bounds hold the bounds asked, and sit on cells", () => {
  const view = [0.31, 46.2, 3.17, 48.9];
  const box = snapped(view, 8);

  assert.ok(contains(box, view));
  const [left, top] = toPixel([box[0], box[3]], 8);
  assert.ok(Math.abs(left / 64 - Math.round(left / 64)) < 0.001);
  assert.ok(Math.abs(top / 64 - Math.round(top / 64)) < 0.001);
});

test("a small move asks for the same address", () => {
  const [left, top] = toPixel([1.2, 47.1], 9).map((pixel) => Math.floor(pixel / 64) * 64);
  const view = (shift) => {
    const [west, north] = toDegrees([left + 10 + shift, top + 10], 9);
    const [east, south] = toDegrees([left + 700 + shift, top + 500], 9);
    return snapped([west, south, east, north], 9);
  };

  assert.deepEqual(view(0), view(3));
});

test("snapped bounds stay in the world", () => {
  const [west, south, east, north] = snapped([-400, -89, 400, 89], 3);

  assert.ok(west >= -180 && east <= 180 && south >= -85.06 && north <= 85.06);
});

test("a box around a point holds it and little else", () => {
  const box = around([1.9, 47.9]);

  assert.ok(contains(box, [1.9, 47.9, 1.9, 47.9]));
  assert.ok(box[2] - box[0] < 0.001);
});

test("spread points stand apart from each other and from the centre", () => {
  for (const count of [2, 5, 12]) {
    const offsets = spread(count);
    assert.equal(offsets.length, count);
    offsets.forEach(([x, y], rank) => {
      assert.ok(Math.hypot(x, y) >= 40);
      const [nextX, nextY] = offsets[(rank + 1) % count];
      assert.ok(Math.hypot(x - nextX, y - nextY) >= 36);
    });
  }
});

test("nearest gives the closest within reach", () => {
  const pixels = [
    [0, 0],
    [10, 0],
    [100, 100],
  ];

  assert.equal(nearest([9, 1], pixels, 40), 1);
  assert.equal(nearest([60, 60], pixels, 40), -1);
  assert.equal(nearest([0, 0], [], 40), -1);
});

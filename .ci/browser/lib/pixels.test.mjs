import { test } from 'node:test';
import assert from 'node:assert/strict';
import { blank, difference, shrink } from './pixels.mjs';

// drawing is 64 x 32 white pixels with a black bar from x on, 8 wide.
function drawing(x) {
  const data = new Uint8ClampedArray(4 * 64 * 32).fill(255);
  for (let row = 0; row < 32; row++) data.fill(0, 4 * (64 * row + x), 4 * (64 * row + x + 8)), opaque(data);
  return shrink(data, 64, 32, 8);
}

function opaque(data) { for (let i = 3; i < data.length; i += 4) data[i] = 255; }

const empty = shrink(new Uint8ClampedArray(4 * 64 * 32), 64, 32, 8); // transparent

test('equal pictures do not differ', () => assert.equal(difference(drawing(8), drawing(8)), 0));
test('two blank pictures do not differ', () => assert.equal(difference(empty, empty), 0));
test('a blank picture differs wholly', () => assert.equal(difference(drawing(8), blank(drawing(8))), 1));
test('a picture elsewhere differs wholly', () => assert.equal(difference(drawing(8), drawing(40)), 1));
test('a shift by a pixel is tolerated', () => assert.ok(difference(drawing(8), drawing(9)) < 0.13));
test('the ground may be dark', () => {
  const dark = square => ({ ...square, values: square.values.map(value => 255 - value) });
  assert.equal(difference(dark(drawing(8)), blank(dark(drawing(8)))), 1);
  assert.equal(difference(dark(drawing(8)), dark(drawing(8))), 0);
});
test('pictures of other sizes are refused', () => assert.throws(() => difference(empty, shrink(new Uint8ClampedArray(4 * 8 * 8), 8, 8, 8)), /8 x 4 and 1 x 1/));
test('an incomplete last square is its own mean', () => assert.deepEqual(shrink(new Uint8ClampedArray([0, 0, 0, 255]), 1, 1, 8).values, [0, 0, 0]));

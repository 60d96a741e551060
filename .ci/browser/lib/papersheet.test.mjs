import { test } from 'node:test';
import assert from 'node:assert/strict';
import { faultsOn, pageOf } from './papersheet.mjs';

const xml = `<page width="240.0" height="150.5">
    <word xMin="10.0" yMin="-1.0" xMax="30.0" yMax="6.0">number</word>
    <word xMin="3.6" yMin="20.0" xMax="10.8" yMax="50.0">error</word>
  </page>`;
const word = (text, left, top, right, bottom) => ({ text, left, top, right, bottom });
const lying = { text: 'lies', left: 60, top: 100, right: 100, bottom: 107 };
const faults = (...words) => faultsOn({ width: 240, height: 150, words: [lying, ...words] });

test('words are read with their boxes', () => assert.deepEqual(pageOf(xml), { width: 240, height: 150.5, words: [
  word('number', 10, -1, 30, 6), word('error', 3.6, 20, 10.8, 50)] }));
test('a word beyond an edge is cut', () => {
  assert.deepEqual(faultsOn(pageOf(xml)), ['"number" is cut by the edge']);
  assert.deepEqual(faults(word('wide', 200, 10, 241, 17)), ['"wide" is cut by the edge']);
});
test('words over one another', () => {
  assert.deepEqual(faults(word('K=64', 10, 10, 30, 17), word('K=128', 25, 12, 50, 19)), ['"K=64" lies over "K=128"']);
  assert.deepEqual(faults(word('up', 10, 10, 17, 40), word('right', 5, 20, 40, 27)), ['"up" lies over "right"']);
  assert.deepEqual(faults(word('up', 10, 10, 17, 40), word('twin', 13, 20, 20, 60)), ['"up" lies over "twin"']);
});
test('lines of print reach into one another a little, and slanted words have boxes that say nothing', () => {
  assert.deepEqual(faults(word('above', 10, 10, 40, 17), word('below', 10, 15, 40, 22)), []);
  assert.deepEqual(faults(word('sla', 10, 10, 18.3, 15.4), word('nt', 14, 12, 22.3, 16.1)), []);
});

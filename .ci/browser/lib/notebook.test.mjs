import { test } from 'node:test';
import assert from 'node:assert/strict';
import { MIME, cleared, figuresIn, identity } from './notebook.mjs';

const notebook = {
  cells: [
    { cell_type: 'markdown', source: 'text' },
    { cell_type: 'code', source: 'a', execution_count: 3, outputs: [
      { output_type: 'stream', text: 'x' }, { data: { [MIME]: 'a', 'image/png': '' } }, { data: { 'text/plain': '1' } }, { data: { [MIME]: { b: [1.5] } } },
    ] },
  ],
  metadata: { kernelspec: {} },
};

// The sums of "" and "a" are published with the algorithm (FNV-1a, 32 bits).
test('identity', () => {
  assert.equal(identity(''), '811c9dc5');
  assert.equal(identity('a'), 'e40c292c');
  assert.equal(identity({ b: [1.5] }), identity('{"b":[1.5]}'));
});
test('figures are found with their place', () => assert.deepEqual(figuresIn(notebook), [
  { index: 1, nth: 0, identity: 'e40c292c' },
  { index: 1, nth: 1, identity: identity('{"b":[1.5]}') },
]));
test('a cleared notebook has code and no outputs', () => {
  const copy = cleared(notebook);
  assert.deepEqual(copy.cells[1], { cell_type: 'code', source: 'a', execution_count: null, outputs: [] });
  assert.equal(notebook.cells[1].outputs.length, 4);
});

import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, open } from './browser.mjs';
import { compare } from './compare.mjs';

const drawings = { circle: '<circle cx="100" cy="50" r="30" fill="#0072B2"/>', bars: '<path d="M20 90V20h20v70zM150 90V60h20v30z" fill="#E69F00"/>', nothing: '' };
const shots = {};
let walk;

before(async () => {
  walk = { browser: await launch(), outDir: mkdtempSync(join(tmpdir(), 'compare-')) };
  const { page } = await open(walk.browser, 'about:blank', { viewport: { width: 200, height: 100 } });
  for (const [name, inner] of Object.entries(drawings)) {
    await page.setContent(`<body style="margin:0"><svg width="200" height="100">${inner}</svg>`);
    shots[name] = await page.screenshot();
  }
});
after(async () => {
  await walk.browser.close();
  rmSync(walk.outDir, { recursive: true });
});

const pair = (expected, found) => ({ name: `${expected} as ${found}`, expected: shots[expected], found: shots[found], height: 100 });

test('the same pictures pass', () => compare(walk, [pair('circle', 'circle'), pair('bars', 'bars')], 0.3));
test('another picture fails', () => assert.rejects(compare(walk, [pair('circle', 'bars')], 0.3), /circle as bars: .* differ by 1.000/));
test('a blank picture fails', () => assert.rejects(compare(walk, [pair('circle', 'nothing')], 0.3), /circle as nothing: .* differ by 1.000/));
test('exchanged pictures fail though the limit is lax', () =>
  assert.rejects(compare(walk, [pair('circle', 'bars'), pair('bars', 'circle')], 2), /not more than 0.000/));

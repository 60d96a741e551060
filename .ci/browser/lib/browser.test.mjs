import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { launch, noErrors, open, until } from './browser.mjs';

const browser = await launch();
after(() => browser.close());

test('errors that nobody caught are listed, and fail unless they are known, word for word', async () => {
  const { page, errors } = await open(browser, 'data:text/html,<script>setTimeout(() => { throw new Error("ours") }); Promise.reject(new Error("theirs"))</script>');
  await until('both errors', () => errors.length === 2, 5);
  await page.context().close();
  assert.deepEqual([...errors].sort(), ['ours', 'theirs']);
  assert.throws(() => noErrors('the page', errors, ['theirs']), /the page: 1 errors that nobody caught: ours$/);
  assert.throws(() => noErrors('the page', errors, ['our', 'their']), /2 errors/);
  noErrors('the page', errors, ['ours', 'theirs']);
  noErrors('a page', []);
});

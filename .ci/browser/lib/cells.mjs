// A new notebook in JupyterLab whose cells are typed and run.
import { open, until } from './browser.mjs';

// begun opens one from the launcher.
export async function begun(walk, url, options = {}) {
  const opened = await open(walk.browser, new URL('/lab?reset', url).href, options);
  await opened.page.locator('.jp-LauncherCard[data-category="Notebook"]', { hasText: 'Go (diversity)' }).click();
  await idle(opened.page);
  return opened;
}

export const idle = page => page.getByText('Go (diversity) | Idle').waitFor({ timeout: 60_000 });
export const cells = page => page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell');
export const cell = (page, n) => cells(page).nth(n);
const promptOf = (page, n) => cell(page, n).locator('.jp-InputArea-prompt').innerText();

// ended waits until a cell has run, which its prompt says.
async function ended(page, n, before) {
  await until(`cell ${n} to end`, async () => {
    const now = await promptOf(page, n);
    return now !== before && /\[\d+\]/.test(now);
  }, 60);
  await idle(page);
}

// typed writes a new last cell and runs it.
export async function typed(page, code) {
  const last = await cells(page).count() - 1, before = await promptOf(page, last);
  await cell(page, last).locator('.cm-content').click();
  await page.keyboard.insertText(code);
  await page.keyboard.press('Shift+Enter');
  await ended(page, last, before);
}

// again runs a cell once more, with other code if there is some, and leaves it where it is.
export async function again(page, n, code) {
  const before = await promptOf(page, n);
  await cell(page, n).locator('.cm-content').click();
  if (code) {
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(code);
  }
  await page.keyboard.press('Control+Enter');
  await ended(page, n, before);
}

// save takes the name that a new notebook has.
export async function save(page) {
  await page.keyboard.press('Control+s');
  await page.locator('.jp-Dialog .jp-mod-accept').click();
  await page.locator('.jp-Dialog').waitFor({ state: 'detached' });
  await until('the notebook to be saved', async () => await page.locator('.lm-DockPanel .lm-TabBar-tab.jp-mod-dirty').count() === 0);
}

export async function restart(page) {
  await page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
  await page.locator('.lm-Menu-item', { hasText: 'Restart Kernel…' }).first().click();
  await page.locator('.jp-Dialog .jp-mod-accept').click();
  await page.getByText('Go (diversity) | Idle').waitFor({ state: 'detached', timeout: 10_000 });
  await idle(page);
}

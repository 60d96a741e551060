// A browser whose requests to other machines are all blocked.
import { chromium } from 'playwright-core';

const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const local = /^(file:|data:|blob:|https?:\/\/(localhost|127\.0\.0\.1)(:|\/|$))/;

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', ...quiet],
  });
}

// open opens a page in a context of its own and lists what it was not allowed to ask for, and the errors that nobody caught.
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  const blocked = [];
  await context.route(url => !local.test(url.href), (route, request) => {
    blocked.push(request.url());
    return route.abort();
  });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', error => {
    console.log(`page error: ${error.message}`);
    errors.push(error.message);
  });
  await page.goto(url, { waitUntil: 'load', timeout: 120_000 });
  return { page, blocked, errors };
}

// noErrors demands that a page had no errors but those known to be of others.
export function noErrors(what, errors, known = []) {
  const ours = errors.filter(error => !known.includes(error));
  if (ours.length) throw new Error(`${what}: ${ours.length} errors that nobody caught: ${ours.join(' | ')}`);
}

// until asks again and again, since pages draw when they see fit.
export async function until(what, question, seconds = 20) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(100)) {
    const answer = await question();
    if (answer) return answer;
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

export function sleep(ms) { return new Promise(done => setTimeout(done, ms)); }

export function demand(what, found, expected) {
  if (found !== expected) throw new Error(`${found} ${what}, want ${expected}`);
  console.log(`${found} ${what}`);
}

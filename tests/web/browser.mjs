// Signs in as a person does: Debian's Chromium, the keyboard alone, the authority trusted as an administrator would have it trusted.
//
// Request: { issuer, ca, clientId, redirectUri, user, passwordFile, newPasswordFile?, expect?: "signs-in" | "refused", chromium?, screenshots? }
//          With newPasswordFile the password is one that may not stay, and is changed.
// Answer:  { ok, steps, trust: "store" | "pinned", screenshots: [names] }
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changePassword } from './change.mjs';
import { startBrowser } from './chromium.mjs';
import { expect, readInput, run } from './input.mjs';
import * as page from './page.mjs';

const input = readInput();
const folder = mkdtempSync(join(tmpdir(), 'skybridge-browser-'));
const authorize = page.authorizeUrl(input);
const { expectFocus } = page;
const picture = (tab, result, name) => page.picture(tab, input, result, name);

try {
  await run(async (step, result) => {
    result.screenshots = [];
    const { browser, trust } = await step('start', () => startBrowser(folder, [{ url: input.issuer, ca: input.ca }], input.chromium));
    result.trust = trust;
    try {
      const watch = observe(browser);
      const tab = await browser.newPage();
      await step('pictures', () => takePictures(tab, result));
      await step('sign in by keyboard', () => signIn(tab, result));
      // In a tab of its own: the first may still be busy with showing that the application does not answer.
      if (input.expect !== 'refused')
        await step('landing page and sign out by keyboard', async () => signOut(await browser.newPage(), result));
      await step('nothing from elsewhere, nothing on the console', async () => {
        expect(watch.elsewhere.length === 0, `Asked for ${watch.elsewhere.join(', ')}.`);
        expect(watch.messages.length === 0, `The console says: ${watch.messages.join(' | ')}`);
      });
    } finally {
      await browser.close();
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Notes what is asked of others and what the console says. */
function observe(browser) {
  const watch = { elsewhere: [], messages: [] };
  const own = new URL(input.issuer).origin;
  browser.on('request', request => {
    if (!request.url().startsWith(own) && !request.url().startsWith(input.redirectUri))
      watch.elsewhere.push(request.url());
  });
  browser.on('console', message => watch.messages.push(message.text()));
  browser.on('weberror', error => watch.messages.push(error.error().message));
  return watch;
}

async function signIn(tab, result) {
  await tab.goto(authorize);
  await expectFocus(tab, 'username', 'The user name is not where typing begins.');
  await tab.keyboard.type(input.user);
  await tab.keyboard.press('Tab');
  await expectFocus(tab, 'password', 'The password does not follow the user name.');
  await tab.keyboard.type('certainly the wrong one');
  await tab.keyboard.press('Tab');
  await expectFocus(tab, 'Sign in', 'The button does not follow the password.');
  await tab.keyboard.press('Enter');

  const alert = tab.getByRole('alert').getByText('do not go together');
  await alert.waitFor();
  expect((await tab.title()).startsWith('Not signed in'), 'The title does not say that it failed.');
  expect(await tab.getByLabel('User name').inputValue() === input.user, 'The user name was lost.');
  expect(await tab.getByLabel('Password').inputValue() === '', 'The password was kept.');
  await expectFocus(tab, 'password', 'The password is not where typing goes on.');
  expect(await tab.getByLabel('Password').getAttribute('aria-describedby') === 'message', 'The field does not name what is wrong with it.');
  await picture(tab, result, 'error');

  await tab.keyboard.type(input.password);
  if (input.expect === 'refused') {
    await Promise.all([tab.waitForResponse(response => response.request().method() === 'POST'), tab.keyboard.press('Enter')]);
    await alert.waitFor();
    return;
  }

  if (input.newPassword) {
    await tab.keyboard.press('Enter');
    await changePassword(tab, input, {
      expectFocus: (what, message) => expectFocus(tab, what, message),
      picture: name => picture(tab, result, name),
    });
  }

  // The application need not run: what the browser asks it for is enough.
  const [request] = await Promise.all([tab.waitForRequest(request => request.url().startsWith(input.redirectUri)), tab.keyboard.press('Enter')]);
  const answer = new URL(request.url()).searchParams;
  expect(answer.has('code'), `No code came: ${answer.get('error')}.`);
}

async function signOut(tab, result) {
  await tab.goto(new URL('/', input.issuer).href);
  await tab.getByText('You are signed in').waitFor();
  await picture(tab, result, 'landing');
  await tab.keyboard.press('Tab');
  await expectFocus(tab, 'Sign out', 'Signing out is not the first thing that the keyboard reaches.');
  await tab.keyboard.press('Enter');
  await tab.getByText('You are signed out').waitFor();
  await picture(tab, result, 'signed-out');
}

/** The sign-in page in every shape that it has to fit; each must fit its width, and be legible. */
async function takePictures(tab, result) {
  await tab.goto(authorize);
  await picture(tab, result, 'sign-in');
  for (const [name, width, height] of [['narrow', 360, 740], ['zoomed', 640, 400], ['smallest', 320, 480]]) {
    await tab.setViewportSize({ width, height });
    await picture(tab, result, name);
  }

  await tab.setViewportSize({ width: 1280, height: 800 });
}

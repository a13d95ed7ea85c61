// Signs in at a provider as a person of a federated domain does, or allows a command as an administrator does: Debian's Chromium, by the keyboard.
//
// Request: { issuer, ca, clientId, redirectUri, user, passwordFile, provider?: { url, ca }, expect?: "signs-in" | heading of the refusal,
//            verify?: address, decision?: "Allow" | "Do not allow", chromium?, screenshots? }
// Answer:  { ok, steps, trust, screenshots }
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from './chromium.mjs';
import { expect, readInput, run } from './input.mjs';
import { authorizeUrl, expectFocus, pictures } from './page.mjs';

const input = readInput();
const folder = mkdtempSync(join(tmpdir(), 'skybridge-browser-'));

try {
  await run(async (step, result) => {
    result.screenshots = [];
    const servers = [{ url: input.issuer, ca: input.ca }, ...(input.provider ? [input.provider] : [])];
    const { browser, trust } = await step('start', () => startBrowser(folder, servers, input.chromium));
    result.trust = trust;
    try {
      const tab = await browser.newPage();
      if (input.verify)
        await step('consent', () => decide(tab, result));
      else
        await federated(step, tab, result);
    } finally {
      await browser.close();
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function federated(step, tab, result) {
  await step('name', async () => {
    await tab.goto(authorizeUrl(input));
    await expectFocus(tab, 'username', 'The user name is not where typing begins.');
    expect(await tab.locator('#password').count() === 0, 'A password is asked for before it is known whose.');
    await pictures(tab, input, result, 'name-first');
    await tab.keyboard.type(input.user);
    await tab.keyboard.press('Enter');
  });
  await step('provider', async () => {
    await tab.waitForURL(url => url.origin === new URL(input.provider.url).origin);
    await expectFocus(tab, 'password', 'The provider was not told whose password to ask for.');
    expect(await tab.getByLabel('User name').inputValue() === input.user, 'The provider was told another name.');
    await tab.keyboard.type(input.password);
  });
  if (input.expect !== 'signs-in') {
    await step('refused', async () => {
      await tab.keyboard.press('Enter');
      await tab.getByRole('heading', { name: input.expect }).waitFor();
      expect(new URL(tab.url()).origin === new URL(input.issuer).origin, 'It is not the cloud that refuses.');
      await pictures(tab, input, result, 'federation-refused');
    });
    return;
  }

  await step('back', async () => {
    const [request] = await Promise.all([tab.waitForRequest(request => request.url().startsWith(input.redirectUri)), tab.keyboard.press('Enter')]);
    const answer = new URL(request.url()).searchParams;
    expect(answer.has('code'), `No code came: ${answer.get('error')}.`);
  });
}

/** The administrator signs in, reads who asks, and decides. */
async function decide(tab, result) {
  await tab.goto(input.verify);
  await expectFocus(tab, 'username', 'The user name is not where typing begins.');
  await tab.keyboard.type(input.user);
  // Where some domain is federated the name comes first, on a page of its own.
  await tab.keyboard.press(await tab.locator('#password').count() === 0 ? 'Enter' : 'Tab');
  await expectFocus(tab, 'password', 'The password is not asked for.');
  await tab.keyboard.type(input.password);
  await tab.keyboard.press('Enter');
  await tab.getByRole('heading', { name: 'Allow this command?' }).waitFor();
  await expectFocus(tab, 'Do not allow', 'Allowing is what a careless key does.');
  await pictures(tab, input, result, 'consent');
  await tab.getByRole('button', { name: input.decision ?? 'Allow', exact: true }).focus();
  await tab.keyboard.press('Enter');
  await tab.getByRole('heading', { name: input.decision === 'Do not allow' ? 'Not allowed' : 'Allowed', exact: true }).waitFor();
  await pictures(tab, input, result, 'consent-done');
}

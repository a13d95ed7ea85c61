// What every page is looked at for.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { contrastProblems } from './contrast.mjs';
import { expect } from './input.mjs';

/** The address by which an application sends somebody to sign in. */
export function authorizeUrl(input) {
  return new URL('/connect/authorize', input.issuer).href + '?' + new URLSearchParams({
    client_id: input.clientId,
    redirect_uri: input.redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state: 's',
    code_challenge: createHash('sha256').update('a verifier that nobody will need any more').digest('base64url'),
    code_challenge_method: 'S256',
  });
}

/** Requires that a page fits its width and is legible, in light and dark; keeps pictures where they are wanted. */
export async function picture(tab, input, result, name) {
  for (const colorScheme of ['light', 'dark']) {
    await tab.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow <= 0, `The page ${name} is ${overflow} pixels too wide.`);
    const problems = await tab.evaluate(contrastProblems);
    expect(problems.length === 0, `Hard to read on the page ${name} (${colorScheme}): ${problems.join(', ')}.`);
    if (!input.screenshots)
      continue;

    mkdirSync(input.screenshots, { recursive: true });
    await tab.screenshot({ path: join(input.screenshots, `${name}-${colorScheme}.png`), fullPage: true });
    result.screenshots.push(`${name}-${colorScheme}.png`);
  }
}

/** The same as wide as it is, and as narrow as pages get. */
export async function pictures(tab, input, result, name) {
  await picture(tab, input, result, name);
  await tab.setViewportSize({ width: 320, height: 480 });
  await picture(tab, input, result, `${name}-smallest`);
  await tab.setViewportSize({ width: 1280, height: 800 });
}

/** Browsers give the focus after the page has loaded, not with it. */
export async function expectFocus(tab, what, message) {
  const focused = () => document.activeElement?.id || document.activeElement?.textContent.trim();
  const has = await tab.waitForFunction(`(${focused})() === ${JSON.stringify(what)}`, undefined, { timeout: 3000 }).then(() => true, () => false);
  expect(has, `${message} It is on: ${await tab.evaluate(focused)}.`);
}

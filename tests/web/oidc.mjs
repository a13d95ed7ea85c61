// Signs in as a standard OpenID Connect client does (openid-client, https://github.com/panva/openid-client).
//
// Request: { issuer, ca, clientId, redirectUri, postLogoutRedirectUri?, user, passwordFile, scope?, expect?: "signs-in" | "refused" }
// Answer:  { ok, steps: [{ name, ok, milliseconds | error }], claims, userinfo }; never a token.
import { spawnSync } from 'node:child_process';
import * as openid from 'openid-client';
import { Browser } from './form.mjs';
import { expect, readInput, run } from './input.mjs';

const input = readInput();
// Node reads further authorities only when it starts. Verification stays as it is.
if (process.env.NODE_EXTRA_CA_CERTS !== input.ca) {
  const { password: _, ...request } = input;
  const again = spawnSync(process.execPath, [process.argv[1], JSON.stringify(request)], {
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: input.ca },
  });
  process.exit(again.status ?? 2);
}

await run(async (step, result) => {
  const browser = new Browser();
  const config = await step('discovery', async () => {
    const found = await openid.discovery(new URL(input.issuer), input.clientId, { id_token_signed_response_alg: 'RS256' }, openid.None());
    openid.enableNonRepudiationChecks(found); // The signature is checked too, although the token comes over TLS.
    return found;
  });

  const request = { verifier: openid.randomPKCECodeVerifier(), state: openid.randomState(), nonce: openid.randomNonce() };
  const authorize = async more => openid.buildAuthorizationUrl(config, {
    redirect_uri: input.redirectUri,
    scope: input.scope ?? 'openid profile email offline_access',
    code_challenge: await openid.calculatePKCECodeChallenge(request.verifier),
    code_challenge_method: 'S256',
    state: request.state,
    nonce: request.nonce,
    ...more,
  }).href;

  const page = await step('sign-in page', async () => {
    const opened = await browser.open(await authorize({ login_hint: input.user }), undefined, input.redirectUri);
    expect(opened.text?.includes('name="password"'), 'No sign-in page came.');
    return opened;
  });
  const answer = await step('form', () => browser.submit(page, { username: input.user, password: input.password }, input.redirectUri));
  if (input.expect === 'refused') {
    await step('refused', async () => expect(answer.text?.includes('do not go together'), 'The person was not refused.'));
    return;
  }

  const tokens = await step('code', async () => {
    expect(!answer.text, `The person was refused: ${/role="alert"[^>]*>\s*<p>([^<]*)/.exec(answer.text ?? '')?.[1]}`);
    return openid.authorizationCodeGrant(config, new URL(answer.url), {
      pkceCodeVerifier: request.verifier,
      expectedState: request.state,
      expectedNonce: request.nonce,
      idTokenExpected: true,
    });
  });
  result.claims = tokens.claims();
  result.userinfo = await step('userinfo', () => openid.fetchUserInfo(config, tokens.access_token, result.claims.sub));

  const fresh = await step('refresh', async () => {
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
    expect(refreshed.refresh_token && refreshed.refresh_token !== tokens.refresh_token, 'The refresh token was not replaced.');
    expect(refreshed.claims().sub === result.claims.sub, 'The refreshed token is about somebody else.');
    return refreshed;
  });
  await step('single sign-on', async () => {
    const silent = await browser.open(await authorize({ prompt: 'none' }), undefined, input.redirectUri);
    expect(new URL(silent.url).searchParams.has('code'), 'A session did not suffice.');
  });
  await step('revocation', async () => {
    await openid.tokenRevocation(config, fresh.refresh_token);
    const refused = await openid.refreshTokenGrant(config, fresh.refresh_token).then(() => null, error => error);
    expect(refused?.error === 'invalid_grant', 'A revoked refresh token was taken.');
  });
  await step('sign-out', async () => {
    const parameters = { id_token_hint: tokens.id_token, ...(input.postLogoutRedirectUri && { post_logout_redirect_uri: input.postLogoutRedirectUri }) };
    const left = await browser.open(openid.buildEndSessionUrl(config, parameters).href, undefined, input.postLogoutRedirectUri ?? 'nowhere:');
    expect(input.postLogoutRedirectUri ? left.url.startsWith(input.postLogoutRedirectUri) : left.text.includes('signed out'), 'Signing out did not end well.');
    const silent = await browser.open(await authorize({ prompt: 'none' }), undefined, input.redirectUri);
    expect(new URL(silent.url).searchParams.get('error') === 'login_required', 'The session outlived the sign-out.');
  });
});

// Debian's Chromium with the clouds' authorities trusted as an administrator would have them trusted.
import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';
import { chromium } from 'playwright-core';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * Starts the browser with the authorities in its own certificate store; where that is not read, only the servers' very keys are let through.
 * `servers` is [{ url, ca }], `folder` is a folder of this run.
 */
export async function startBrowser(folder, servers, executablePath = '/usr/bin/chromium') {
  const store = join(folder, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
  for (const [index, { ca }] of servers.entries())
    execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-n', `lab ${index}`, '-t', 'C,,', '-i', ca]);
  for (const trust of ['store', 'pinned']) {
    const more = trust === 'store' ? [] : [`--ignore-certificate-errors-spki-list=${(await Promise.all(servers.map(publicKeyHash))).join(',')}`];
    const browser = await launch(folder, executablePath, more);
    const failure = await probe(browser, servers);
    if (!failure)
      return { browser, trust };

    await browser.close();
    if (trust === 'pinned')
      throw failure;
  }
}

async function probe(browser, servers) {
  const tab = await browser.newPage();
  try {
    for (const { url } of servers)
      await tab.goto(new URL('/account/sign-in', url).href);
    return null;
  } catch (error) {
    return error;
  } finally {
    await tab.close();
  }
}

function launch(folder, executablePath, more) {
  return chromium.launchPersistentContext(mkdtempSync(join(folder, 'profile-')), {
    executablePath,
    args: [...flags, ...more],
    env: { ...process.env, HOME: folder },
    viewport: { width: 1280, height: 800 },
  });
}

/** SHA-256 of the server's public key, read over a connection that this program verified against the authority. */
function publicKeyHash({ url, ca }) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: hostname, port: port || 443, servername: hostname, ca: readFileSync(ca) }, () => {
      const key = new X509Certificate(socket.getPeerCertificate().raw).publicKey.export({ type: 'spki', format: 'der' });
      socket.end();
      resolve(createHash('sha256').update(key).digest('base64'));
    });
    socket.on('error', reject);
  });
}

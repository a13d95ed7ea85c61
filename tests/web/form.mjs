// A browser without a screen: keeps cookies, follows redirects, fills in the sign-in form.

/** Keeps the cookies of one origin. */
export class Browser {
  #cookies = new Map();

  /** Fetches without following redirects. */
  async fetch(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, ...(cookie && { cookie }) } });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      if (/expires=Thu, 01 Jan 1970/i.test(line))
        this.#cookies.delete(pair.slice(0, at));
      else
        this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }

    return response;
  }

  /** Follows redirects until a page comes, or an address that begins with one of `stops`. */
  async open(url, init, ...stops) {
    for (let i = 0; i < 10; i++) {
      const response = await this.fetch(url, init);
      const location = response.headers.get('location');
      if (!location)
        return { url, response, text: await response.text() };

      url = new URL(location, url).href;
      init = undefined;
      if (stops.some(stop => url.startsWith(stop)))
        return { url };
    }

    throw new Error(`More than ten redirects, the last to ${url}.`);
  }

  /** Sends the form of a page with more fields. */
  submit(page, fields, ...stops) {
    const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(page.text);
    if (!form)
      throw new Error('There is no form on the page.');

    const body = new URLSearchParams(fields);
    for (const [input] of form[2].matchAll(/<input[^>]*type="hidden"[^>]*>/g))
      body.set(attribute(input, 'name'), attribute(input, 'value'));
    return this.open(new URL(decode(form[1]), page.url).href, { method: 'POST', body }, ...stops);
  }
}

function attribute(tag, name) {
  return decode(new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function decode(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : number ? String.fromCodePoint(Number(number)) : named[name] ?? whole);
}

// Opens an encrypted report: asks for the passphrase, decrypts page after page, and shows each in place of this one.
// Nothing leaves the browser. The key is kept for this tab alone, until it is closed.
"use strict";
(() => {
  const form = document.getElementById("lock");
  const words = form.dataset;
  const said = document.getElementById("said");
  const field = document.getElementById("passphrase");
  const text = new TextEncoder();
  const origin = "https://report.invalid/"; // only to resolve links against; never asked for anything
  const front = "index.html";
  const types = {
    css: "text/css", csv: "text/csv", html: "text/html", ics: "text/calendar", jpg: "image/jpeg", json: "application/json",
    png: "image/png", svg: "image/svg+xml", txt: "text/plain", webp: "image/webp", woff2: "font/woff2", xml: "application/xml",
  };
  const remembered = `kpireport ${words.salt}`;
  const shelf = new Map(); // encrypted files that were asked for, by name
  const addresses = new Map(); // of pictures and fonts that are shown, by path
  let keys = null;
  let shown = null;

  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  globalThis.kpireport = (name, base64) => shelf.get(name)?.arrived(base64);

  // ------------------------------------------------------------------------------------------------------ the key

  async function derive(passphrase) {
    const secret = await crypto.subtle.importKey("raw", text.encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveBits"]);
    const cost = { name: "PBKDF2", hash: "SHA-256", salt: bytes(words.salt), iterations: Number(words.iterations) };
    return new Uint8Array(await crypto.subtle.deriveBits(cost, secret, 256));
  }

  const hmac = { name: "HMAC", hash: "SHA-256" };

  async function open(master) {
    const root = await crypto.subtle.importKey("raw", master, hmac, false, ["sign"]);
    const part = (purpose) => crypto.subtle.sign("HMAC", root, text.encode(purpose));
    const found = {
      names: await crypto.subtle.importKey("raw", await part("names"), hmac, false, ["sign"]),
      content: await crypto.subtle.importKey("raw", await part("content"), "AES-GCM", false, ["decrypt"]),
    };
    await decrypt(found, "", bytes(words.check)); // fails unless the passphrase is right
    keys = found;
  }

  async function decrypt(found, path, sealed) {
    const how = { name: "AES-GCM", iv: sealed.subarray(0, 12), additionalData: text.encode(path) };
    return new Uint8Array(await crypto.subtle.decrypt(how, found.content, sealed.subarray(12)));
  }

  // ---------------------------------------------------------------------------------------------------- its files

  async function nameOf(path) {
    return hex(await crypto.subtle.sign("HMAC", keys.names, text.encode(path))).slice(0, 32);
  }

  async function content(path) {
    const name = await nameOf(path);
    if (!shelf.has(name)) {
      const entry = {};
      entry.sealed = new Promise((resolve, reject) => { entry.arrived = resolve; entry.failed = reject; });
      shelf.set(name, entry);
      const script = document.createElement("script");
      script.src = `vault/${name}.js`;
      script.onerror = () => { shelf.delete(name); entry.failed(new Error(path)); };
      script.onload = () => script.remove();
      document.head.append(script);
    }
    return decrypt(keys, path, bytes(await shelf.get(name).sealed));
  }

  async function blob(path) {
    const type = types[path.split(".").pop()] ?? "application/octet-stream";
    return URL.createObjectURL(new Blob([await content(path)], { type }));
  }

  async function address(path) {
    if (!addresses.has(path)) addresses.set(path, await blob(path));
    return addresses.get(path);
  }

  // ---------------------------------------------------------------------------------------------------- its pages

  const read = (data) => new TextDecoder().decode(data);
  const below = (href, path) => new URL(href, origin + path);
  const pathOf = (url) => decodeURIComponent(url.pathname.slice(1)).replace(/(^|\/)$/, "$1index.html");

  async function sheet(path) {
    let css = read(await content(path));
    for (const [whole, inner] of css.matchAll(/url\(["']?(?!data:|#)([^"')]+)["']?\)/g)) {
      css = css.replaceAll(whole, `url("${await address(pathOf(below(inner, path)))}")`);
    }
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    return made;
  }

  function route(link, path) {
    const url = below(link.getAttribute("href"), path);
    if (!url.href.startsWith(origin)) return;
    const target = pathOf(url);
    link.setAttribute("href", `#/${target}${url.hash}`);
    if (!target.endsWith(".html")) link.dataset.file = target;
  }

  async function page(path) {
    const made = new DOMParser().parseFromString(read(await content(path)), "text/html");
    made.querySelectorAll("meta[http-equiv], script, link[rel=alternate]").forEach((one) => one.remove());
    const links = [...made.querySelectorAll("link[rel=stylesheet]")];
    const sheets = await Promise.all(links.map((link) => sheet(pathOf(below(link.getAttribute("href"), path)))));
    links.forEach((link) => link.remove());
    for (const one of made.querySelectorAll("img[src], source[src], link[rel=icon]")) {
      const name = one.hasAttribute("src") ? "src" : "href";
      const url = below(one.getAttribute(name), path);
      if (url.href.startsWith(origin)) one.setAttribute(name, await address(pathOf(url)));
    }
    made.querySelectorAll("a[href]:not([rel~=external])").forEach((link) => route(link, path));
    document.adoptedStyleSheets = sheets;
    document.replaceChild(document.adoptNode(made.documentElement), document.documentElement);
  }

  function wanted() {
    const [path, fragment] = location.hash.replace(/^#\//, "").split("#");
    return [decodeURIComponent(path) || front, fragment];
  }

  async function show() {
    const [path, fragment] = wanted();
    if (path !== shown) {
      await page(path.endsWith(".html") ? path : front);
      shown = path;
    }
    const target = fragment && document.getElementById(decodeURIComponent(fragment));
    const spot = target || document.getElementById("main") || document.body;
    if (target) target.scrollIntoView(); else scrollTo(0, 0);
    if (spot.tabIndex < 0) spot.setAttribute("tabindex", "-1");
    spot.style.outline = "none"; // it is where reading goes on, not something to be operated
    spot.focus({ preventScroll: true });
  }

  async function save(path) {
    const link = document.createElement("a");
    link.href = await blob(path);
    link.download = path.split("/").pop();
    link.click();
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-file]");
    if (!link) return;
    event.preventDefault();
    save(link.dataset.file).catch(lost);
  });
  addEventListener("hashchange", () => keys && show().catch(lost));

  const lost = () => alert(words.gone);

  // ------------------------------------------------------------------------------------------------- the passphrase

  async function start(master) {
    await open(master);
    sessionStorage.setItem(remembered, btoa(String.fromCharCode(...master)));
    await show().catch(() => { said.textContent = words.gone; });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = words.working;
    try {
      await start(await derive(field.value));
    } catch {
      said.textContent = words.wrong;
      field.select();
    }
  });

  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) {
    said.textContent = words.insecure;
    return;
  }
  form.hidden = false;
  const kept = sessionStorage.getItem(remembered);
  if (kept) start(bytes(kept)).catch(() => sessionStorage.removeItem(remembered));
  else field.focus();
})();

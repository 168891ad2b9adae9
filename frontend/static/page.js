// Serves the page until the app is live: language, a password that can be read, a press that waits, an app that does
// not come, what the browser lacks, and what others do to its nodes. At most 2 kB, as it is sent.
(d => {
  const r = d.documentElement, other = JSON.parse(d.getElementById("other").textContent);
  // The window as it was drawn: what others put into it, or take out of it, is not meant for the app.
  let root = d.querySelector("[data-swap]"), x;
  const drawn = root.cloneNode(true), texts = [], labels = [...root.querySelectorAll("[aria-label]")];
  const walk = d.createTreeWalker(root, 4);
  while (x = walk.nextNode()) texts.push(x);
  const swap = () => {
    texts.forEach((x, i) => [x.data, other[0][i]] = [other[0][i], x.data]);
    labels.forEach((x, i) => {
      const said = x.getAttribute("aria-label");
      x.setAttribute("aria-label", other[1][i]);
      other[1][i] = said;
    });
    [d.title, other[2]] = [other[2], d.title];
    for (x of d.querySelectorAll("[data-language]:not(html)")) x.setAttribute("aria-pressed", x.dataset.language == r.lang);
  };
  const choose = l => l && l != r.lang && (r.lang = l, swap());
  // The token of a mail's link leaves the address bar before anything else can read it there.
  const [path, encoded] = location.pathname.split("%23"), token = encoded || location.hash.slice(1);
  if (token) history.replaceState(token, "", path);
  if (typeof history.state == "string") r.dataset.token = "";
  if (r.dataset.page != "login") addEventListener("hashchange", () => location.reload());
  // Before the app takes over, each node stands where it was drawn, with what was typed and the focus.
  const mend = (node, drawn) => {
    let at = node.firstChild;
    for (const wanted of drawn.childNodes) {
      const fits = x => x.nodeName == wanted.nodeName && x.id == (wanted.id ?? x.id);
      let x = at, behind = at;
      while (x && !fits(x)) x = x.nextSibling;
      if (wanted.id) x = d.getElementById(wanted.id);
      while (behind && behind != x) behind = behind.nextSibling;
      if (behind) for (; at != x; at = next(at)) ;
      else node.insertBefore(x ||= wanted.cloneNode(), at);
      mend(x, wanted);
      at = x.nextSibling;
    }
    while (at) at = next(at);
  };
  // Takes a node away and goes on with the one behind it.
  const next = x => {
    const behind = x.nextSibling;
    x.remove();
    return behind;
  };
  addEventListener("mixvel-mend", () => {
    const { activeElement } = d;
    mend(root, drawn);
    // A proxy that saves bytes has taken the marks of the app's component.
    if (root.firstChild.nodeType != 8) {
      root.prepend(d.createComment("<[]>"));
      root.append(d.createComment("</[]>"));
    }
    activeElement.focus();
  });
  // Translators put elements into the place of a text, or around it: what the app does to its text is done to what
  // stands for it.
  const nodes = Node.prototype, { insertBefore, removeChild } = nodes, standIns = new WeakMap();
  new MutationObserver(records => {
    for (const { removedNodes: [gone], addedNodes: [come] } of records)
      if (gone?.nodeType == 3 && come?.nodeType == 1) standIns.set(gone, come);
  }).observe(d.body, { childList: true, subtree: true });
  const standing = (x, parent) => {
    if (x && !x.isConnected) x = standIns.get(x);
    while (x && x.parentNode != parent) x = x.parentNode;
    return x ?? null;
  };
  nodes.insertBefore = function (x, before) {
    return insertBefore.call(this, x, before && before.parentNode != this ? standing(before, this) : before);
  };
  nodes.removeChild = function (x) {
    if (x.parentNode == this) return removeChild.call(this, x);
    standing(x, this)?.remove();
    return x;
  };
  const { get, set } = Object.getOwnPropertyDescriptor(nodes, "nodeValue");
  Object.defineProperty(nodes, "nodeValue", {
    get, set(text) {
      if (!this.isConnected) standIns.get(this)?.replaceWith(this);
      set.call(this, text);
    },
  });
  let s;
  try { s = localStorage; choose(s.language); if (s.step) r.dataset.resume = ""; } catch { }
  // A login goes along to where its password is restored, and back.
  const login = d.querySelector("#email, #login");
  try {
    if (login && sessionStorage.login) {
      login.value = sessionStorage.login;
      delete sessionStorage.login;
      d.getElementById("password")?.focus();
    }
  } catch { }
  d.addEventListener("click", e => {
    try { if (e.target.closest("[href='/reset']")) sessionStorage.login = d.getElementById("login").value } catch { }
    const button = e.target.closest("button"), l = button?.dataset.language;
    if (!button || "live" in r.dataset) return;
    if (l) {
      d.cookie = "language=" + l + ";path=/;max-age=31536000;samesite=lax";
      try { s.language = l } catch { }
      choose(l);
    }
    if (button.className == "inside") {
      const input = button.previousElementSibling, shown = input.type == "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", !shown);
    }
    if (lost.contains(button)) again();
    if (button.type == "button" && button.className == "main") hold();
  });
  // Asking for the app again keeps the page and what is typed into it; only one that the server has no more takes a
  // new page.
  const lost = d.getElementById("lost");
  let held;
  const lose = () => {
    if ("live" in r.dataset) return;
    held ||= "held" in r.dataset;
    delete r.dataset.held;
    delete r.dataset.resume;
    lost.hidden = false;
  };
  const again = () => {
    lost.hidden = true;
    setTimeout(lose, 2e4);
    if (held) r.dataset.held = "";
    const app = d.querySelector("script[src]").src + "?" + Date.now();
    import(app).catch(() => fetch(app).then(reply => reply.ok ? lose() : location.reload(), lose));
  };
  // What support announces stands below every window, over nothing that was there before. The copy of a minute is the
  // edge's: one more here would make it two.
  const notices = d.getElementById("notices");
  const announce = () => fetch("/api/auth/notices", { cache: "no-cache" }).then(reply => reply.json()).then(told => {
    notices.replaceChildren(...told.notices.map(notice => {
      const line = d.createElement("p");
      line.className = notice.level;
      for (const l of ["ru", "en"]) line.append(Object.assign(d.createElement("span"), { lang: l, textContent: notice[l] }));
      return line;
    }));
  }).catch(() => { });
  addEventListener("load", () => { announce(); setInterval(announce, 6e4) });
  // Back to a page that was kept shows nothing of it before it is known whose turn it is.
  addEventListener("pagehide", e => { if (e.persisted && d.querySelector("#steps-root:not([hidden]),#boss-root")) r.dataset.away = "" });
  addEventListener("pageshow", () => { if ("away" in r.dataset) location.reload() });
  // The app has tripped over a node that is not its own: it starts once more, on clean ground.
  const isTrap = error => error instanceof WebAssembly.RuntimeError;
  const tripped = () => {
    if ("live" in r.dataset || "fresh" in r.dataset) return lose();
    r.dataset.fresh = "";
    const ground = root.cloneNode();
    ground.append(...root.childNodes);
    root.replaceWith(ground);
    root = ground;
    again();
  };
  addEventListener("error", e => e.target.src ? lose() : isTrap(e.error) && tripped(), true);
  addEventListener("unhandledrejection", e => isTrap(e.reason) ? tripped() : lose());
  // What was pressed before the app is there is done once it is.
  const hold = () => {
    r.dataset.held = "";
    if (lost.hidden) setTimeout(lose, 2e4);
    else again();
  };
  d.addEventListener("submit", e => {
    if ("live" in r.dataset) return;
    e.preventDefault();
    hold();
  });
  if (!(self.WebAssembly && WebAssembly.instantiateStreaming && self.BroadcastChannel && AbortSignal.timeout)) { d.getElementById("needs").hidden = false; r.dataset.needs = "" }
})(document);

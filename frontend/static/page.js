// Serves the page until the app is live: language, a password that can be read, a submit that waits, an app that does
// not come, what the browser lacks. At most 1 kB.
(d => {
  const r = d.documentElement, root = d.querySelector("[data-swap]"), other = JSON.parse(d.getElementById("other").textContent);
  const swap = () => {
    const walk = d.createTreeWalker(root, 4);
    let i = 0, x;
    while (x = walk.nextNode()) [x.data, other[0][i++]] = [other[0][i], x.data];
    i = 0;
    for (x of root.querySelectorAll("[aria-label]")) {
      const said = x.getAttribute("aria-label");
      x.setAttribute("aria-label", other[1][i]);
      other[1][i++] = said;
    }
    [d.title, other[2]] = [other[2], d.title];
    for (x of d.querySelectorAll("[data-language]:not(html)")) x.setAttribute("aria-pressed", x.dataset.language == r.lang);
  };
  const choose = l => l && l != r.lang && (r.lang = l, swap());
  // The token of a mail's link leaves the address bar before anything else can read it there.
  if (location.hash) history.replaceState(location.hash.slice(1), "", location.pathname);
  if (typeof history.state == "string") r.dataset.token = "";
  if (r.dataset.page != "login") addEventListener("hashchange", () => location.reload());
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
  addEventListener("error", e => e.target.src && lose(), true);
  addEventListener("unhandledrejection", lose);
  d.addEventListener("submit", e => {
    if ("live" in r.dataset) return;
    e.preventDefault();
    r.dataset.held = "";
    if (lost.hidden) setTimeout(lose, 2e4);
    else again();
  });
  if (!(self.WebAssembly && WebAssembly.instantiateStreaming && self.BroadcastChannel && AbortSignal.timeout)) { d.getElementById("needs").hidden = false; r.dataset.needs = "" }
})(document);

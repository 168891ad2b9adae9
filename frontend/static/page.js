// Serves the page until the app is live: language, a submit that waits, what the browser lacks. At most 1 kB.
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
  let s;
  try { s = localStorage; choose(s.language); if (s.step) r.dataset.resume = ""; } catch { }
  d.addEventListener("click", e => {
    const l = "live" in r.dataset || e.target.dataset.language;
    if (!l || l === true) return;
    d.cookie = "language=" + l + ";path=/;max-age=31536000;samesite=lax";
    try { s.language = l } catch { }
    choose(l);
  });
  d.addEventListener("submit", e => { if (!("live" in r.dataset)) { e.preventDefault(); r.dataset.held = "" } });
  if (!(self.WebAssembly && WebAssembly.instantiateStreaming && self.BroadcastChannel && AbortSignal.timeout)) { d.getElementById("needs").hidden = false; root.hidden = true }
})(document);

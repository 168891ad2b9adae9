// The session of a product in the pages of its applications, as in our own windows: idleness is one for all tabs, a
// dialog warns a minute before the end, and whoever is out goes to the sign-in and back from there. It is a script, not
// a module of the app, since a page's own policy may forbid WebAssembly; SESSION is written in by the build.
(d => {
  const { limit, warning, grace, report, retry, share, channel, moved, input, notice, signedOut, wasIdle, most, patience, words } = SESSION;
  const ask = (path, more) => fetch("/api/auth/" + path, { signal: AbortSignal.timeout(patience), ...more });
  const send = (path, body) => ask(path, {
    method: "POST", body: JSON.stringify(body), keepalive: true,
    headers: { "Content-Type": "application/json", "X-MixVel-Auth": "1" },
  });
  // Sleep counts, and a clock that is set back stretches nothing (shared/src/flow/steady.rs).
  let wall = Date.now(), steady = performance.now(), time = wall;
  const now = () => {
    const passed = Math.max(Date.now() - wall, performance.now() - steady, 0);
    [wall, steady] = [Date.now(), performance.now()];
    return time += passed;
  };
  let last = time, told = time, written = 0, ends = Infinity, lapsed, isNews, isOver, leaves, who, begun, again;

  const soon = answer => Promise.race([answer, new Promise(late => setTimeout(late, 2000))]);
  // What the answer says of the sign-in; nothing is told of one that breaks off.
  const read = async reply => await reply.json().catch(() => { }) ?? {};

  // An application may have a style of its own there.
  const { style } = d.documentElement;
  let shown;
  const hide = () => {
    shown ??= style.display;
    style.setProperty("display", "none", "important");
  };
  const reveal = () => {
    style.display = shown;
    shown = undefined;
  };
  const out = () => {
    isOver = true;
    hide();
    // No sign-in leads back to a longer one, and an address of three times its length may be refused.
    const here = location.pathname + location.search;
    const leave = () => location.replace(here.length > most ? "/" : "/?to=" + encodeURIComponent(here));
    soon(answers).then(leave);
  };
  // An answer that is on its way may hold the reason, and is given to nobody else: whoever is out waits for it.
  let answers;
  const hold = answer => {
    answers = Promise.all([answers, answer]).catch(() => { });
    return answer;
  };
  // Leaves it to the sign-in's page to say why.
  const because = word => {
    try { sessionStorage.setItem(notice, word) } catch { }
  };
  // Only this answer tells why, where the session was over already. True once it is over.
  const signOut = async (body, word) => {
    const reply = await send("sign-out", body).catch(() => { });
    if (!reply?.ok) return;
    because((await read(reply)).step?.notice ?? word);
    say.postMessage(moved);
    return true;
  };
  // Asks without a word to the browser, so that the sign-in's own page is told why.
  const verify = async () => {
    const { status, headers } = await ask("verify", { cache: "no-store" }).catch(() => ({}));
    if (status == 401 && !isOver && !leaves) {
      // Another tab, which was a moment earlier, has been told.
      if (lapsed && limit <= time - last) because(wasIdle);
      out();
    }
    const found = headers?.get("X-Auth-Employee");
    return found && !isOwner(decodeURIComponent(found)) ? anew() : status;
  };
  // The first who is heard of has the page.
  const isOwner = login => (who ??= login) == login;
  // Somebody else has signed in since: what stands here is not theirs.
  const anew = () => {
    isOver = true;
    hide();
    location.reload();
  };
  const say = new BroadcastChannel(channel);
  const follow = () => ends == Infinity ? start() : verify();
  // Whose page this is was not heard before somebody moved, and is not known any more.
  say.onmessage = ({ data }) => data == moved && begun.then(() => who ? follow() : anew());

  const stored = () => {
    let stamp;
    try { stamp = localStorage[input] } catch { }
    const ago = wall - stamp;
    return ago >= 0 ? time - ago : 0;
  };
  const write = () => {
    if (time - written < share) return;
    written = time;
    try { localStorage[input] = wall } catch { }
  };
  // What did not arrive is told again: whoever stays is believed here already, and has a minute at the edge.
  const tell = async () => {
    [told, isNews] = [time, false];
    const age = () => Math.max(0, Math.round(now() - last));
    const sent = await verify() == 204 && await send("activity", { age_ms: age() }).catch(() => { });
    if (!sent?.ok) return [told, isNews] = [time - report + retry, true];
    const reason = (await read(sent)).step?.notice;
    if (!reason) return;
    await verify();
    because(reason);
  };

  const element = (name, text, more) => Object.assign(d.createElement(name), { textContent: text }, more);
  // A dialog that the styles and the policy of the page leave alone. Returns what takes it away.
  const draw = (answered, pick) => {
    const wishes = [d.documentElement.lang, navigator.language];
    try { wishes.unshift(localStorage.language) } catch { }
    const lang = wishes.map(wish => wish?.slice(0, 2)).find(wish => words[wish]) ?? "en";
    const [heading, button, ...parts] = pick(words[lang]);
    const host = d.createElement("div"), root = host.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
    // A policy of the page that forbids styles in it says nothing of a sheet that is made by a script.
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const dialog = element("dialog", "", { lang, oncancel: e => { e.preventDefault(); answered() } });
    dialog.setAttribute("aria-labelledby", "heading");
    dialog.append(element("h2", heading, { id: "heading" }), ...parts, element("button", button, { type: "button", onclick: answered }));
    root.append(dialog);
    d.body.append(host);
    dialog.showModal();
    return () => {
      // The focus goes back to where it was.
      dialog.close();
      host.remove();
    };
  };

  let unwarn, count;
  const warn = left => {
    const seconds = Math.ceil(left / 1000), text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    // An application may draw its whole body anew.
    if (!count?.isConnected) {
      relax();
      count = element("p", "", { className: "count" });
      count.setAttribute("role", "timer");
      unwarn = draw(stay, ({ idle: [heading, lead, button] }) => [heading, button, element("p", lead), count]);
    }
    if (count.textContent != text) count.textContent = text;
  };
  const relax = () => {
    unwarn?.();
    unwarn = null;
  };
  const stay = () => {
    if (limit - (now() - last) <= 0) return tick();
    last = time;
    written = 0;
    write();
    relax();
    hold(tell());
  };
  const STYLE = `
dialog { box-sizing: border-box; width: min(100% - 2rem, 27rem); padding: 2rem; border: 0; border-radius: 1.125rem; background: #fff; color: #131722; font: 1rem/1.5 system-ui, sans-serif; box-shadow: 0 12px 32px -8px rgb(19 23 34 / 30%); }
dialog::backdrop { background: #0a0d148c; }
h2 { margin: 0; font-size: 1.125rem; }
p { margin: .75rem 0 0; }
h2 + button { margin-top: 1.25rem; }
.count { margin: .25rem 0 1.25rem; font-size: 2.5rem; font-weight: 650; font-variant-numeric: tabular-nums; }
button { width: 100%; min-height: 3rem; border: 1px solid transparent; border-radius: .625rem; background: #1f4fd6; color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: .1875rem solid #1f4fd6; outline-offset: .125rem; }
@media (prefers-color-scheme: dark) {
  dialog { background: #161a21; color: #eaeef5; }
  button { background: #8fb1ff; color: #0a1430; }
  button:focus-visible { outline-color: #8fb1ff; }
}`;

  const tick = () => {
    if (isOver) return;
    now();
    last = Math.max(last, stored());
    const left = limit - (time - last);
    if (Math.min(left, ends - time) <= 0) return lapse();
    if (lapsed) reveal();
    lapsed = 0;
    if (isNews && time - told >= report) hold(tell());
    if (left <= warning) warn(left);
    else relax();
  };
  // Word of input in another tab may be under way to one that slept.
  const lapse = () => {
    lapsed ||= time;
    hide();
    if (time - lapsed >= grace) end();
  };
  // Whether it is over is the edge's to say: this tab may have been told of nothing, or be of an older session.
  const end = async () => {
    isOver = true;
    const isIdle = limit - (time - last) <= 0, status = await verify(), asked = now();
    const reply = status == 204 && await send("sign-out", { idle: true }).catch(() => { });
    const { now_ms, step } = reply?.ok ? await read(reply) : {};
    if (step?.name == "signed_in") {
      isOver = false;
      return isOwner(step.login) ? adopt(asked, now_ms, step) : anew();
    }
    try { localStorage.removeItem(input) } catch { }
    // The edge has told it to another tab, maybe, and says it itself where it has not.
    const reason = step?.notice ?? (isIdle && wasIdle);
    if ((step || status == 401) && reason) because(reason);
    say.postMessage(moved);
    out();
  };
  // What the edge knows of the session, counted from the question: a device may sleep before it hears the answer.
  const adopt = (asked, now_ms, { ends_at_ms, idle_at_ms }) => {
    ends = asked + ends_at_ms - now_ms;
    told = asked + idle_at_ms - now_ms - limit;
    last = Math.max(stored(), told);
    // The page that had that input may have been left before it told the edge.
    isNews ||= last > told && time - last < report;
    tick();
  };
  const touched = e => {
    if (!e.isTrusted || isOver) return;
    tick();
    // Whoever is warned has to say so: a sleeve on the mouse keeps nobody signed in.
    if (unwarn || lapsed || isOver) return;
    [last, isNews] = [time, true];
    write();
    tick();
  };
  for (const kind of ["pointerdown", "pointermove", "keydown", "touchstart", "wheel"]) addEventListener(kind, touched, { passive: true, capture: true });
  addEventListener("storage", tick);
  const look = () => d.visibilityState == "visible" && (tick(), follow());
  d.addEventListener("visibilitychange", look);
  // Back to a page that was kept shows nothing of it before it is known whose turn it is.
  const show = isShown => Object.assign(d.documentElement.style, isShown ? { opacity: "", visibility: "" } : { opacity: 0, visibility: "hidden" });
  // Nobody is asked whether to leave what is over.
  addEventListener("beforeunload", e => (isOver || leaves) && e.stopImmediatePropagation(), true);
  addEventListener("pagehide", e => e.persisted && show(false));
  addEventListener("pageshow", async e => {
    if (!e.persisted) return;
    if (!who || isOver) return anew();
    tick();
    if (await verify() == 204) show(true);
    else if (!isOver) location.reload();
  });
  d.addEventListener("click", async e => {
    if (!e.target.closest?.("[data-mixvel-sign-out]")) return;
    e.preventDefault();
    if (isOver || leaves) return;
    leaves = true;
    const isOut = await hold(signOut({}, signedOut));
    // It may have arrived, and its answer not.
    const status = isOut || await soon(verify());
    leaves = false;
    // Two ways to the sign-in would take the reason to the first one, which nobody sees.
    if (isOver) return;
    if (status == 401) return out();
    if (isOut) {
      isOver = true;
      hide();
      return location.assign("/");
    }
    const close = draw(() => close(), ({ stayed }) => stayed);
  });

  // When the session ends in any case, and when its owner last did something anywhere. This answer tells why a session
  // has ended, once, and that is for the sign-in's page: it is asked for where there is a session.
  const begin = async () => {
    const status = await verify();
    if (status != 204) return later(status);
    const asked = now();
    const { now_ms, step } = await ask("state").then(read).catch(() => ({}));
    if (!step) return later();
    if (step.name != "signed_in") {
      // It has ended since, or the point of sale is under change in another tab.
      if (step.notice) because(step.notice);
      return later(await verify());
    }
    if (!isOwner(step.login)) return anew();
    adopt(asked, now_ms, step);
    return status;
  };
  // A page that does not know who is there can't tell when somebody else is.
  const later = status => {
    clearTimeout(again);
    if (!isOver) again = setTimeout(start, retry);
    return status;
  };
  const start = () => begun = hold(begin().catch(() => { }));
  start().finally(() => setInterval(tick, 1000));
})(document);

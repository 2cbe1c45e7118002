// The desk works without this script; with it, the queue is live and nothing typed is lost.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  if (!live) return;

  const refreshQueue = async () => {
    const response = await fetch(location.href);
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const place of ["#live", ".tabs", "main > .hint"]) {
      const next = fresh.querySelector(place);
      const old = document.querySelector(place);
      if (!next || !old || next.innerHTML === old.innerHTML) continue;
      const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
      old.innerHTML = next.innerHTML;
      if (focused) old.querySelector(`a[href="${focused}"]`)?.focus();
    }
  };

  let stand = live.dataset.stand || "";
  const changed = (news) => {
    if (news === stand) return;
    const first = stand === "";
    stand = news;
    if (live.id === "live") {
      if (!first) refreshQueue();
    } else {
      // Never swap a draft under somebody's finger: the old buttons rest until the new one is seen.
      document.getElementById("changed").hidden = false;
      for (const button of document.querySelectorAll("main form button")) button.disabled = true;
    }
  };

  // What was typed under an older version is shown beside the new one, until something is sent.
  const key = `typed ${location.pathname}`;
  const changedLink = document.querySelector("#changed a");
  const kept = document.getElementById("kept");
  const showKept = () => {
    const words = sessionStorage.getItem(key);
    if (!kept || !words) return;
    kept.querySelector(".kept").textContent = words;
    kept.hidden = false;
  };
  const keep = (but) => {
    const typed = [...document.querySelectorAll("main textarea")]
      .filter((field) => !but?.contains(field) && field.value.trim() && field.value !== field.defaultValue)
      .map((field) => field.value);
    const before = sessionStorage.getItem(key);
    const words = [...(before ? [before] : []), ...typed].join("\n\n");
    if (words) sessionStorage.setItem(key, words);
  };
  changedLink?.addEventListener("click", () => keep(null));
  showKept();

  let sending = false;
  document.addEventListener("submit", (event) => {
    if (sending) event.preventDefault(); // a second tap while the first is on its way
    sending = true;
    if (event.target.matches(".aside")) keep(event.target); // a note beside what is being typed
    else sessionStorage.removeItem(key);
  });
  addEventListener("pageshow", () => { sending = false; });

  // A browser allows six connections: only the page that is looked at keeps one.
  let source = null;
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(live.dataset.live);
    source.addEventListener("stand", (event) => !sending && changed(event.data));
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
    });
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();

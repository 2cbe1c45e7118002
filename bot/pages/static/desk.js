// The desk works without this script; with it, the queue is live and nothing typed is lost.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  const fields = () => Array.from(document.querySelectorAll("main textarea, main select"));
  const before = new Map(fields().map((field) => [field, field.value]));
  const untouched = () =>
    fields().every((field) => field.value === before.get(field)) && !document.querySelector("details[open]");

  const refreshQueue = async () => {
    const response = await fetch(location.href);
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const place of ["#live", ".tabs", "main > .hint"]) {
      const next = fresh.querySelector(place);
      const old = document.querySelector(place);
      if (next && old && next.innerHTML !== old.innerHTML) old.innerHTML = next.innerHTML;
    }
  };

  let stand = live.dataset.stand || "";
  const changed = (news) => {
    if (news === stand) return;
    const first = stand === "";
    stand = news;
    if (live.id === "live") {
      if (!first) refreshQueue();
    } else if (untouched()) {
      location.reload();
    } else {
      document.getElementById("changed").hidden = false;
    }
  };

  let sending = false;
  document.addEventListener("submit", (event) => {
    if (sending) event.preventDefault(); // a second tap while the first is on its way
    sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });

  const listen = () => {
    const source = new EventSource(live.dataset.live);
    source.addEventListener("stand", (event) => !sending && changed(event.data));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
    });
  };
  listen();
})();

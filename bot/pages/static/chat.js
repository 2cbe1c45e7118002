// The chat works without this script; with it, answers come by themselves.
"use strict";
(() => {
  const section = document.getElementById("thread");
  const form = document.getElementById("say");
  const field = document.getElementById("text");
  const error = document.getElementById("error");
  const token = section.dataset.token;

  // What is typed goes along to another language.
  const kept = "aura-typed";
  for (const link of document.querySelectorAll(".top nav a")) {
    link.addEventListener("click", () => sessionStorage.setItem(kept, field.value));
  }
  field.value = field.value || sessionStorage.getItem(kept) || "";
  sessionStorage.removeItem(kept);

  if (!token) return;
  if (window.parent !== window) window.parent.postMessage({ aura: `/c/${token}` }, "*");

  const nonce = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
  const stand = () => section.querySelector(".thread").dataset.stand;

  // Only new lines are added to the log, so that a screen reader reads each one once.
  const refresh = async () => {
    const response = await fetch(`/c/${token}/thread`);
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const log = section.querySelector(".thread");
    const next = fresh.querySelector(".thread");
    let added = null;
    for (const line of next.children) {
      if (!document.getElementById(line.id)) {
        added = document.importNode(line, true);
        log.append(added);
      }
    }
    log.dataset.stand = next.dataset.stand;
    const box = log.parentElement;
    while (box.nextSibling) box.nextSibling.remove();
    for (let node = next.parentElement.nextSibling; node; node = node.nextSibling) section.append(document.importNode(node, true));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (added) added.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };

  const send = async (data, button) => {
    const words = button.textContent;
    error.textContent = "";
    button.disabled = true;
    if (button.dataset.busy) button.textContent = button.dataset.busy;
    const main = form.querySelector("button.main");
    try {
      const response = await fetch(`/c/${token}`, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "X-Requested-With": "aura" },
      });
      if (!response.ok) {
        error.textContent = (await response.text()) || main.dataset.down;
        return false;
      }
      await refresh();
      return true;
    } catch {
      error.textContent = main.dataset.down;
      return false;
    } finally {
      button.disabled = false;
      button.textContent = words;
    }
  };

  document.addEventListener("submit", async (event) => {
    const target = event.target;
    if (!target.matches("#say, .judge")) return;
    event.preventDefault();
    const button = event.submitter || target.querySelector("button");
    const data = new FormData(target, button);
    const sent = await send(data, button);
    if (!sent) return; // the same number again: a message sent twice is one message
    if (target === form) {
      form.elements.namedItem("nonce").value = nonce();
      field.value = "";
      for (const name of ["wish", "about"]) form.querySelector(`input[name=${name}]`)?.remove();
      form.querySelector("p.hint")?.remove();
    }
    field.focus({ preventScroll: true });
  });

  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });

  // A browser allows six connections: only the page that is looked at keeps one.
  let source = null;
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`/c/${token}/events`);
    source.addEventListener("thread", (event) => event.data !== stand() && refresh());
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      setTimeout(() => refresh().finally(listen), 15000);
    });
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();

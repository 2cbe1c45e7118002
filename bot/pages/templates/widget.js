// One line on the city's own page: <script src="https://.../widget.js" defer></script>
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const words = { open: {{ t("chat.open_chat") | tojson }}, close: {{ t("chat.close_chat") | tojson }} };
  const key = "aura-conversation";
  const button = document.createElement("button");
  const frame = document.createElement("iframe");
  const place = (element, rules) => Object.assign(element.style, rules);
  button.type = "button";
  button.lang = {{ language | tojson }};
  button.textContent = words.open;
  button.setAttribute("aria-expanded", "false");
  place(button, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", padding: "12px 20px",
    font: "600 16px system-ui, sans-serif", color: "#fff", background: "#0b4f8a",
    border: "2px solid #fff", borderRadius: "24px", cursor: "pointer",
  });
  frame.title = words.open;
  frame.hidden = true;
  place(frame, {
    position: "fixed", right: "16px", bottom: "76px", zIndex: "2147483000", border: "1px solid #8a97a3",
    borderRadius: "12px", width: "min(420px, calc(100vw - 32px))", height: "min(640px, calc(100vh - 100px))",
    background: "#fff",
  });
  const kept = () => {
    const path = sessionStorage.getItem(key) || "";
    return /^\/c\/[\w-]{32}$/.test(path) ? path : "/?lang={{ language }}";
  };
  button.addEventListener("click", () => {
    if (!frame.src) frame.src = origin + kept();
    frame.hidden = !frame.hidden;
    button.textContent = frame.hidden ? words.open : words.close;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    if (!frame.hidden) frame.focus();
  });
  addEventListener("keydown", (event) => event.key === "Escape" && !frame.hidden && button.click());
  addEventListener("message", (event) => {
    if (event.origin === origin && event.source === frame.contentWindow && event.data.aura) {
      sessionStorage.setItem(key, event.data.aura);
    }
  });
  document.body.append(button, frame);
})();

// Light or dark: the system decides until the reader does. The cookie lets the server send the right one at once.
"use strict";

(() => {
  const root = document.documentElement;
  const dark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.add("scripted");

  const reveal = () => document.getElementById("theme")?.removeAttribute("hidden");
  reveal();
  document.addEventListener("htmx:historyRestore", reveal);

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#theme")) return;
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Lax`;
    document.dispatchEvent(new CustomEvent("tumen:theme"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new CustomEvent("tumen:theme")),
  );
})();

// What every page does with a script. Light or dark: the system decides until the reader does, and the cookie lets the
// server send the right one at once.
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
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without https there is no clipboard but the old one.
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copy(button.dataset.copy);
    const words = [...button.childNodes];
    button.textContent = button.dataset.copied;
    setTimeout(() => button.replaceChildren(...words), 1600);
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new CustomEvent("tumen:theme")),
  );
})();

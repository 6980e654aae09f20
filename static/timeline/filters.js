// The filter row as it behaves with a script: every change is asked for at once, the address follows, nothing jumps.
"use strict";

(() => {
  const form = () => document.getElementById("filters");

  // The address holds what is chosen and nothing else.
  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = event.detail;
    if (elt !== form()) return;
    for (const [name, value] of [...parameters.entries()]) {
      if (value === "" || (name === "min_sources" && value === "1")) parameters.delete(name);
    }
  });

  // What was changed while an answer was on its way is asked for next: that answer is late and must not undo the change.
  let asking = false;
  let outdated = false;
  document.addEventListener("htmx:confirm", () => { outdated = asking; });
  document.addEventListener("htmx:beforeRequest", () => { asking = true; outdated = false; });
  document.addEventListener("htmx:afterRequest", () => { asking = false; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (outdated) event.detail.shouldSwap = false;
  });

  // The heads of the choices stay where they are, open or closed; only what they say is brought up to date.
  const refresh = () => {
    for (const sheet of document.querySelectorAll(".sheet[data-summary]")) {
      const head = sheet.parentElement.querySelector("summary b");
      if (head) head.textContent = sheet.dataset.summary;
    }
    const search = document.getElementById("q");
    if (search && search !== document.activeElement) {
      search.value = new URLSearchParams(location.search).get("q") ?? "";
    }
  };
  document.addEventListener("htmx:afterSettle", refresh);

  // One choice is open at a time; a click elsewhere or Escape closes it.
  const close = (except) => {
    for (const open of document.querySelectorAll(".chip[open]")) if (open !== except) open.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest(".chip")));
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(".chip[open]");
    if (event.key === "Escape" && open) {
      close();
      open.querySelector("summary").focus();
    }
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.getElementById("q");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
  });

  // The row of views is wider than a phone: the one that is shown is brought into sight.
  const views = document.querySelector(".views > .segment");
  const here = views?.querySelector("[aria-current]");
  if (here) views.scrollLeft = here.offsetLeft - views.offsetLeft - (views.clientWidth - here.offsetWidth) / 2;

  // Zooming in the chart or in the overview is the date filter.
  document.addEventListener("tumen:range", (event) => {
    const { first, last } = event.detail;
    const from = document.getElementById("from");
    const to = document.getElementById("to");
    if (!from || !to || (from.value === first && to.value === last)) return;
    from.value = first;
    to.value = last;
    form().dispatchEvent(new Event("change", { bubbles: true }));
  });
})();

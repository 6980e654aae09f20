// Joins a card to its words in the text, lets the desk be used by keys, and keeps the curator's place when an answer of
// the server replaces the desk. Without this file everything works by plain links and forms.
"use strict";
{
  const panes = ["text-scroll", "cards-scroll"];
  let kept = null;

  function light(anchor, on) {
    const both = `[data-report="${CSS.escape(anchor)}"], [data-card="${CSS.escape(anchor)}"]`;
    for (const element of document.querySelectorAll(both)) element.classList.toggle("lit", on);
  }

  function anchorOf(element) {
    const marked = element.closest?.("[data-card], [data-report]");
    return marked?.dataset.card ?? marked?.dataset.report;
  }

  for (const [event, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(event, ({ target }) => {
      const anchor = anchorOf(target);
      if (anchor) light(anchor, on);
    });
  }

  // ---- cards -------------------------------------------------------------------------------------------------------

  const cards = () => [...document.querySelectorAll("[data-card]")];
  const cardOf = (anchor) => cards().find((card) => card.dataset.card === anchor);

  function show(card) {
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    document.getElementById(card.dataset.card)?.scrollIntoView({ block: "nearest" });
  }

  // The next card that waits after the one just decided, or the first one that waits; else the one just decided.
  function nextWaiting(anchor) {
    const all = cards();
    const from = all.findIndex((card) => card.dataset.card === anchor);
    const waiting = [...all.slice(from + 1), ...all.slice(0, from + 1)].find((card) =>
      card.classList.contains("proposed"),
    );
    return waiting ?? all[from];
  }

  function step(by) {
    const all = cards();
    const from = all.indexOf(document.activeElement.closest("[data-card]"));
    show(all[from < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + by, 0), all.length - 1)]);
  }

  // ---- keys --------------------------------------------------------------------------------------------------------

  const help = document.getElementById("keys");

  function press(key) {
    const named = `[data-key="${CSS.escape(key)}"]`;
    const card = document.activeElement.closest("[data-card]");
    const target = card?.querySelector(named) ?? document.querySelector(`${named}:not([data-card] *)`);
    target?.click();
    return Boolean(target);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close(event.target.closest?.(".work"));
    if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    if (event.target.closest("input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable]")) return;
    if (event.key === "?") help?.showModal();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (!/^[a-z1-5]$/.test(event.key) || !press(event.key)) return;
    event.preventDefault();
  });

  // ---- work inside a card ------------------------------------------------------------------------------------------

  function close(place) {
    if (!place) return;
    place.replaceChildren();
    (place.closest("[data-card]") ?? document.getElementById("mark"))?.focus();
  }

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-close]")?.closest(".work");
    if (place) {
      event.preventDefault();
      close(place);
    }
    if (event.target.closest("[data-keys]")) help?.showModal();
  });

  // ---- a passage that was selected ---------------------------------------------------------------------------------

  // Characters of the text in front of a place in it, as code points; the numbers of the cards are no part of the text.
  function offset(text, node, at) {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(node, at);
    const before = range.cloneContents();
    for (const number of before.querySelectorAll("a.number")) number.remove();
    return [...before.textContent].length;
  }

  document.addEventListener("selectionchange", () => {
    const link = document.getElementById("mark");
    const text = document.querySelector(".doc-text");
    const selection = document.getSelection();
    if (!link || !text || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (range.collapsed || !text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const start = offset(text, range.startContainer, range.startOffset);
    const end = offset(text, range.endContainer, range.endOffset);
    const url = `${link.dataset.url}&start=${start}&end=${end}`;
    link.setAttribute("href", url);
    link.setAttribute("hx-get", url);
    document.getElementById("selected").textContent = selection.toString().replace(/\s+/g, " ").slice(0, 120);
  });

  // htmx keeps the address that it first saw; the one of the last selection counts.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.id === "mark") detail.path = detail.elt.getAttribute("href");
  });

  // ---- when the server has answered --------------------------------------------------------------------------------

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "desk") return;
    const button = detail.requestConfig.triggeringEvent?.submitter;
    kept = {
      places: panes.map((id) => document.getElementById(id)?.scrollTop ?? 0),
      anchor: detail.requestConfig.elt.closest("[data-card]")?.dataset.card,
      stays: /^(undo|publish|split|take_over|dismiss)/.test(button?.value ?? "publish"),
    };
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.classList.contains("work")) {
      const field = "[aria-invalid='true'], input:not([type='hidden']), select, textarea, button";
      detail.target.querySelector(field)?.focus();
      return;
    }
    ready();
    if (!kept) return;
    panes.forEach((id, index) => document.getElementById(id)?.scrollTo(0, kept.places[index]));
    const messages = [...document.querySelectorAll("#messages li")].map((message) => message.textContent.trim());
    document.getElementById("said").textContent = messages.join(" ");
    show(kept.anchor ? (kept.stays ? cardOf(kept.anchor) : nextWaiting(kept.anchor)) : cards()[0]);
    kept = null;
  });

  function ready() {
    for (const button of document.querySelectorAll("[data-keys]")) button.hidden = false;
  }

  ready();
  if (!location.hash) document.querySelector("#cards-scroll [data-card].proposed")?.focus({ preventScroll: true });
}

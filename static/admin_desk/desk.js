// Joins a card to its words in the text, and keeps the curator's place when an answer of the server replaces the desk.
// Without this file everything works by plain links and forms.
"use strict";
{
  const panes = ["text-scroll", "cards-scroll"];
  let kept = null;

  function light(anchor, on) {
    const both = `[data-report="${CSS.escape(anchor)}"], [data-card="${CSS.escape(anchor)}"]`;
    for (const element of document.querySelectorAll(both)) element.classList.toggle("lit", on);
  }

  function anchorOf(element) {
    const marked = element.closest("[data-card], [data-report]");
    return marked?.dataset.card ?? marked?.dataset.report;
  }

  for (const [event, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(event, ({ target }) => {
      const anchor = anchorOf(target);
      if (anchor) light(anchor, on);
    });
  }

  // The next card that waits after the one just decided, or the first one that waits.
  function nextWaiting(anchor) {
    const cards = [...document.querySelectorAll("[data-card]")];
    const from = cards.findIndex((card) => card.dataset.card === anchor);
    const waiting = [...cards.slice(from + 1), ...cards.slice(0, from + 1)].find((card) =>
      card.classList.contains("proposed"),
    );
    return waiting?.querySelector("button") ?? document.getElementById("cards-scroll");
  }

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const decided = detail.requestConfig.elt.closest("[data-card]");
    kept = {
      places: panes.map((id) => document.getElementById(id)?.scrollTop ?? 0),
      anchor: decided?.dataset.card,
    };
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!kept) return;
    panes.forEach((id, index) => document.getElementById(id)?.scrollTo(0, kept.places[index]));
    if (kept.anchor) nextWaiting(kept.anchor)?.focus();
    kept = null;
  });
}

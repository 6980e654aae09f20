// The event beside the chart: opened from a mark, a row or a related event, walked through with the arrows, and kept in
// the address as a fragment, so that a link to this view opens it again. Without a script these are links to its page.
"use strict";

(() => {
  const panel = () => document.getElementById("panel");
  const marks = () => [...document.querySelectorAll("#drawing a.mark[data-event]")];
  let shown = "";
  let asking = null;

  const links = (id) => document.querySelectorAll(`[data-event="${CSS.escape(id)}"][href]`);

  const select = (id) => {
    for (const old of document.querySelectorAll(".selected")) old.classList.remove("selected");
    if (!id) return;
    for (const link of links(id)) {
      link.classList.add("selected");
      link.closest("tr")?.classList.add("selected");
    }
    document.dispatchEvent(new CustomEvent("tumen:selected", { detail: { id } }));
  };

  const show = async (id, address, { remember = true, reveal = false } = {}) => {
    asking?.abort();
    asking = new AbortController();
    let page;
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch (error) {
      if (error.name !== "AbortError") location.href = address;
      return;
    }
    const dossier = page.getElementById("dossier");
    if (!dossier) {
      location.href = address;
      return;
    }
    // On its own page the title is the first heading; here the page has one.
    for (const heading of dossier.querySelectorAll("h2")) {
      const lower = document.createElement("h3");
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
    }
    const heading = dossier.querySelector("h1");
    const title = document.createElement("h2");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = heading.textContent;
    title.append(link);
    heading.replaceWith(title);
    panel().replaceChildren(document.importNode(dossier, true));
    panel().scrollTop = 0;
    const opening = !shown;
    shown = id;
    dress();
    select(id);
    const words = [...dossier.querySelectorAll(".tag")].map((tag) => tag.textContent.trim()).join(", ");
    document.getElementById("live").textContent = `${link.textContent}. ${words}`;
    if (remember) history[opening ? "pushState" : "replaceState"]({ event: id }, "", `#e-${id}`);
    if (reveal && getComputedStyle(panel()).position !== "sticky") panel().scrollIntoView({ block: "start" });
  };

  // Previous and next in the order of time, which is the order of the marks.
  const dress = () => {
    const tags = panel()?.querySelector(".tags");
    if (!tags || tags.querySelector(".walk")) return;
    const walk = document.createElement("span");
    walk.className = "walk";
    for (const [step, sign, key] of [[-1, "←", "previous"], [1, "→", "next"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", panel().dataset[key]);
      button.addEventListener("click", () => stepBy(step));
      walk.append(button);
    }
    tags.append(walk);
  };

  const stepBy = (step) => {
    const all = marks();
    if (!all.length) return;
    const current = shown || panel()?.querySelector(".dossier")?.dataset.event;
    const at = all.findIndex((mark) => mark.dataset.event === current);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    open(next.dataset.event);
  };

  const open = (id, options) => {
    const link = [...links(id)][0];
    if (link) show(id, link.getAttribute("href"), options);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-event]");
    if (!link || !panel() || event.defaultPrevented) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.dataset.event, link.getAttribute("href"), { reveal: true });
  });
  document.addEventListener("tumen:open", (event) => open(event.detail.id, { reveal: event.detail.reveal }));
  document.addEventListener("tumen:step", (event) => stepBy(event.detail.by));

  const follow = () => {
    const id = location.hash.startsWith("#e-") ? decodeURIComponent(location.hash.slice(3)) : "";
    if (id && id !== shown) open(id, { remember: false });
    if (!id && shown) {
      shown = "";
      select("");
    }
  };
  addEventListener("popstate", follow);
  document.addEventListener("htmx:historyRestore", () => { shown = ""; dress(); follow(); });
  document.addEventListener("htmx:afterSettle", () => select(panel()?.querySelector(".dossier")?.dataset.event ?? ""));

  dress();
  follow();
  if (!shown) select(panel()?.querySelector(".dossier")?.dataset.event ?? "");
})();

// Plotly takes over from the server's drawing once it is loaded. The figure comes without colours; they are read from
// the style sheet, so that both drawings and both themes agree. Zooming is the date filter: the server lays the new
// window out, and a later answer replaces an earlier one.
"use strict";

(() => {
  const source = document.currentScript.dataset.plotly;
  const SETTLED = 220;
  const cell = () => document.querySelector(".plot-cell");
  const plot = () => document.getElementById("plot");
  const touch = matchMedia("(pointer: coarse)").matches;
  let figure = null;
  let hovered = "";
  let waiting = 0;

  const selected = () => document.querySelector("#panel .dossier")?.dataset.event;
  const read = () => JSON.parse(document.getElementById("figure")?.textContent ?? "null");

  // ---- colours ----

  const probe = document.createElement("span");
  probe.hidden = true;
  const colour = (property) => {
    probe.style.color = `var(--${property})`;
    return getComputedStyle(probe).color;
  };
  const faded = (property, opacity) => colour(property).replace(/^rgb\((.*)\)$/, (_, rgb) => `rgba(${rgb}, ${opacity})`);

  const paint = ({ data, layout }) => {
    document.body.append(probe);
    for (const trace of data) {
      const { part, kind, kinds } = trace.meta;
      if (part === "marks") trace.marker.color = kinds.map(colour);
      if (part === "labels") trace.textfont = { color: colour("ink"), size: 11.5 };
      if (part === "throughout") trace.line.color = faded(kind, 0.34);
      if (part === "within" || part === "open") trace.line.color = colour(kind);
      if (part === "within") trace.marker.color = trace.marker.line.color = colour(kind);
      if (part === "bins") {
        const depth = [0, 0.2, 0.36, 0.54, 0.74, 0.95];
        trace.colorscale = depth.map((opacity, step) => [step / 5, faded("accent", opacity)]);
      }
    }
    const axis = { gridcolor: colour("hair"), linecolor: colour("line"), tickcolor: colour("line") };
    Object.assign(layout.xaxis, axis, { tickfont: { size: 11, color: colour("ink-2") } });
    for (const shape of layout.shapes) {
      if (shape.name === "lane") shape.fillcolor = colour("stripe");
      if (shape.name === "band") shape.fillcolor = faded("band", 0.6);
      if (shape.name === "milestone") shape.line.color = colour("ink-3");
    }
    for (const note of layout.annotations) note.font = { size: 10.5, color: colour("ink-3") };
    Object.assign(layout, {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 11.5, color: colour("ink-2") },
      dragmode: touch ? false : "pan",
    });
    probe.remove();
  };

  // ---- drawing ----

  const config = { displayModeBar: false, responsive: true, scrollZoom: false, showSendToCloud: false, doubleClick: false };

  const draw = async () => {
    figure = read();
    const box = plot();
    if (!box || !window.Plotly) return;
    cell().classList.toggle("live", Boolean(figure));
    box.hidden = !figure;
    if (!figure) return;
    paint(figure);
    if (innerWidth <= 760) squeeze(figure);
    await Plotly.react(box, figure.data, figure.layout, config);
    if (!box.dataset.wired) wire(box);
    outline();
  };

  // What was laid out wide and is seen narrow: a lane's name lies above its marks, and there is no room for labels.
  const squeeze = ({ data, layout }) => {
    const wide = layout.meta.frame === "wide";
    for (const trace of data) {
      if (trace.meta.part === "labels") trace.visible = false;
      if (wide && trace.type === "scatter") trace.y = trace.y.map((y) => (y === null ? null : y + 6));
    }
    if (wide) layout.annotations = [];
    const axis = layout.xaxis;
    const kept = (_, n) => !wide || n % 2 === 0 || axis.ticktext[n].includes("<br>");
    [axis.tickvals, axis.ticktext] = [axis.tickvals.filter(kept), axis.ticktext.filter(kept)];
  };

  // Plotly knows no half-filled, split or crossed marks: each point takes the outline that the server draws.
  const outline = () => {
    const trace = plot().data?.findIndex((one) => one.meta?.part === "marks") ?? -1;
    if (trace < 0) return;
    const { meta, marker, customdata } = plot().data[trace];
    const groups = plot().querySelectorAll(".scatterlayer .trace");
    const points = groups[plot().data.slice(0, trace).filter((one) => one.visible !== false).length]?.querySelectorAll(".point") ?? [];
    if (points.length !== customdata.length) return;
    points.forEach((point, n) => {
      const size = marker.size[n] / 2;
      const path = plot().layout.meta.shapes[meta.statuses[n]];
      point.setAttribute("d", scaled(path, size));
      point.style.stroke = "none";
      point.style.fill = marker.color[n];
    });
    backing(points, marker, meta);
    halo(points, marker, customdata);
  };

  const scaled = (path, by) =>
    path.replace(/([a-zA-Z])([^a-zA-Z]*)/g, (_, command, numbers) => {
      const values = numbers.match(/-?(?:\d*\.\d+|\d+)/g)?.map(Number) ?? [];
      // The flags and the rotation of an arc are no lengths.
      return command + values.map((value, n) => (command === "A" && [2, 3, 4].includes(n % 7) ? value : +(value * by).toFixed(2))).join(" ");
    });

  // A ground under hollow marks, so that whiskers end at their edge.
  const backing = (points, marker, meta) => {
    points.forEach((point, n) => {
      const transform = point.getAttribute("transform");
      let ground = point.previousElementSibling;
      if (!ground?.classList.contains("under")) {
        ground = document.createElementNS("http://www.w3.org/2000/svg", "path");
        ground.setAttribute("class", "under");
        point.before(ground);
      }
      const whole = plot().layout.meta.shapes[meta.statuses[n] === "disputed" ? "occurred" : meta.statuses[n]];
      ground.setAttribute("d", scaled(`${whole.split("Z")[0]}Z`, marker.size[n] / 2));
      ground.setAttribute("transform", transform);
    });
  };

  // A ring around the mark whose event is open.
  const halo = (points, marker, customdata) => {
    plot().querySelector(".halo")?.remove();
    const n = customdata.indexOf(selected());
    if (n < 0) return;
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("class", "halo");
    ring.setAttribute("r", marker.size[n] / 2 + 5);
    ring.setAttribute("transform", points[n].getAttribute("transform"));
    points[n].parentElement.prepend(ring);
  };

  // ---- pointing ----

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  const tell = (lines, x, y) => {
    tip.replaceChildren(...lines.map((line, n) => Object.assign(document.createElement(n ? "span" : "b"), { textContent: line })));
    if (!tip.isConnected) document.body.append(tip);
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - box.width - 8))}px`;
    tip.style.top = `${y + 18 + box.height > innerHeight ? y - box.height - 12 : y + 18}px`;
  };
  const hush = () => { tip.hidden = true; hovered = ""; };
  const words = (id) =>
    document.querySelector(`#drawing a.mark[data-event="${CSS.escape(id)}"] title`)?.textContent.split("\n") ?? [];

  const wire = (box) => {
    box.dataset.wired = "yes";
    box.on("plotly_afterplot", outline);
    box.on("plotly_hover", ({ points: [point], event }) => {
      box.style.cursor = "pointer";
      hovered = Array.isArray(point.customdata) ? "" : point.customdata;
      const lines = hovered ? words(hovered) : [point.customdata?.[1]].filter(Boolean);
      if (lines.length) tell(lines, event.clientX, event.clientY);
    });
    box.on("plotly_unhover", () => { box.style.cursor = ""; hush(); });
    box.on("plotly_click", ({ points: [point] }) => {
      if (Array.isArray(point.customdata)) return follow(point.customdata[0]);
      document.dispatchEvent(new CustomEvent("tumen:open", { detail: { id: point.customdata, reveal: true } }));
    });
    box.on("plotly_relayout", (change) => {
      if (!("xaxis.range[0]" in change || "xaxis.range" in change)) return;
      clearTimeout(waiting);
      waiting = setTimeout(ask, SETTLED);
    });
    box.addEventListener("keydown", press);
    box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { x, width } = box.getBoundingClientRect();
      zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, (event.clientX - x) / width);
    }, { passive: false });
  };

  const follow = (address) => {
    const link = document.createElement("a");
    link.href = address;
    link.hidden = true;
    document.getElementById("view").append(link);
    window.htmx?.process(link);
    link.click();
    // Not before the answer is in: what is to become of it is looked up from the link.
    document.addEventListener("htmx:afterSettle", () => link.remove(), { once: true });
  };

  // ---- range ----

  const DAY = 864e5;
  const time = (value) => (typeof value === "number" ? value : Date.parse(`${String(value).replace(" ", "T").slice(0, 19).padEnd(16, "T00:00").replace(/Z?$/, "Z")}`));
  const range = () => plot().layout.xaxis.range.map(time);
  const iso = (value) => new Date(value).toISOString().slice(0, 10);

  const ask = () => {
    const [start, end] = range();
    const detail = { first: iso(start + DAY / 2), last: iso(Math.max(end - DAY / 2, start + DAY)) };
    document.dispatchEvent(new CustomEvent("tumen:range", { detail }));
  };

  const zoom = (factor, at = 0.5) => {
    const [start, end] = range();
    const centre = start + (end - start) * at;
    const wide = Math.max((end - start) * factor, 7 * DAY);
    const first = centre - wide * at;
    Plotly.relayout(plot(), { "xaxis.range": [iso(first), iso(first + wide)] });
  };

  // ---- keyboard ----

  const lane = (by) => {
    const marks = [...document.querySelectorAll("#drawing a.mark[data-event]")];
    const here = marks.find((mark) => mark.dataset.event === selected()) ?? marks[0];
    if (!here) return;
    const of = (mark) => mark.getAttribute("class").match(/k-(\w+)/)[1];
    const place = (mark) => mark.querySelector("use").getBoundingClientRect().x || parseFloat(mark.querySelector("use").getAttribute("x"));
    const order = [...document.querySelectorAll(".lane")].map(of);
    for (let n = order.indexOf(of(here)) + by; n >= 0 && n < order.length; n += by) {
      const near = marks.filter((mark) => of(mark) === order[n]);
      if (!near.length) continue;
      const best = near.reduce((a, b) => (Math.abs(place(b) - place(here)) < Math.abs(place(a) - place(here)) ? b : a));
      document.dispatchEvent(new CustomEvent("tumen:open", { detail: { id: best.dataset.event } }));
      return;
    }
  };
  const edge = (last) => {
    const marks = document.querySelectorAll("#drawing a.mark[data-event]");
    const mark = marks[last ? marks.length - 1 : 0];
    if (mark) document.dispatchEvent(new CustomEvent("tumen:open", { detail: { id: mark.dataset.event } }));
  };
  const step = (by) => document.dispatchEvent(new CustomEvent("tumen:step", { detail: { by } }));
  const press = (event) => {
    const acts = {
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      ArrowUp: () => lane(-1),
      ArrowDown: () => lane(1),
      Home: () => edge(false),
      End: () => edge(true),
      "+": () => zoom(1 / 1.5),
      "-": () => zoom(1.5),
      Enter: () => document.querySelector("#panel h2 a")?.focus(),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[event.key]();
  };

  // ---- life ----

  document.addEventListener("tumen:selected", () => {
    if (!window.Plotly || !figure) return;
    outline();
  });
  document.addEventListener("tumen:theme", draw);
  document.addEventListener("htmx:afterSettle", () => { hush(); draw(); });
  document.addEventListener("htmx:historyRestore", draw);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });

  // The server's marks show the same card.
  document.addEventListener("mouseover", (event) => {
    const mark = event.target.closest?.("#drawing a.mark");
    if (mark) tell(words(mark.dataset.event), event.clientX, event.clientY);
    else if (event.target.closest?.("#drawing")) hush();
  });

  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", draw);
  document.head.append(script);
})();

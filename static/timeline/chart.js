// Plotly takes over from the server's drawing once it is loaded. The figure comes without colours; they are read from
// the style sheet, so that both drawings and both themes agree. Zooming is the date filter: the chart asks for what it
// does not hold yet while it is still being moved (a later question calls an earlier one off), so that the answer is
// there when it is let go; the rest of the page follows when it rests.
"use strict";

(() => {
  const source = document.currentScript.dataset.plotly;
  const figures = document.currentScript.dataset.figures;
  const SETTLED = 500;
  const MOVING = 60;
  const cell = () => document.querySelector(".plot-cell");
  const plot = () => document.getElementById("plot");
  const touch = matchMedia("(pointer: coarse)").matches;
  let figure = null;
  let waiting = 0;
  let looking = 0;
  let asking = null;
  let asked = null;
  let ready = null;
  let sight = null;
  let dragging = false;
  let drawn = "";

  const selected = () => document.querySelector("#panel .dossier")?.dataset.event;
  const text = () => document.getElementById("figure")?.textContent ?? "null";
  const width = () => (cell() ? cell().clientWidth - Math.round(parseFloat(getComputedStyle(cell()).paddingRight)) : 0);
  const trace = (part) => figure?.data.find((one) => one.meta.part === part);

  // ---- colours ----

  const probe = document.createElement("span");
  probe.hidden = true;
  let colours = new Map();
  const colour = (property) => {
    if (!colours.has(property)) {
      probe.style.color = `var(--${property})`;
      colours.set(property, getComputedStyle(probe).color);
    }
    return colours.get(property);
  };
  const faded = (property, opacity) => colour(property).replace(/^rgb\((.*)\)$/, (_, rgb) => `rgba(${rgb}, ${opacity})`);

  const paint = ({ data, layout }) => {
    document.body.append(probe);
    colours = new Map();
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

  const config = { displayModeBar: false, responsive: true, scrollZoom: !touch, showSendToCloud: false, doubleClick: false };

  const draw = async (given, at) => {
    const box = plot();
    if (!box || !window.Plotly) return;
    drawn = given ? "" : text();
    figure = given ?? JSON.parse(drawn);
    uncursor();
    cell().classList.toggle("live", Boolean(figure));
    // The column of lane names is as tall as the lanes of what is shown.
    const frame = figure?.layout.meta.frame;
    for (const one of ["wide", "narrow"]) if (frame) cell().querySelector("#drawing svg")?.classList.toggle(one, one === frame);
    box.hidden = !figure;
    if (!figure) return;
    paint(figure);
    if (innerWidth <= 760) squeeze(figure);
    if (at) figure.layout.xaxis.range = at;
    await Plotly.react(box, figure.data, figure.layout, config);
    if (box.dataset.wired) return;
    wire(box);
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
    const { points, meta, marker, customdata } = marks();
    if (!points) return;
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

  const marks = () => {
    const number = plot().data?.findIndex((one) => one.meta?.part === "marks") ?? -1;
    if (number < 0) return {};
    const groups = plot().querySelectorAll(".scatterlayer .trace");
    const before = plot().data.slice(0, number).filter((one) => one.visible !== false).length;
    const points = groups[before]?.querySelectorAll(".point") ?? [];
    const { meta, marker, customdata } = plot().data[number];
    return points.length === customdata.length ? { points, meta, marker, customdata } : {};
  };

  const scaled = (path, by) =>
    path.replace(/([a-zA-Z])([^a-zA-Z]*)/g, (_, command, numbers) => {
      const values = numbers.match(/-?(?:\d*\.\d+|\d+)/g)?.map(Number) ?? [];
      // The flags and the rotation of an arc are no lengths.
      return command + values.map((value, n) => (command === "A" && [2, 3, 4].includes(n % 7) ? value : +(value * by).toFixed(2))).join(" ");
    });

  // A ground under hollow marks, so that whiskers end at their edge. Plotly orders its points anew when it draws again,
  // which parts them from their grounds: all are made anew.
  const backing = (points, marker, meta) => {
    for (const ground of plot().querySelectorAll(".under")) ground.remove();
    points.forEach((point, n) => {
      const transform = point.getAttribute("transform");
      const ground = document.createElementNS("http://www.w3.org/2000/svg", "path");
      ground.setAttribute("class", "under");
      point.before(ground);
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
  const hush = () => { tip.hidden = true; };
  const words = (id) => {
    const number = trace("marks")?.customdata.indexOf(id) ?? -1;
    const drawing = `#drawing a.mark[data-event="${CSS.escape(id)}"] title`;
    const said = number < 0 ? document.querySelector(drawing)?.textContent : trace("marks").meta.words[number];
    return said?.split("\n") ?? [];
  };

  // A bin: what it says, and the address of what is in it.
  const bin = (row, column) => {
    const { meta, customdata } = trace("bins");
    const [count, kind, period] = [customdata[row]?.[column], meta.rows[row], meta.columns[column]];
    if (!count || !kind || !period) return null;
    const number = count.toLocaleString(document.documentElement.lang);
    const said = cell().dataset[count === 1 ? "one" : "many"].replace("{number}", number);
    return {
      lines: [kind[1], period[2], said],
      address: `${meta.address}kind=${kind[0]}&from=${period[0]}&to=${period[1]}`,
    };
  };
  const pointed = ({ pointNumber, pointIndex }) => bin(...(Array.isArray(pointNumber) ? pointNumber : pointIndex));

  const wire = (box) => {
    box.dataset.wired = "yes";
    box.on("plotly_afterplot", outline);
    box.on("plotly_hover", ({ points: [point], event }) => {
      const lines = point.data.type === "heatmap" ? pointed(point)?.lines : words(point.customdata);
      if (!lines?.length) return;
      box.style.cursor = "pointer";
      tell(lines, event.clientX, event.clientY);
    });
    box.on("plotly_unhover", () => { box.style.cursor = ""; hush(); });
    box.on("plotly_click", ({ points: [point] }) => {
      if (point.data.type === "heatmap") return pointed(point) && follow(pointed(point).address);
      document.dispatchEvent(new CustomEvent("tumen:open", { detail: { id: point.customdata, reveal: true } }));
    });
    box.on("plotly_relayouting", (change) => {
      dragging = true;
      hush();
      uncursor();
      if ("xaxis.range[0]" in change) look([change["xaxis.range[0]"], change["xaxis.range[1]"]]);
    });
    box.on("plotly_relayout", (change) => {
      dragging = false;
      if ("xaxis.range[0]" in change || "xaxis.range" in change) moved();
    });
    box.addEventListener("keydown", press);
    box.addEventListener("blur", () => { hush(); uncursor(); });
    // The wheel scrolls the page; with Ctrl or Cmd it zooms, which is Plotly's to do.
    box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    }, { capture: true, passive: true });
  };

  const follow = (address) => {
    const link = document.createElement("a");
    link.href = address;
    link.hidden = true;
    link.setAttribute("hx-boost", "true");
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

  const days = ([start, end] = range()) => ({ first: iso(start + DAY / 2), last: iso(Math.max(end - DAY / 2, start + DAY)) });

  const scaleOf = ({ window: [first, last] }, [start, end]) => (end - start) / (time(last) + DAY - time(first));
  const sameScale = (meta, seen) => Math.abs(scaleOf(meta, seen) - 1) <= 0.02;

  // Whether what was laid out for a window, and reaches so far, is right for a range: it holds it, at its scale.
  const suits = (meta, seen) => {
    const { first, last } = days(seen);
    if (meta.window[0] === first && meta.window[1] === last) return true;
    return sameScale(meta, seen) && seen[0] >= time(meta.reach[0]) - DAY && seen[1] <= time(meta.reach[1]) + 2 * DAY;
  };

  // While the chart is dragged: what comes into sight is asked for ahead, one question at a time.
  const look = (ends) => {
    sight = ends.map(time);
    looking ||= setTimeout(() => {
      looking = 0;
      const { meta } = figure.layout;
      if (!dragging || asked || !sameScale(meta, sight)) return;
      if (!suits(meta, sight) && !(ready && suits(ready.layout.meta, sight))) ask(sight);
    }, MOVING);
  };

  // The chart asks if it shows what it does not hold, or holds it for another scale; the rest of the page follows.
  const moved = () => {
    clearTimeout(waiting);
    waiting = setTimeout(rest, SETTLED);
    const seen = range();
    if (suits(figure.layout.meta, seen)) return forget();
    if (ready && suits(ready.layout.meta, seen)) return show(ready);
    if (!asked || !suits(asked, seen)) ask(seen);
  };

  const show = async (given) => {
    forget();
    await draw(given, [...plot().layout.xaxis.range]);
    document.dispatchEvent(new CustomEvent("tumen:drawn"));
  };

  const forget = () => {
    asking?.abort();
    asking = asked = ready = null;
  };

  // What an answer will hold, if it reaches as far beyond its window as that which is drawn.
  const expected = ({ first, last }, [start, end]) => {
    const { window: drawnFor, reach } = figure.layout.meta;
    const share = (time(drawnFor[0]) - time(reach[0])) / (time(drawnFor[1]) + DAY - time(drawnFor[0]));
    const beside = share * (end - start);
    return { window: [first, last], reach: [start - beside, end + beside - DAY] };
  };

  const ask = async (seen = range()) => {
    forget();
    const mine = (asking = new AbortController());
    const { first, last } = days(seen);
    asked = expected({ first, last }, seen);
    const query = new URLSearchParams(location.search);
    query.delete("page");
    query.set("from", first);
    query.set("to", last);
    try {
      const headers = { "Tumen-Width": width() };
      const answer = await fetch(`${figures}?${query}`, { signal: mine.signal, headers });
      const given = answer.status === 200 && (await answer.json());
      if (mine.signal.aborted) return;
      asked = null;
      if (!given) return;
      ready = given;
      // Who is still dragging it is shown it when letting go.
      if (dragging) return;
      if (suits(given.layout.meta, range())) await show(given);
      else ask();
    } catch (error) {
      // Without an answer the rest of the page, which is asked for anyway, brings the figure.
      if (error.name !== "AbortError") forget();
    }
  };

  const rest = () => {
    waiting = 0;
    document.dispatchEvent(new CustomEvent("tumen:range", { detail: days() }));
  };

  const zoom = (factor, at = 0.5) => {
    if (!figure) return;
    const [start, end] = range();
    const centre = start + (end - start) * at;
    const wide = Math.max((end - start) * factor, 7 * DAY);
    const first = centre - wide * at;
    Plotly.relayout(plot(), { "xaxis.range": [iso(first), iso(first + wide)] });
  };

  // ---- keyboard ----

  const open = (id) => document.dispatchEvent(new CustomEvent("tumen:open", { detail: { id } }));

  // The marks that the window shows, in order of time, with the lane and the place of each.
  const shown = () => {
    const { customdata, x, meta } = trace("marks");
    const [start, end] = range();
    return customdata
      .map((id, n) => ({ id, kind: meta.kinds[n], at: time(x[n]) }))
      .filter(({ at }) => at >= start && at <= end);
  };
  const along = (by) => {
    const all = shown();
    const here = all.findIndex(({ id }) => id === selected());
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
    if (all[next]) return open(all[next].id);
    // Beyond the edge the chart moves on.
    const [start, end] = range();
    const step = (by * (end - start)) / 2;
    Plotly.relayout(plot(), { "xaxis.range": [iso(start + step), iso(end + step)] });
  };
  const across = (by) => {
    const all = shown();
    const here = all.find(({ id }) => id === selected()) ?? all[0];
    if (!here) return;
    const order = [...document.querySelectorAll(".lane")].map((one) => one.className.match(/k-(\w+)/)[1]);
    for (let n = order.indexOf(here.kind) + by; n >= 0 && n < order.length; n += by) {
      const near = all.filter(({ kind }) => kind === order[n]);
      if (!near.length) continue;
      const gap = ({ at }) => Math.abs(at - here.at);
      return open(near.reduce((a, b) => (gap(b) < gap(a) ? b : a)).id);
    }
  };
  const edge = (last) => {
    const all = shown();
    if (all.length) open(all.at(last ? -1 : 0).id);
  };

  // In bins a frame walks over those that hold events.
  const frame = document.createElement("div");
  frame.className = "bin-frame";
  let cursor = null;
  const uncursor = () => { cursor = null; frame.remove(); };
  const walk = (down, right) => {
    const { meta } = trace("bins");
    const [start, end] = range();
    const seen = (column) => meta.columns[column] && time(meta.columns[column][1]) + DAY > start && time(meta.columns[column][0]) < end;
    const cells = meta.rows.flatMap((_, row) => meta.columns.map((_, column) => [row, column]))
      .filter(([row, column]) => seen(column) && bin(row, column));
    if (!cells.length) return;
    const ahead = cursor && cells.filter(([row, column]) => {
      const [by, off] = [(row - cursor[0]) * down, (column - cursor[1]) * right];
      return down ? by > 0 : off > 0 && row === cursor[0];
    });
    const far = ([row, column]) => 1000 * Math.abs(row - cursor[0]) + Math.abs(column - cursor[1]);
    const next = cursor ? ahead.reduce((a, b) => (a && far(a) <= far(b) ? a : b), null) : cells[0];
    if (next) point(next);
  };
  const point = ([row, column]) => {
    cursor = [row, column];
    const { xaxis, yaxis, margin } = plot()._fullLayout;
    const { x, y } = trace("bins");
    const [left, right] = [column, column + 1].map((n) => margin.l + xaxis.d2p(x[n]));
    const [top, bottom] = [row, row + 1].map((n) => margin.t + yaxis.d2p(y[n]));
    Object.assign(frame.style, { left: `${left}px`, width: `${right - left}px`, top: `${top}px`, height: `${bottom - top}px` });
    cell().append(frame);
    const { lines } = bin(row, column);
    const box = frame.getBoundingClientRect();
    tell(lines, box.right, box.top);
    document.getElementById("live").textContent = lines.join(", ");
  };

  const press = (event) => {
    const bins = Boolean(trace("bins"));
    const acts = {
      ArrowLeft: () => (bins ? walk(0, -1) : along(-1)),
      ArrowRight: () => (bins ? walk(0, 1) : along(1)),
      ArrowUp: () => (bins ? walk(-1, 0) : across(-1)),
      ArrowDown: () => (bins ? walk(1, 0) : across(1)),
      Home: () => (bins ? (uncursor(), walk(0, 1)) : edge(false)),
      End: () => !bins && edge(true),
      "+": () => zoom(1 / 1.5),
      "-": () => zoom(1.5),
      Enter: () => (bins ? cursor && follow(bin(...cursor).address) : document.querySelector("#panel h2 a")?.focus()),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[event.key]();
  };

  // ---- life ----

  document.addEventListener("tumen:selected", ({ detail: { id } }) => {
    if (!window.Plotly || !figure) return;
    outline();
    const { points, customdata } = marks();
    const box = points?.[customdata.indexOf(id)]?.getBoundingClientRect();
    if (box && document.activeElement === plot()) tell(words(id), box.right, box.top);
  });
  document.addEventListener("tumen:zoom", ({ detail: { factor } }) => zoom(factor));
  document.addEventListener("tumen:theme", () => figure && draw(figure, plot().layout?.xaxis?.range));
  // An answer that was asked for before the reader moved the chart is late; what came instead of the move calls it off.
  document.addEventListener("htmx:beforeRequest", () => {
    clearTimeout(waiting);
    waiting = 0;
  });
  document.addEventListener("htmx:beforeSwap", (event) => { if (waiting || dragging) event.detail.shouldSwap = false; });
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["Tumen-Width"] = width(); });
  document.addEventListener("htmx:afterSettle", () => {
    if (dragging || waiting || text() === drawn) return;
    forget();
    hush();
    draw();
  });
  document.addEventListener("htmx:historyRestore", () => draw());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hush(); uncursor(); } });

  // The server's marks show the same card.
  const pointAt = (event) => {
    const mark = event.target.closest?.("#drawing a.mark");
    if (!mark) return event.target.closest?.("#drawing") && hush();
    const box = mark.querySelector("use").getBoundingClientRect();
    const [x, y] = event.type === "focusin" ? [box.right, box.top] : [event.clientX, event.clientY];
    tell(words(mark.dataset.event), x, y);
  };
  document.addEventListener("mouseover", pointAt);
  document.addEventListener("focusin", pointAt);

  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", async () => {
    await draw();
    // Laid out for another width than there is: labels would overlap, or leave room that they could have.
    if (!figure) return;
    const { frame, width: laid } = figure.layout.meta;
    const off = width() / laid;
    if (innerWidth > 760 ? off < 0.92 || off > 1.12 : frame === "wide") ask();
  });
  // The server's drawing is painted before the bundle, which the head has had fetched and read meanwhile, takes the
  // page's time: a task that a frame asks for comes after that frame has been painted. In a tab that nobody looks at there
  // are no frames to wait for.
  const load = () => document.head.append(script);
  if (document.hidden) load();
  else requestAnimationFrame(() => setTimeout(load));
})();

// The strip under the chart: drag over it to see that time in the chart, drag an edge to move it.
"use strict";

(() => {
  const DAY = 864e5;
  const NEAR = 10;
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  let drag = null;

  const scale = (cell) => {
    const box = cell.querySelector("svg").getBoundingClientRect();
    const first = Date.parse(cell.dataset.first);
    const last = Date.parse(cell.dataset.last) + DAY;
    return {
      at: (x) => first + (Math.min(Math.max(x - box.left, 0), box.width) / box.width) * (last - first),
      x: (time) => box.left + ((time - first) / (last - first)) * box.width,
      share: (time) => (time - first) / (last - first),
    };
  };

  const paint = (cell, start, end) => {
    const { share } = scale(cell);
    const [left, right] = [Math.min(Math.max(share(start), 0), 1), Math.min(Math.max(share(end), 0), 1)];
    const percent = (value) => `${(100 * value).toFixed(2)}%`;
    cell.querySelector('[data-veil="left"]')?.setAttribute("width", percent(left));
    const veil = cell.querySelector('[data-veil="right"]');
    veil?.setAttribute("x", percent(right));
    veil?.setAttribute("width", percent(1 - right));
    for (const [edge, value] of [["left", left], ["right", right]]) {
      const line = cell.querySelector(`[data-edge="${edge}"]`);
      line?.setAttribute("x1", percent(value));
      line?.setAttribute("x2", percent(value));
    }
  };

  const edges = (cell) => {
    const box = cell.querySelector("svg").getBoundingClientRect();
    return ["left", "right"].map((edge) => {
      const line = cell.querySelector(`[data-edge="${edge}"]`);
      return line ? box.left + (parseFloat(line.getAttribute("x1")) / 100) * box.width : NaN;
    });
  };

  document.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("#strip[data-first]");
    if (!cell || event.button) return;
    const { at } = scale(cell);
    const [left, right] = edges(cell);
    const from =
      Math.abs(event.clientX - left) < NEAR ? at(right) : Math.abs(event.clientX - right) < NEAR ? at(left) : at(event.clientX);
    drag = { cell, from, x: event.clientX, to: at(event.clientX), moved: false };
    cell.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.to = scale(drag.cell).at(event.clientX);
    drag.moved ||= Math.abs(event.clientX - drag.x) > 4;
    if (drag.moved) paint(drag.cell, Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
  });
  const finish = (event) => {
    if (!drag) return;
    const { from, to, moved } = drag;
    drag = null;
    if (!moved || event.type === "pointercancel") return;
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const detail = { first: iso(first), last: iso(Math.max(last - DAY / 2, first + 6 * DAY)) };
    document.dispatchEvent(new CustomEvent("tumen:range", { detail }));
  };
  document.addEventListener("pointerup", finish);
  document.addEventListener("pointercancel", finish);
})();

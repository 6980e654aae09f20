// Figures of the views beside the timeline. The server's drawing or table is there at once; Plotly joins it when it has
// loaded. Colours are read from the style sheet, so that a change of theme needs no new figure.
"use strict";

(() => {
  const source = document.currentScript.dataset.plotly;
  const probe = document.createElement("span");
  probe.hidden = true;
  const colour = (property) => {
    probe.style.color = `var(--${property})`;
    return getComputedStyle(probe).color;
  };
  const claims = ["accent", "troop_deployment", "cooperation", "arms_transfer", "criticism", "demand", "ink-3"];

  const paint = ({ data, layout }) => {
    document.body.append(probe);
    for (const trace of data) {
      if (trace.meta.part === "cells") trace.colorscale = [[0, colour("accent-ground")], [1, colour("accent")]];
      if (trace.meta.part === "claims") trace.marker.color = trace.error_y.color = colour(claims[trace.meta.rank]);
    }
    const axis = { gridcolor: colour("hair"), linecolor: colour("line"), tickcolor: colour("line") };
    Object.assign(layout.xaxis, axis);
    Object.assign(layout.yaxis, axis);
    Object.assign(layout, {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("ink-2") },
      dragmode: false,
    });
    probe.remove();
  };

  const config = { displayModeBar: false, responsive: true, scrollZoom: false, showSendToCloud: false, doubleClick: false };

  const draw = async () => {
    if (!window.Plotly || innerWidth <= 760) return;
    for (const box of document.querySelectorAll("[data-figure]")) {
      const figure = JSON.parse(document.getElementById(box.dataset.figure)?.textContent ?? "null");
      if (!figure) continue;
      box.hidden = false;
      if (box.previousElementSibling?.classList.contains("drawn")) box.previousElementSibling.hidden = true;
      paint(figure);
      await Plotly.react(box, figure.data, figure.layout, config);
      const equal = box.parentElement.querySelector("details.equal");
      if (equal && !box.dataset.wired) equal.open = false;
      if (box.dataset.wired) continue;
      box.dataset.wired = "true";
      box.on("plotly_click", ({ points }) => {
        const address = points[0].customdata;
        if (address) location.href = address;
      });
    }
  };

  const load = () => {
    if (!document.querySelector("[data-figure]") || innerWidth <= 760) return;
    const script = Object.assign(document.createElement("script"), { src: source });
    script.addEventListener("load", draw);
    document.head.append(script);
  };

  document.addEventListener("tumen:theme", draw);
  document.addEventListener("htmx:afterSettle", draw);
  load();
})();

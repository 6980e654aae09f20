// What stands beside the chart: steps of zoom, the keys in a dialog, and the view as a picture. The picture is the
// server's drawing with its computed colours, so that it looks the same without the style sheet.
"use strict";

(() => {
  const help = () => document.getElementById("help");
  const SVG = "http://www.w3.org/2000/svg";
  const PROPERTIES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "text-anchor", "paint-order"];
  const LANES = 190;
  const HEAD = 44;

  const dressed = (node, text = true) => {
    const copy = node.cloneNode(true);
    const from = [node, ...node.querySelectorAll("*")];
    const to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((one, n) => {
      const style = getComputedStyle(one);
      for (const name of PROPERTIES) {
        const value = style.getPropertyValue(name);
        if (value && value !== "normal") to[n].setAttribute(name, value);
      }
      if (style.display === "none" && one.tagName === "text" && text) to[n].remove();
    });
    return copy;
  };
  const element = (name, attributes, text = "") => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  const picture = () => {
    const cell = document.querySelector(".plot-cell");
    const drawing = document.querySelector("#drawing svg");
    if (!drawing) return null;
    // A drawing that is not shown has no computed sizes of type; for a moment it lies where nobody sees it.
    cell.classList.add("copied");
    const wide = Math.round(cell.getBoundingClientRect().width);
    const tall = Number(drawing.getAttribute("height"));
    const chart = dressed(drawing);
    const symbols = dressed(document.querySelector(".symbols defs"));
    cell.classList.remove("copied");
    const [ink, quiet, ground] = ["--ink", "--ink-3", "--panel"].map((name) => {
      const probe = Object.assign(document.createElement("span"), { hidden: true });
      probe.style.color = `var(${name})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    });
    for (const path of symbols.querySelectorAll("path")) {
      path.removeAttribute("stroke");
      if (path.classList.contains("ground")) path.setAttribute("fill", ground);
      else path.removeAttribute("fill");
    }
    const family = getComputedStyle(document.body).fontFamily;
    const whole = element("svg", { xmlns: SVG, width: wide + LANES, height: tall + HEAD, "font-family": family });
    whole.append(element("rect", { width: "100%", height: "100%", fill: ground }));
    whole.append(element("text", { x: 12, y: 20, "font-size": 14, "font-weight": 600, fill: ink }, document.querySelector(".sentence").textContent));
    whole.append(element("text", { x: 12, y: 37, "font-size": 11, fill: quiet }, `${document.title} · ${location.href}`));
    whole.append(symbols);
    const top = document.querySelector("#lanes").getBoundingClientRect().top;
    for (const lane of document.querySelectorAll("#lanes .lane")) {
      const box = lane.getBoundingClientRect();
      const words = lane.querySelector(".words").textContent;
      whole.append(element("text", { x: 12, y: HEAD + box.top - top + box.height / 2 + 4, "font-size": 12, fill: ink }, words));
    }
    for (const [key, value] of Object.entries({ x: LANES, y: HEAD, width: wide, height: tall })) chart.setAttribute(key, value);
    whole.append(chart);
    return { whole, width: wide + LANES, height: tall + HEAD };
  };

  const save = (blob, name) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const saveAs = async (type) => {
    const made = picture();
    if (!made) return;
    const blob = new Blob([new XMLSerializer().serializeToString(made.whole)], { type: "image/svg+xml" });
    if (type === "svg") return save(blob, "tumen.svg");
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * made.width, height: 2 * made.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob((png) => save(png, "tumen.png"));
  };

  document.addEventListener("click", (event) => {
    const { zoom, save: type, help: asked } = event.target.closest(".chart-tools button")?.dataset ?? {};
    if (zoom) document.dispatchEvent(new CustomEvent("tumen:zoom", { detail: { factor: Number(zoom) } }));
    if (type) saveAs(type);
    if (asked !== undefined) help().showModal();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "?" || typing || event.ctrlKey || event.metaKey || event.altKey || help().open) return;
    event.preventDefault();
    help().showModal();
  });
})();

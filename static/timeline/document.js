// A passage that another one cuts in two is marked in both parts.
"use strict";

(() => {
  const follow = () => {
    for (const old of document.querySelectorAll("mark.target")) old.classList.remove("target");
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (!anchor) return;
    for (const part of document.querySelectorAll(`mark[data-mention="${CSS.escape(anchor)}"]`)) part.classList.add("target");
  };
  addEventListener("hashchange", follow);
  follow();
})();

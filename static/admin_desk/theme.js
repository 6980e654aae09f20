// One choice of light or dark for the site and the desk: the site keeps it in a cookie, Django's switch in its storage.
// Loaded before Django's theme.js, so that this one finds the site's choice.
"use strict";
{
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/)?.[1];
  localStorage.setItem("theme", chosen ?? "auto");

  new MutationObserver(() => {
    const theme = document.documentElement.dataset.theme;
    const age = theme === "auto" ? 0 : 31536000;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; SameSite=Lax`;
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

"use strict";
// By night the page is dark: as the reader's system has it, or as he says with a button of his own.
(() => {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule.media?.mediaText.includes("prefers-color-scheme"));
  const system = matchMedia("(prefers-color-scheme: dark)");
  // What was chosen is kept where a browser lets a page keep anything.
  const kept = (value) => {
    try {
      if (value) localStorage.setItem("briefing-theme", value);
      return localStorage.getItem("briefing-theme");
    } catch {
      return value;
    }
  };
  let chosen = kept();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "theme";
  button.textContent = JSON.parse(document.getElementById("reading").textContent).dark;
  const show = () => {
    const isDark = chosen ? chosen === "dark" : system.matches;
    // Paper stays white: the rules are for screens alone.
    for (const rule of rules) rule.media.mediaText = isDark ? "screen" : "not all";
    button.setAttribute("aria-pressed", String(isDark));
    return isDark;
  };
  button.addEventListener("click", () => {
    chosen = show() ? "light" : "dark";
    kept(chosen);
    show();
  });
  system.addEventListener("change", show);
  const nav = document.querySelector(".contents");
  if (nav) nav.append(button);
  else document.querySelector("main").prepend(button);
  show();
})();

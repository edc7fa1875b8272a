"use strict";
// What a reader does with the page: go about by its contents, search, sort and filter its tables.
// Every text is set as text: none can become markup. Where no script runs the page is whole.
(() => {
  const said = JSON.parse(document.getElementById("reading").textContent);
  // The worst light first, and Chinese by its sounds.
  const LIGHTS = ["red", "yellow", "green"], FACTORS = { 万: 1e4, 亿: 1e8, million: 1e6, billion: 1e9 };
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  // So many rows are more than an eye takes in, and so few need no order.
  const LONG = 15, SHORT = 3;

  const made = (tag, text = "", kind = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const lightsOf = (element) => LIGHTS.filter((light) => element.querySelector(`.lamp.${light}`));
  const lamp = (light) => {
    const shape = made("span", "", `lamp ${light}`);
    shape.setAttribute("aria-hidden", "true");
    return shape;
  };
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  // The number behind a printed figure (−4.4, 1,234, 43亿元, ↑1), or NaN where a text is no figure.
  function numberIn(text) {
    const found = /^(?:CNY )?([−↑↓+-]?)\s?(\d[\d,]*(?:\.\d+)?)\s*(万|亿|million|billion)?\D{0,8}$/.exec(text);
    if (!found) return NaN;
    const [, sign, digits, factor] = found;
    return Number(digits.replaceAll(",", "")) * (FACTORS[factor] ?? 1) * ("−-↓".includes(sign || "+") ? -1 : 1);
  }

  // What the cells of a column are ordered by; what is missing has nothing, and comes last. Where
  // figures stand, to the right, a word (未报) stands for one that is missing.
  function keysOf(lines, column) {
    const cells = lines.map((line) => line.cells[column]);
    const texts = cells.map((cell) => cell.textContent.trim().replace(/^—$/, ""));
    const numbers = texts.map(numberIn);
    const isMissing = (cell) => cell.classList.contains("right") && !/\d/.test(cell.textContent);
    const areNumbers = texts.every((text, at) =>
      text === "" || !Number.isNaN(numbers[at]) || isMissing(cells[at]));
    return new Map(lines.map((line, at) => {
      const [light] = lightsOf(cells[at]);
      if (light) return [line, LIGHTS.indexOf(light)];
      const key = areNumbers ? numbers[at] : texts[at];
      return [line, key === "" || Number.isNaN(key) ? undefined : key];
    }));
  }
  function compare(one, other, way) {
    if (one === undefined || other === undefined) return (one === undefined) - (other === undefined);
    return way * (typeof one === "string" || typeof other === "string"
      ? collator.compare(one, other) : one - other);
  }

  // Each heading row and each sum keeps its place; the rows below it are put in order among themselves.
  function partsOf(body) {
    const parts = [{ head: null, lines: [] }];
    for (const line of body.rows) {
      if (line.matches(".group, .total")) parts.push({ head: line, lines: [] });
      else parts[parts.length - 1].lines.push(line);
    }
    return parts;
  }

  function sortable(table, parts, lines) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    const order = (column, way) => {
      const keys = way && keysOf(lines, column);
      const inOrder = (some) => (way
        ? [...some].sort((one, other) => compare(keys.get(one), keys.get(other), way)) : some);
      body.append(...parts.flatMap((part) => [...(part.head ? [part.head] : []), ...inOrder(part.lines)]));
    };
    heads.forEach((head, column) => {
      const button = made("button", head.textContent, "sort");
      button.type = "button";
      if (!head.textContent.trim()) button.setAttribute("aria-label", said.light);
      head.replaceChildren(button);
      // Up, down, and as it was printed.
      button.addEventListener("click", () => {
        const former = head.getAttribute("aria-sort");
        const next = { ascending: "descending", descending: "" }[former] ?? "ascending";
        for (const each of heads) each.removeAttribute("aria-sort");
        if (next) head.setAttribute("aria-sort", next);
        order(column, { ascending: 1, descending: -1 }[next] ?? 0);
      });
    });
  }

  // What a search looks through: cell by cell, a number also as it is typed, and what lights mean.
  function searched(line) {
    const cells = [...line.cells].map((cell) => cell.textContent);
    const typed = cells.filter((text) => /\d,\d{3}/.test(text)).map((text) => text.replaceAll(",", ""));
    return plain([...cells, ...typed, ...lightsOf(line).map((light) => said.lights[light])].join("\n"));
  }

  function narrowable(figure, parts, lines) {
    const counts = LIGHTS.map((light) => lines.filter((line) => lightsOf(line).includes(light)).length);
    const hasSearch = lines.length >= LONG;
    const hasFilter = lines.length > SHORT && counts.filter(Boolean).length > 1;
    if (!hasSearch && !hasFilter) return;
    const tools = made("div", "", "tools"), count = made("span", "", "count"), chosen = new Set();
    const search = made("input"), texts = new Map(lines.map((line) => [line, searched(line)]));
    count.setAttribute("role", "status");
    count.setAttribute("aria-live", "polite");

    const narrow = () => {
      const asked = plain(search.value).split(/\s+/).filter(Boolean);
      const isNarrowed = asked.length > 0 || chosen.size > 0;
      const isShown = (line) => asked.every((word) => texts.get(line).includes(word))
        && (!chosen.size || lightsOf(line).some((light) => chosen.has(light)));
      let shown = 0;
      for (const { head, lines: own } of parts) {
        for (const line of own) line.hidden = !isShown(line);
        const left = own.filter((line) => !line.hidden).length;
        shown += left;
        // A sum of all rows would pass as the sum of those that are left.
        if (head) head.hidden = isNarrowed && (head.matches(".total") || !left);
      }
      count.textContent = isNarrowed
        ? said.count.replace("{shown}", shown).replace("{all}", lines.length) : "";
    };

    if (hasSearch) {
      const label = made("label", said.search);
      search.type = "search";
      search.addEventListener("input", narrow);
      label.append(search);
      tools.append(label);
    }
    if (hasFilter) {
      const group = made("div", "", "lights");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", said.filter);
      LIGHTS.forEach((light, at) => {
        if (!counts[at]) return;
        const button = made("button");
        button.type = "button";
        button.dataset.light = light;
        button.setAttribute("aria-pressed", "false");
        button.append(lamp(light), `${said.lights[light]} ${counts[at]}`);
        button.addEventListener("click", () => {
          const isChosen = !chosen.delete(light);
          if (isChosen) chosen.add(light);
          button.setAttribute("aria-pressed", String(isChosen));
          narrow();
        });
        group.append(button);
      });
      tools.append(group);
    }
    tools.append(count);
    figure.querySelector(".scroll").before(tools);
  }

  for (const figure of document.querySelectorAll(".table-figure")) {
    const table = figure.querySelector("table"), parts = partsOf(table.tBodies[0]);
    const lines = parts.flatMap((part) => part.lines);
    if (lines.length < SHORT) continue;
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    // Heads that come twice stand over lines that hold several things: no line can move alone.
    if (new Set(heads).size === heads.length) sortable(table, parts, lines);
    narrowable(figure, parts, lines);
  }

  const list = document.querySelector(".contents details");
  if (list) {
    // Beside the page there is room for the list; above it, it opens when it is asked for.
    const beside = matchMedia("(min-width: 1180px)");
    const fold = () => { list.open = beside.matches; };
    fold();
    list.parentElement.classList.add("folding");
    beside.addEventListener("change", fold);
    const links = new Map([...list.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
    const watch = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(target.id).setAttribute("aria-current", "true");
      }
    }, { rootMargin: "0px 0px -70% 0px" });
    for (const [name, link] of links) {
      watch.observe(document.getElementById(name));
      link.addEventListener("click", () => { if (!beside.matches) list.open = false; });
    }
  }
})();

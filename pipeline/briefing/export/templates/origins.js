"use strict";
// A click on a figure shows what it is made of. Every text is set as text: none can become markup.
(() => {
  const data = JSON.parse(document.getElementById("origins").textContent);
  const dialog = document.getElementById("origin"), body = document.getElementById("origin-body");
  const title = document.getElementById("origin-title"), back = document.getElementById("origin-back");
  const said = data.words, path = [];
  const byName = new Map();
  data.figures.forEach((figure, number) => {
    if (!figure) return;
    const [id, scope, unit] = figure;
    byName.set(JSON.stringify([id, scope, unit]), number);
    const first = JSON.stringify([id, scope, ""]);
    if (!byName.has(first)) byName.set(first, number);
  });
  const numberOf = ({ indicator, scope, unit = "" }) =>
    byName.get(JSON.stringify([indicator, scope, unit])) ?? byName.get(JSON.stringify([indicator, scope, ""]));

  const made = (tag, text = "", kind = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const nameOf = (figure) => {
    const [name] = data.definitions[`${figure[0]}/${figure[2]}`];
    const scope = data.scopes[figure[1]];
    return `${figure[0]} ${name}${scope ? ` · ${scope}` : ""}`;
  };
  const valueOf = (figure) => (figure[3] ? figure[3] + data.units[figure[2]] : "—");
  const rowsOf = (set) => set.split(",").filter(Boolean).flatMap((span) => {
    const [first, last = first] = span.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  });

  function cell(source, column, row, letters) {
    const place = made("td");
    if (source.withheld.includes(column)) {
      place.textContent = said.withheld;
      return place;
    }
    const sent = source.sent[column][row], read = source.read[column][row] ?? sent;
    const unit = source.columns[column][1];
    if (unit) place.className = "number";
    place.textContent = read === "" ? said.blank : read;
    if (sent !== "" && sent !== read) place.append(made("small", `${said.sent} ${sent}`));
    if (!letters && source.bands[row]) place.append(made("small", `${said.band} ${source.bands[row]}`));
    const correction = source.corrections.find((each) => each.row === row && each.column === column);
    if (correction) {
      const { expect, value, reason, confirmed_by, confirmed_on } = correction;
      place.append(made("small", `${said.corrected} ${expect} → ${value}, ${reason} (${confirmed_by}, ${confirmed_on})`));
    }
    return place;
  }

  function table(source, sheet, columns, rows) {
    const { file, sheet: name, letters } = source.sheets[sheet];
    const part = made("div");
    part.append(made("p", `${said.file} ${file}${name ? ` › ${name}` : ""}`, "place"));
    const frame = made("div", "", "scroll"), grid = made("table"), head = made("tr");
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", name || file);
    head.append(made("th", said.row), made("th", said.subject));
    for (const [column, parts] of columns) {
      const [label, unit] = source.columns[column], heading = made("th", label);
      const told = [letters[column], unit && data.units[unit].trim(), ...parts];
      heading.append(made("small", told.filter(Boolean).join(" · ")));
      head.append(heading);
    }
    const lines = rows.map((row) => {
      const line = made("tr"), [, number, key, subject = key] = source.rows[row];
      const named = made("td", subject, "subject");
      const ruling = source.rulings.find((each) =>
        each.source_file === file && each.source_sheet === name && each.source_row === number);
      if (ruling) {
        const { was, kind, reason, confirmed_by, confirmed_on } = ruling;
        named.append(made("small", `${said.ruled} ${was} → ${kind}, ${reason} (${confirmed_by}, ${confirmed_on})`));
      }
      line.append(made("td", number), named);
      line.append(...columns.map(([column]) => cell(source, column, row, letters[column])));
      return line;
    });
    grid.append(made("thead"), made("tbody"));
    for (const heading of head.cells) heading.scope = "col";
    grid.tHead.append(head);
    grid.tBodies[0].append(...lines);
    frame.append(grid);
    part.append(frame);
    return part;
  }

  // Columns of the same rows stand side by side, and say which part they belong to.
  function tables(over, under) {
    const together = new Map();
    const parts = [...over.map((each) => [under.length ? said.numerator : "", ...each]),
      ...under.map((each) => [said.denominator, ...each])];
    for (const [part, source, columns, set] of parts) {
      const name = `${source} ${set}`;
      const known = together.get(name) ?? { source, set, columns: new Map() };
      for (const column of columns.split(" ")) {
        known.columns.set(column, (known.columns.get(column) ?? new Set()).add(part));
      }
      together.set(name, known);
    }
    return [...together.values()].flatMap(({ source: number, set, columns }) => {
      const source = data.sources[number];
      const heading = made("p", `${source.name} · ${source.month}`);
      if (!source.rows.length) return [heading, made("p", said.long, "place")];
      const rows = rowsOf(data.sets[set]);
      const sheets = [...new Set(rows.map((row) => source.rows[row][0]))];
      return [heading, ...sheets.map((sheet) =>
        table(source, sheet, [...columns], rows.filter((row) => source.rows[row][0] === sheet)))];
    });
  }

  function show(number) {
    const figure = data.figures[number];
    const [id, , unit, , [numerator, denominator, counted], over, under, others] = figure;
    const [, formula, basis] = data.definitions[`${id}/${unit}`];
    title.textContent = `${nameOf(figure)} ${valueOf(figure)}`;
    const facts = made("dl");
    const fact = (name, text) => facts.append(made("dt", name), made("dd", text));
    fact(said.formula, `${formula} (${basis})`);
    if (numerator) fact(said.numerator, numerator + data.units[counted]);
    if (denominator) fact(said.denominator, denominator + data.units[counted]);
    body.replaceChildren(facts);
    if (over.length || under.length) body.append(made("h3", said.cells), ...tables(over, under));
    if (others.length) {
      const list = made("div", "", "origin-figures");
      for (const other of others) {
        const button = made("button", `${nameOf(data.figures[other])} ${valueOf(data.figures[other])}`);
        button.type = "button";
        button.addEventListener("click", () => open(other));
        list.append(button);
      }
      body.append(made("h3", said.figures), list);
    }
    if (!over.length && !under.length && !others.length) body.append(made("p", said.none));
    back.hidden = path.length < 2;
    body.scrollTop = 0;
  }
  function open(number) {
    path.push(number);
    show(number);
    if (!dialog.open) dialog.showModal();
    body.focus();
  }

  const close = document.getElementById("origin-close");
  close.textContent = said.close;
  back.textContent = said.back;
  close.addEventListener("click", () => dialog.close());
  back.addEventListener("click", () => {
    path.pop();
    show(path[path.length - 1]);
    body.focus();
  });
  dialog.addEventListener("close", () => { path.length = 0; });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  for (const figure of document.querySelectorAll("data.figure")) {
    const number = numberOf(figure.dataset);
    if (number === undefined) continue;
    figure.setAttribute("role", "button");
    figure.setAttribute("aria-haspopup", "dialog");
    figure.tabIndex = 0;
    figure.title = said.ask;
    figure.addEventListener("click", () => open(number));
    figure.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(number);
    });
  }
})();

"use strict";
// Charts stand in the page as static pictures; where scripts run they become interactive.
for (const chart of document.querySelectorAll("div.chart")) {
  const spec = JSON.parse(document.getElementById(chart.dataset.spec).textContent);
  // As wide as the page, so that words keep their size on a phone.
  const live = document.createElement("div");
  chart.append(live);
  if (spec.facet) {
    // Of small charts side by side, as many as there is room for, and each as wide as that lets it.
    const room = chart.clientWidth - 40, between = spec.spacing.column;
    const abreast = Math.floor((room + between) / (spec.spec.width + between));
    spec.columns = Math.max(1, Math.min(spec.columns, abreast));
    spec.spec.width = Math.floor((room + between) / spec.columns) - between;
  } else {
    spec.width = "container";
  }
  window.vegaEmbed(live, spec, {
    ast: true,
    actions: false,
    mode: "vega-lite",
    renderer: "svg",
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  }).then(() => {
    chart.replaceChildren(live);
    chart.dataset.ready = "yes";
  }).catch((error) => console.error(String(error)));
}

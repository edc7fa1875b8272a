"use strict";
// Charts stand in the page as static pictures; where scripts run they become interactive.
for (const chart of document.querySelectorAll("div.chart")) {
  const spec = JSON.parse(document.getElementById(chart.dataset.spec).textContent);
  // As wide as the page, so that words keep their size on a phone.
  spec.width = "container";
  const live = document.createElement("div");
  chart.append(live);
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

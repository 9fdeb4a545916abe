"use strict";
// Without this script the page is a plain table. With it, rows that lack a typed word are hidden.
const form = document.querySelector("form");
const [words, catalog, status] = form.querySelectorAll("input, select");
const count = form.querySelector("output");
const sections = [...document.querySelectorAll("section")].map((section) => ({
  section,
  rows: [...section.querySelectorAll("tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
}));

function filter() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { section, rows } of sections) {
    let here = 0;
    const chosen = !catalog.value || section.id === catalog.value;
    for (const { row, text } of rows) {
      const keep = chosen && (!status.value || row.dataset.class === status.value) && wanted.every((word) => text.includes(word));
      row.hidden = !keep;
      here += keep;
    }
    section.hidden = here === 0;
    shown += here;
  }
  count.textContent = shown === 1 ? "1 error" : shown + " errors";
}

let waiting = false;
function filterSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; filter(); });
}

// From one shown code to the next.
function step(by) {
  const links = [...document.querySelectorAll("tr:not([hidden]) th a")].filter((link) => !link.closest("[hidden]"));
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : -1) : at + by;
  (links[next] || words).focus();
}

form.addEventListener("submit", (event) => { event.preventDefault(); step(1); });
form.addEventListener("input", filterSoon);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target === words;
  const choosing = event.target.tagName === "SELECT";
  if (event.key === "/" && !typing) { event.preventDefault(); words.focus(); words.select(); }
  else if (event.key === "Escape") { words.value = ""; filter(); words.focus(); }
  else if (!choosing && event.key === "ArrowDown" && (typing || event.target.tagName === "A")) { event.preventDefault(); step(1); }
  else if (!choosing && event.key === "ArrowUp" && event.target.tagName === "A") { event.preventDefault(); step(-1); }
});
words.value = new URLSearchParams(location.search).get("q") || "";
form.hidden = false;
filter();

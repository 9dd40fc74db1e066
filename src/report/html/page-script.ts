/** What makes the table of vulnerabilities sort and filter. The page says everything without it too. */
export const pageScript = `
"use strict";
(() => {
  const table = document.getElementById("vulnerabilities");
  const form = document.getElementById("filters");
  if (!table || !form) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const text = document.getElementById("filter-text");
  const severity = document.getElementById("filter-severity");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const told = document.getElementById("filter-count");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const filter = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = words.get(row).includes(wanted) && (severity.value === "" || row.dataset.severity === severity.value)
        && boxes.every((box) => !box.checked || row.dataset[box.value] === "true");
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    told.textContent = shown + " of " + rows.length + " shown";
  };
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  for (const head of table.tHead.rows[0].cells) {
    const key = head.dataset.sort;
    if (!key) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => (key === "rank" || key === "place" ? Number(row.dataset[key]) : row.dataset[key]);
      const sorted = [...rows].sort((a, b) => compare(value(a), value(b)) || compare(Number(a.dataset.place), Number(b.dataset.place)));
      body.append(...(down ? sorted.reverse() : sorted));
    });
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
`;

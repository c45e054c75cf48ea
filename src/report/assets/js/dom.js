"use strict";

// Makes elements. Text from the articles reaches the page through these functions alone, as text
// nodes and attributes: nothing is ever parsed as markup.

/**
 * An element with properties and children.
 *
 * Properties: `class`, `text`, `on` (event name to listener), and any attribute; those that are
 * null, undefined or false are left out. Children: nodes and strings.
 */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else if (key === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** Words of an article in the middle of the page's own: their writing direction stays theirs. */
function quoted(text, properties = {}) {
  return element("bdi", { ...properties, text });
}

/** A table of plain values; the first column heads its rows. */
function plainTable(caption, columns, rows) {
  return element(
    "table",
    { class: "plain" },
    element("caption", { text: caption }),
    element("thead", {}, element("tr", {}, columns.map((name) => element("th", { scope: "col", text: name })))),
    element(
      "tbody",
      {},
      rows.map(([head, ...cells]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row", dir: "auto", text: head }),
          cells.map((cell) => element("td", { text: typeof cell === "number" ? number(cell) : cell })),
        ),
      ),
    ),
  );
}

/** "1,234" */
function number(value) {
  return value.toLocaleString("en");
}

/** "1 claim", "1,234 claims" */
function count(value, thing) {
  return `${number(value)} ${thing}${value === 1 ? "" : "s"}`;
}

/** "31%"; a dash if there is nothing to have a share of. */
function percent(part, whole) {
  if (part > 0 && part < whole / 200) return "<1%";
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)}%`;
}

/** The first characters of a long text. */
function shortened(text, length) {
  const characters = Array.from(text.slice(0, 2 * length + 2));
  return characters.length <= length && text.length <= 2 * length + 2
    ? text
    : `${characters.slice(0, length - 1).join("").trimEnd()}…`;
}

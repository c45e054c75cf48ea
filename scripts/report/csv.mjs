// CSV as sayso writes it.

/** The rows of a table, header included. */
export function parse(text) {
  const rows = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (;;) {
        const end = text.indexOf('"', at + 1);
        cell += text.slice(at + 1, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
    } else {
      const rest = /[,\n]|$/g;
      rest.lastIndex = at;
      const end = rest.exec(text).index;
      cell = text.slice(at, end);
      at = end;
    }
    rows.at(-1).push(cell);
    if (text[at] === "\n" && at + 1 < text.length) rows.push([]);
    at += 1;
    if (text[at - 1] === "," && (at === text.length || text[at] === "\n")) {
      rows.at(-1).push("");
      if (at + 1 < text.length) rows.push([]);
      at += 1;
    }
  }
  return rows;
}

/** Rows as text. */
export function write(rows) {
  const cell = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** The rows of a table as objects. */
export function records(text) {
  const [header, ...rows] = parse(text);
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

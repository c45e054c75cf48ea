// Charts, drawn with d3. Colours and patterns come from the style sheet by class, so that the
// charts follow dark mode and print. What is told by a picture alone stands in a table as well.

/** The order in which kinds are stacked. */
const KIND_ORDER = ["direct", "mixed", "indirect"];

/** How many claims there are of each kind, in that order. */
function kindCounts(claims) {
  const counts = d3.rollup(claims, (of) => of.length, (claim) => claim.kind);
  return KIND_ORDER.map((kind) => ({ key: kind, name: KINDS[kind].name, value: counts.get(kind) ?? 0 }));
}

/** One bar of some parts side by side, as long as `width` says. */
function stackedBar(parts, width = "100%") {
  const bar = d3.create("span").attr("class", "bar").attr("aria-hidden", "true").style("width", width);
  bar
    .selectAll("span")
    .data(parts.filter((part) => part.value > 0))
    .join("span")
    .attr("class", (part) => `part ${part.key}`)
    .attr("title", (part) => `${part.name}: ${number(part.value)}`)
    .style("flex-grow", (part) => part.value);
  return bar.node();
}

/**
 * Bars below each other, each a link to its claims.
 * `rows`: `{label, note, parts, address, share}`.
 */
function barList(rows, { ordered = false } = {}) {
  const longest = d3.max(rows, (row) => d3.sum(row.parts, (part) => part.value)) || 1;
  const scale = d3.scaleLinear([0, longest], [0, 100]);
  const list = element(
    ordered ? "ol" : "ul",
    { class: "bars" },
    rows.map((row) => {
      const total = d3.sum(row.parts, (part) => part.value);
      return element(
        "li",
        {},
        element(
          "a",
          { href: row.address, title: row.title },
          element("span", { class: "label" }, quoted(row.label), row.note ? element("small", { text: row.note }) : null),
          element("span", { class: "track" }, stackedBar(row.parts, `${scale(total)}%`)),
          element("span", { class: "value", text: number(total) }),
          row.share === undefined ? null : element("span", { class: "share", text: row.share }),
        ),
      );
    }),
  );
  return withRoomFor(longest, list);
}

/** A list of bars whose numbers have the room of the largest, and so stand below each other. */
function withRoomFor(largest, list) {
  list.style.setProperty("--value-width", `max(2.75rem, ${number(largest).length}ch)`);
  return list;
}

/** What the colours of stacked bars mean. */
function kindLegend() {
  return element(
    "ul",
    { class: "legend" },
    KIND_ORDER.map((kind) =>
      element(
        "li",
        { title: KINDS[kind].meaning },
        element("span", { class: `swatch part ${kind}`, "aria-hidden": "true" }),
        KINDS[kind].name,
      ),
    ),
  );
}

/** The steps of time that suit a span of days: `{interval, format}`. */
function timeSteps(first, last) {
  const days = d3.utcDay.count(first, last);
  if (days <= 62) return { interval: d3.utcDay, format: d3.utcFormat("%-d %b %Y"), name: "day" };
  if (days <= 400) return { interval: d3.utcMonday, format: d3.utcFormat("week of %-d %b %Y"), name: "week" };
  if (days <= 3000) return { interval: d3.utcMonth, format: d3.utcFormat("%b %Y"), name: "month" };
  return { interval: d3.utcYear, format: d3.utcFormat("%Y"), name: "year" };
}

/** Claims by steps of time: `{name, bins: [{label, from, to, start, parts, total}]}`. */
function overTime(claims) {
  const dated = claims.filter((claim) => claim.article.day !== undefined);
  if (dated.length === 0) return null;
  const day = (claim) => new Date(`${claim.article.day}T00:00Z`);
  const [first, last] = d3.extent(dated, day);
  const { interval, format, name } = timeSteps(first, last);
  const groups = d3.group(dated, (claim) => +interval.floor(day(claim)));
  const iso = d3.utcFormat("%Y-%m-%d");
  const starts = interval.range(interval.floor(first), interval.offset(last, 1));
  const bins = starts.map((start) => {
    const inside = groups.get(+start) ?? [];
    const next = interval.offset(start, 1);
    return {
      label: format(start),
      start,
      next,
      from: iso(start),
      to: iso(d3.utcDay.offset(next, -1)),
      parts: kindCounts(inside),
      total: inside.length,
    };
  });
  return { name, bins, undated: claims.length - dated.length };
}

/** Columns over time, stacked by kind. A click on one goes to its claims. */
function timeChart({ name, bins }, width) {
  const height = 220;
  const margin = { top: 8, right: 8, bottom: 28, left: 40 };
  const x = d3.scaleUtc([bins[0].start, bins.at(-1).next], [margin.left, width - margin.right]);
  const y = d3
    .scaleLinear([0, d3.max(bins, (bin) => bin.total) || 1], [height - margin.bottom, margin.top])
    .nice();
  const svg = d3
    .create("svg")
    .attr("viewBox", [0, 0, width, height])
    .attr("role", "img")
    .attr("aria-label", `Claims by ${name}; the table below tells the same.`);
  const ticks = y.ticks(4).filter(Number.isInteger);
  svg
    .append("g")
    .attr("class", "grid")
    .selectAll("line")
    .data(ticks)
    .join("line")
    .attr("x1", margin.left)
    .attr("x2", width - margin.right)
    .attr("y1", y)
    .attr("y2", y);
  const columns = svg
    .append("g")
    .selectAll("g")
    .data(bins.filter((bin) => bin.total > 0))
    .join("g")
    .attr("class", "column")
    .on("click", (_, bin) => setFilters({ from: bin.from, to: bin.to }));
  columns.append("title").text((bin) => `${bin.label}: ${count(bin.total, "claim")}`);
  columns
    .selectAll("rect")
    .data((bin) => d3.zip(bin.parts, d3.cumsum(bin.parts, (part) => part.value)).map(([part, top]) => ({ bin, part, top })))
    .join("rect")
    .attr("class", ({ part }) => `part ${part.key}`)
    .attr("x", ({ bin }) => x(bin.start) + Math.min(1.5, (x(bin.next) - x(bin.start)) / 8))
    .attr("width", ({ bin }) => Math.max(1, (x(bin.next) - x(bin.start)) * 0.75 - 0.5))
    .attr("y", ({ top }) => y(top))
    .attr("height", ({ part, top }) => y(top - part.value) - y(top));
  svg
    .append("g")
    .attr("class", "axis")
    .attr("transform", `translate(0,${height - margin.bottom})`)
    .call(d3.axisBottom(x).ticks(Math.max(2, Math.floor(width / 110))).tickSizeOuter(0));
  svg
    .append("g")
    .attr("class", "axis")
    .attr("transform", `translate(${margin.left},0)`)
    .call(d3.axisLeft(y).tickValues(ticks).tickFormat(d3.format("d")).tickSize(0))
    .call((axis) => axis.select(".domain").remove());
  return svg.node();
}

/** Speakers whose pairs are counted: those with most claims. */
const PAIRED = 300;

/** Pairs of named speakers who are quoted in the same articles: at most `most` speakers, each with
 * another of them, those first who share most articles. */
function quotedTogether(claims, most) {
  const named = claims.filter((claim) => isNamed(claim));
  const claimsOf = d3.rollup(named.flatMap((claim) => claim.speakers), (of) => of.length, (name) => name);
  const names = d3.sort(claimsOf.keys(), (name) => -claimsOf.get(name)).slice(0, PAIRED);
  const rank = new Map(names.map((name, i) => [name, i]));
  const ranksHere = (of) => Array.from(new Set(of.flatMap((claim) => claim.speakers.map((name) => rank.get(name)))));
  const shared = names.map(() => new Map());
  for (const here of d3.rollup(named, ranksHere, (claim) => claim.article.index).values()) {
    const known = here.filter((i) => i !== undefined);
    for (const [i, j] of d3.cross(known, known)) if (i !== j) shared[i].set(j, (shared[i].get(j) ?? 0) + 1);
  }
  const pairs = shared.flatMap((of, i) => Array.from(of, ([j, articles]) => ({ i, j, articles }))).filter(({ i, j }) => i < j);
  const chosen = new Set();
  for (const { i, j } of d3.sort(pairs, (pair) => -pair.articles, (pair) => pair.i + pair.j)) {
    if (chosen.size + 2 <= most) chosen.add(i).add(j);
  }
  const order = neighboursFirst(Array.from(chosen), shared);
  const cells = d3.cross(order, order, (i, j) => ({ a: names[i], b: names[j], articles: shared[i].get(j) ?? 0 }));
  return { names: order.map((i) => names[i]), cells: cells.filter((cell) => cell.articles > 0) };
}

/** An order in which those who share most stand beside each other: always the one next who
 * shares most with those placed last. */
function neighboursFirst(chosen, shared) {
  const left = new Set(chosen);
  const order = [];
  while (left.size > 0) {
    const closeness = (i) => d3.sum(order.slice(-6), (j) => shared[i].get(j) ?? 0);
    const next = d3.greatest(left, (a, b) => d3.ascending(closeness(a), closeness(b)) || d3.descending(a, b));
    left.delete(next);
    order.push(next);
  }
  return order;
}

/** A square for each pair, the stronger in colour the more articles quote both. */
function togetherChart({ names, cells }, width) {
  const labels = Math.min(190, width * 0.32);
  const size = Math.max(12, Math.min(26, (width - labels - 100) / names.length));
  const side = size * names.length;
  const band = d3.scaleBand(names, [0, side]).padding(0.06);
  const strength = d3.scaleSqrt([0, d3.max(cells, (cell) => cell.articles) || 1], [0.12, 1]);
  const top = 120;
  const svg = d3
    .create("svg")
    .attr("class", "together")
    .attr("viewBox", [0, 0, width, top + side + 4])
    .attr("role", "img")
    .attr("aria-label", "Who is quoted in the same articles; the table below tells the same.");
  const plot = svg.append("g").attr("transform", `translate(${labels + 8},${top})`);
  plot.append("rect").attr("class", "ground").attr("width", side).attr("height", side);
  const fits = (length) => (name) => shortened(name, length);
  plot
    .selectAll("text.row")
    .data(names)
    .join("text")
    .attr("class", "row")
    .attr("x", -8)
    .attr("y", (name) => band(name) + band.bandwidth() / 2)
    .attr("dy", "0.35em")
    .text(fits(Math.floor(labels / 7)))
    .append("title")
    .text((name) => name);
  plot
    .selectAll("text.head")
    .data(names)
    .join("text")
    .attr("class", "head")
    .attr("transform", (name) => `translate(${band(name) + band.bandwidth() / 2},-8) rotate(-50)`)
    .text(fits(19));
  const cell = plot
    .selectAll("g.cell")
    .data(cells)
    .join("g")
    .attr("class", "cell")
    .attr("transform", ({ a, b }) => `translate(${band(b)},${band(a)})`)
    .on("click", (_, { a, b }) => {
      location.hash = filteredAddress("claims", { speaker: a, with: b });
    });
  cell
    .append("rect")
    .attr("width", band.bandwidth())
    .attr("height", band.bandwidth())
    .attr("rx", 2)
    .attr("fill-opacity", ({ articles }) => strength(articles));
  cell.append("title").text(({ a, b, articles }) => `${a} and ${b}: ${count(articles, "article")}`);
  return svg.node();
}

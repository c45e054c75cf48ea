// The overview: who is quoted, how, when, where and together with whom, among the claims that the
// filters let through.

const SPEAKERS_SHOWN = 15;
const OUTLETS_SHOWN = 30;
const TOGETHER_SHOWN = 24;
const PAIRS_SHOWN = 50;

/** A part of the overview with its heading. */
function card(title, note, properties, ...children) {
  const id = `card-${title.toLowerCase().replace(/\W+/g, "-")}`;
  return element(
    "section",
    { ...properties, class: `card ${properties.class ?? ""}`, "aria-labelledby": id },
    element("h3", { id, text: title }),
    note ? element("p", { class: "note", text: note }) : null,
    ...children,
  );
}

/** The same as a chart, as a table. */
function asTable(table) {
  return element("details", { class: "as-table" }, element("summary", { text: "Show as a table" }), table);
}

function renderOverview(state, { claims }, width) {
  const narrowed = (changes) => filteredAddress("claims", { ...state.filters, ...changes });
  const half = width > 820 ? (width - 32) / 2 - 48 : width - 48;
  const full = width - 48;
  const heading = element("h2", { class: "visually-hidden", tabindex: "-1", text: "Overview" });
  if (IS_EVALUATION) return [heading, evaluationCard(claims, narrowed)];
  return [
    heading,
    figures(claims),
    element(
      "div",
      { class: "cards" },
      mostQuoted(claims, narrowed),
      element(
        "div",
        { class: "stack" },
        sharesOfKinds(claims, narrowed),
        sharesOf("Who the sources are", "Claims by type of speaker", claims, (c) => c.type, SPEAKER_TYPES, (type) => narrowed({ type: [type] })),
        sharesOf("What sources do", "Claims by act", claims, (c) => c.act, ACTS, (act) => narrowed({ act: [act] })),
      ),
      timeCard(claims, full),
      outletCard(claims, narrowed),
      togetherCard(claims, Math.min(full, Math.max(half, 760))),
    ),
  ];
}

/** The figures at the top. */
function figures(claims) {
  const named = claims.filter((claim) => isNamed(claim) === true);
  const unnamed = claims.filter((claim) => isNamed(claim) === false);
  const direct = claims.filter((claim) => claim.kind === "direct");
  const speakers = new Set(named.flatMap((claim) => claim.speakers));
  const articles = new Set(claims.map((claim) => claim.article.index));
  const figure = (value, name, note) =>
    element(
      "div",
      { class: "figure" },
      element("dt", {}, name, note ? element("small", { text: note }) : null),
      element("dd", { text: value }),
    );
  return element(
    "dl",
    { class: "figures" },
    figure(number(claims.length), "claims"),
    figure(number(articles.size), "articles with claims"),
    figure(number(speakers.size), "named speakers"),
    figure(percent(direct.length, claims.length), "direct quotations", "of all claims"),
    figure(percent(unnamed.length, named.length + unnamed.length), "from unnamed sources", "of people and organizations"),
  );
}

/** Speakers with a name; if there are none among the claims, all. */
function mostQuoted(claims, narrowed) {
  const named = claims.filter((claim) => isNamed(claim));
  const all = named.length > 0 ? "named speakers" : "speakers";
  const bySpeaker = d3.group(
    (named.length > 0 ? named : claims).flatMap((claim) => claim.speakers.map((name) => ({ name, claim }))),
    ({ name }) => name,
  );
  const ranked = d3.sort(bySpeaker, ([, of]) => -of.length).slice(0, SPEAKERS_SHOWN);
  const rows = ranked.map(([name, of]) => {
    const own = of.map(({ claim }) => claim);
    const articles = new Set(own.map((claim) => claim.article.index)).size;
    return {
      label: name,
      note: nameOf(SPEAKER_TYPES, SPEAKERS.get(name).type).toLowerCase(),
      title: `${count(own.length, "claim")} in ${count(articles, "article")}`,
      parts: kindCounts(own),
      articles,
      address: narrowed({ speaker: name }),
    };
  });
  const table = plainTable(
    "Claims and articles of the speakers quoted most",
    ["Speaker", ...KIND_ORDER.map((kind) => KINDS[kind].name), "Articles"],
    rows.map((row) => [row.label, ...row.parts.map((part) => part.value), row.articles]),
  );
  const note =
    bySpeaker.size > rows.length ? `The first ${rows.length} of ${number(bySpeaker.size)} ${all}, by claims` : "By claims";
  return card("Quoted most", note, {}, kindLegend(), barList(rows, { ordered: true }), asTable(table));
}

function sharesOfKinds(claims, narrowed) {
  const parts = kindCounts(claims);
  const rows = parts.map((part) =>
    element(
      "li",
      {},
      element(
        "a",
        { href: narrowed({ kind: [part.key] }), title: KINDS[part.key].meaning },
        element("span", { class: `swatch part ${part.key}`, "aria-hidden": "true" }),
        element("span", { class: "label", text: part.name }),
        element("span", { class: "value", text: number(part.value) }),
        element("span", { class: "share", text: percent(part.value, claims.length) }),
      ),
    ),
  );
  return card(
    "How they are quoted",
    "Claims by kind",
    {},
    claims.length > 0 ? element("div", { class: "whole" }, stackedBar(parts)) : null,
    withRoomFor(claims.length, element("ul", { class: "bars keyed" }, rows)),
  );
}

function sharesOf(title, note, claims, value, values, address) {
  const counts = d3.rollup(claims, (of) => of.length, value);
  const rows = Object.keys(values)
    .filter((key) => counts.has(key))
    .map((key) => ({
      label: values[key].name,
      title: values[key].meaning,
      parts: [{ key: "plain-part", name: values[key].name, value: counts.get(key) }],
      share: percent(counts.get(key), claims.length),
      address: address(key),
    }));
  return card(title, note, {}, barList(d3.sort(rows, (row) => -row.parts[0].value)));
}

function timeCard(claims, width) {
  const time = overTime(claims);
  if (time === null) {
    const reason = claims.length === 0 ? "No claim to show." : "The articles have no date that can be read.";
    return card("Over time", null, { class: "wide" }, element("p", { class: "empty", text: reason }));
  }
  const note = `Claims by ${time.name} of publication${time.undated > 0 ? `; ${count(time.undated, "claim")} without a date` : ""}`;
  const filled = time.bins.filter((bin) => bin.total > 0);
  const table = plainTable(
    note,
    ["Time", ...KIND_ORDER.map((kind) => KINDS[kind].name), "All"],
    filled.map((bin) => [bin.label, ...bin.parts.map((part) => part.value), bin.total]),
  );
  return card("Over time", note, { class: "wide" }, kindLegend(), timeChart(time, width), asTable(table));
}

function outletCard(claims, narrowed) {
  const groups = d3.group(claims, (claim) => claim.article.outletName);
  groups.delete(null);
  if (groups.size === 0) return null;
  const articlesOf = d3.rollup(ARTICLES, (of) => of.length, (article) => article.outletName);
  const ranked = d3.sort(groups, ([, of]) => -of.length);
  const columns = ["Outlet", "Articles", "Claims", "Claims an article", "Direct, mixed, indirect", "Unnamed", "Quoted most"];
  const rows = ranked.slice(0, OUTLETS_SHOWN).map(([outlet, of]) => {
    const unnamed = of.filter((claim) => isNamed(claim) === false).length;
    const known = of.filter((claim) => isNamed(claim) !== null).length;
    const most = d3.greatest(d3.rollup(of.flatMap((c) => c.speakers), (v) => v.length, (name) => name), ([, n]) => n)?.[0];
    const articles = articlesOf.get(outlet);
    const kinds = kindCounts(of);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, element("a", { href: narrowed({ outlet }) }, quoted(outlet))),
      element("td", { class: "n", text: number(articles) }),
      element("td", { class: "n", text: number(of.length) }),
      element("td", { class: "n", text: (of.length / articles).toFixed(1) }),
      element(
        "td",
        { class: "kinds" },
        stackedBar(kinds),
        element("span", { class: "visually-hidden", text: kinds.map((part) => percent(part.value, of.length)).join(", ") }),
      ),
      element("td", { class: "n", text: percent(unnamed, known) }),
      element("td", {}, most ? element("a", { href: narrowed({ outlet, speaker: most }) }, quoted(most)) : "–"),
    );
  });
  const left = ranked.length - rows.length;
  return card(
    "Outlets side by side",
    left > 0 ? `The ${rows.length} outlets with most claims; ${number(left)} more are among the filters` : null,
    { class: "wide" },
    kindLegend(),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Outlets side by side, table" },
      element(
        "table",
        { class: "outlets" },
        element("thead", {}, element("tr", {}, columns.map((name) => element("th", { scope: "col", text: name })))),
        element("tbody", {}, rows),
      ),
    ),
  );
}

function togetherCard(claims, width) {
  const together = quotedTogether(claims, TOGETHER_SHOWN);
  if (together.cells.length === 0) return null;
  const pairs = d3
    .sort(
      together.cells.filter(({ a, b }) => together.names.indexOf(a) < together.names.indexOf(b)),
      (cell) => -cell.articles,
    )
    .slice(0, PAIRS_SHOWN);
  const table = element(
    "table",
    { class: "plain" },
    element("caption", { text: "Named speakers quoted in the same articles" }),
    element("thead", {}, element("tr", {}, ["Speaker", "and", "Articles"].map((n) => element("th", { scope: "col", text: n })))),
    element(
      "tbody",
      {},
      pairs.map(({ a, b, articles }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, element("a", { href: filteredAddress("claims", { speaker: a, with: b }) }, quoted(a))),
          element("td", {}, element("a", { href: filteredAddress("claims", { speaker: b, with: a }) }, quoted(b))),
          element("td", { text: number(articles) }),
        ),
      ),
    ),
  );
  return card(
    "Quoted together",
    "Named speakers in the same articles: the stronger the colour, the more articles",
    { class: "wide" },
    togetherChart(together, width),
    asTable(table),
  );
}

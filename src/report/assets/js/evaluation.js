// What an evaluation adds: how many claims are right, and both sides of an article.

/** The two texts of an article, each under its name. */
function sideBySide(texts) {
  const column = (title, { claims, marked }) =>
    element("section", { "aria-label": title }, element("h3", {}, title, element("small", { text: ` ${count(claims.length, "claim")}` })), marked.node);
  return element("div", { class: "sides" }, column("Gold set", texts[0]), column("System", texts[1]));
}

/** The claims by verdict, the articles with theirs, and the measures. */
function evaluationCard(claims, narrowed) {
  const counts = d3.rollup(claims, (of) => of.length, (claim) => claim.verdict);
  const keys = Object.keys(VERDICTS);
  const byArticle = d3.rollup(claims, (of) => of.length, (claim) => claim.article, (claim) => claim.verdict);
  const articles = d3.sort(byArticle, ([, of]) => (of.get("right") ?? 0) - d3.sum(of.values()));
  return element(
    "div",
    { class: "cards evaluation" },
    card(
      "Verdicts",
      "The system’s claims, and those of the gold set that it missed",
      {},
      withRoomFor(
        claims.length,
        element("ul", { class: "bars verdicts" }, keys.map((key) => verdictRow(key, counts.get(key) ?? 0, claims.length, narrowed))),
      ),
      measuresTable(),
    ),
    card(
      "Articles",
      "Those with most to mend first",
      {},
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Articles, table" },
        element(
          "table",
          { class: "outlets" },
          element("thead", {}, element("tr", {}, ["Article", ...keys.map((key) => VERDICTS[key].name)].map((n) => element("th", { scope: "col", text: n })))),
          element(
            "tbody",
            {},
            articles.slice(0, PAIRS_SHOWN).map(([article, of]) =>
              element(
                "tr",
                {},
                element("th", { scope: "row" }, element("a", { href: articleAddress(article) }, quoted(article.id))),
                keys.map((key) => element("td", { class: "n", text: number(of.get(key) ?? 0) })),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function verdictRow(key, value, all, narrowed) {
  const { name, sign, meaning } = VERDICTS[key];
  return element(
    "li",
    {},
    element(
      "a",
      { href: narrowed({ verdict: [key] }), title: meaning },
      element("span", { class: "label" }, element("span", { "aria-hidden": "true", text: `${sign} ` }), name),
      element("span", { class: "track" }, stackedBar([{ key: `verdict-${key}`, name, value }], `${all === 0 ? 0 : (100 * value) / all}%`)),
      element("span", { class: "value", text: number(value) }),
      element("span", { class: "share", text: percent(value, all) }),
    ),
  );
}

/** All measures, whatever the filters. */
function measuresTable() {
  const figure = (value) => value.toFixed(1);
  const table = plainTable(
    "All measures, over all articles",
    ["Measure", "Gold", "Precision", "Recall", "F1"],
    REPORT.measures.map((m) => [`${m.family}: ${m.measure}`, number(m.gold), figure(m.precision), figure(m.recall), figure(m.f1)]),
  );
  return element("details", { class: "as-table", open: true }, element("summary", { text: "Measures" }), table);
}

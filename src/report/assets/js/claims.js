// The list of claims, a page at a time, and the list of articles.

const PAGE_SIZE = 50;

function renderClaims(state, { claims }) {
  const { compare } = SORTS[state.sort];
  const sorted = compare === null ? claims : claims.toSorted(compare);
  const { rows, page, pages } = pageOf(sorted, state.page);
  const speaker = SPEAKERS.get(state.filters.speaker);
  return [
    element("h2", { class: speaker ? "" : "visually-hidden", tabindex: "-1", dir: "auto", text: speaker ? speaker.name : "Claims" }),
    speaker ? speakerCard(speaker) : null,
    element(
      "div",
      { class: "toolbar" },
      sortField(state),
      IS_EVALUATION ? null : element("button", {
        type: "button",
        text: `Download ${claims.length === 1 ? "this claim" : `these ${number(claims.length)} claims`} (CSV)`,
        disabled: claims.length === 0,
        on: { click: () => downloadClaims(sorted) },
      }),
    ),
    claims.length === 0
      ? element("p", { class: "empty", text: "No claim passes these filters." })
      : element(
          "table",
          { class: "claims" },
          element("caption", { class: "visually-hidden", text: `Claims, page ${page} of ${pages}` }),
          element(
            "thead",
            {},
            element("tr", {}, ["Speaker", "Claim", "Article"].map((name) => element("th", { scope: "col", text: name }))),
          ),
          element("tbody", {}, rows.map(claimInList)),
        ),
    pager(state, page, pages),
  ].filter(Boolean);
}

/** The rows of a page; a page beyond the last is the last. */
function pageOf(all, asked) {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(asked, pages);
  return { rows: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), page, pages };
}

function claimInList(claim) {
  const { article } = claim;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, speakerLinks(claim), element("small", { text: nameOf(SPEAKER_TYPES, claim.type) })),
    element(
      "td",
      {},
      element("a", { class: "claim-text", dir: "auto", href: articleAddress(article, claim), text: contentOf(claim) }),
      sentenceInList(claim),
      element("div", { class: "tags" }, tags(claim)),
      claim.differs ? element("small", { text: differencesOf(claim) }) : null,
    ),
    element(
      "td",
      {},
      element("a", { class: "where", dir: "auto", href: articleAddress(article), text: shortened(article.headline, 80) }),
      element("small", { dir: "auto", text: [article.outletName, article.date].filter(Boolean).join(" · ") }),
    ),
  );
}

/** The sentence around a claim, where it says more than the claim. */
function sentenceInList(claim) {
  if (claim.sentence === undefined) return null;
  const sentence = wordsAt(claim.article, [claim.sentence]);
  if (sentence === contentOf(claim)) return null;
  return element("p", { class: "sentence", dir: "auto", text: shortened(sentence, 400) });
}

/** Links to all claims of those who claim this. */
function speakerLinks(claim) {
  if (claim.speakers.length === 0) {
    const source = wordsAt(claim.article, claim.source);
    return element("span", { class: "nobody" }, source ? quoted(source) : "Nobody found");
  }
  return claim.speakers.map((name, i) => [
    i > 0 ? ", " : null,
    element("a", { class: "speaker", href: filteredAddress("claims", { speaker: name }) }, quoted(name)),
  ]).flat();
}

/** Kind, act, whether it was made, and confidence as small words. */
function tags(claim) {
  const cue = wordsAt(claim.article, claim.cue);
  return [
    claim.verdict === undefined ? null : verdictTag(claim),
    claim.kind === undefined ? null : element("span", { class: `tag kind-${claim.kind}`, text: nameOf(KINDS, claim.kind) }),
    claim.act === undefined ? null : element("span", { class: "tag", text: nameOf(ACTS, claim.act) }),
    (claim.factuality ?? "factual") === "factual" ? null : element("span", { class: "tag", text: nameOf(FACTUALITY, claim.factuality) }),
    cue === "" ? null : element("span", { class: "cue-words" }, quoted(cue)),
    claim.confidence === undefined
      ? null
      : element("span", { class: "sure", text: `confidence ${claim.sureness.toFixed(2)}`, title: "How likely the whole claim is right" }),
  ];
}

/** In what a claim differs from the other side's, in words. */
function differencesOf(claim) {
  return claim.differs.map((difference) => DIFFERENCES[difference] ?? difference).join("; ");
}

function verdictTag(claim) {
  const { sign, name } = VERDICTS[claim.verdict];
  return element("span", { class: `tag verdict-${claim.verdict}` }, element("span", { "aria-hidden": "true", text: `${sign} ` }), name);
}

/** What is known of a speaker over all articles. */
function speakerCard(speaker) {
  const descriptions = new Set(
    speaker.claims.map((claim) => wordsAt(claim.article, claim.description)).filter((words) => words !== ""),
  );
  const together = d3.rollups(
    CLAIMS.filter((claim) => speaker.articles.has(claim.article.index) && isNamed(claim)).flatMap((claim) =>
      claim.speakers.filter((name) => name !== speaker.name).map((name) => ({ name, article: claim.article.index })),
    ),
    (of) => new Set(of.map(({ article }) => article)).size,
    ({ name }) => name,
  );
  const companions = d3.sort(together, ([, n]) => -n).slice(0, 6);
  return element(
    "div",
    { class: "speaker-card" },
    element(
      "p",
      {},
      `${nameOf(SPEAKER_TYPES, speaker.type)} · ${count(speaker.claims.length, "claim")} in ${count(speaker.articles.size, "article")}`,
    ),
    descriptions.size === 0
      ? null
      : element("p", {}, "Described as ", Array.from(descriptions).slice(0, 5).flatMap((d, i) => [i > 0 ? "; " : "", element("q", { dir: "auto", text: d })])),
    companions.length === 0
      ? null
      : element(
          "p",
          {},
          "Quoted together with ",
          companions.flatMap(([name], i) => [
            i > 0 ? ", " : "",
            element("a", { href: filteredAddress("claims", { speaker: name }) }, quoted(name)),
          ]),
        ),
  );
}

function sortField(state) {
  const select = element(
    "select",
    { id: "sort" },
    Object.entries(SORTS).map(([value, { name }]) => element("option", { value, text: name, selected: value === state.sort })),
  );
  select.addEventListener("change", () => {
    go({ ...parseAddress(location.hash), sort: select.value, page: 1 });
    document.getElementById("sort").focus();
  });
  return element("div", { class: "field inline" }, element("label", { for: "sort", text: "Sort by" }), select);
}

/** Links to the other pages. */
function pager(state, page, pages) {
  if (pages === 1) return null;
  const link = (to, text, label) =>
    to < 1 || to > pages || to === page
      ? element("span", { class: "off", "aria-hidden": "true", text })
      : element("a", { href: addressOf({ ...state, page: to }), "aria-label": label, text });
  return element(
    "nav",
    { class: "pager", "aria-label": "Pages" },
    link(1, "« First", "First page"),
    link(page - 1, "‹ Previous", "Previous page"),
    element("span", { "aria-current": "page", text: `Page ${number(page)} of ${number(pages)}` }),
    link(page + 1, "Next ›", "Next page"),
    link(pages, "Last »", "Last page"),
  );
}

function renderArticles(state, { claims }) {
  const found = d3.rollup(claims, (of) => of.length, (claim) => claim.article.index);
  const filtered = isFiltered(state.filters);
  const articles = filtered ? ARTICLES.filter((article) => found.has(article.index)) : ARTICLES;
  const { rows, page, pages } = pageOf(articles, state.page);
  return [
    element("h2", { class: "visually-hidden", tabindex: "-1", text: "Articles" }),
    articles.length === 0 ? element("p", { class: "empty", text: "No article has a claim that passes these filters." }) : null,
    element(
      "ol",
      { class: "articles", start: (page - 1) * PAGE_SIZE + 1 },
      rows.map((article) => {
        const n = found.get(article.index) ?? 0;
        const names = Array.from(new Set(article.claims.flatMap((claim) => claim.speakers)));
        return element(
          "li",
          {},
          element("a", { href: articleAddress(article), dir: "auto", text: article.headline }),
          element("p", { class: "meta", dir: "auto", text: [article.outletName, article.date, article.id].filter(Boolean).join(" · ") }),
          element(
            "p",
            { class: "who" },
            filtered ? `${number(n)} of ${count(article.claims.length, "claim")}` : count(n, "claim"),
            names.length > 0 ? element("span", { dir: "auto", text: ` by ${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}` }) : null,
          ),
        );
      }),
    ),
    pager(state, page, pages),
  ].filter(Boolean);
}

// One article on show: its text with the claims in place, beside it what is known of the chosen one.

/** The article's parts, and `choose(claim)`, which shows one of its claims, or none. */
function showArticle(article, chosen) {
  if (article.refused !== undefined) {
    const why = element("p", { class: "refused" }, quoted(article.id), `: ${article.refused}`);
    return { node: why, choose: () => {} };
  }
  const marked = markedText(article, article.claims, (claim) => chosen(claim));
  const details = element("div", { class: "details" });
  const buttons = new Map(article.claims.map((claim) => [claim, indexButton(claim, chosen)]));
  const items = article.claims.map((claim) =>
    element("li", { class: claim.within === undefined ? "" : "inner" }, buttons.get(claim)),
  );
  const meta = [article.outlet, article.date, article.id].filter(Boolean).join(" · ");
  const node = element(
    "article",
    { class: "reading" },
    element(
      "div",
      { class: "text" },
      element("p", { class: "meta" }, element("span", { dir: "auto", text: meta })),
      element("h2", { class: article.title === undefined ? "visually-hidden" : "headline", dir: "auto", text: headlineOf(article) }),
      marked.node,
    ),
    element(
      "aside",
      { "aria-label": "Claims of this article" },
      details,
      element(
        "section",
        { class: "claim-index index", "aria-label": "List of claims" },
        element("h3", { text: article.claims.length === 0 ? "No claims" : count(article.claims.length, "claim") }),
        element("ol", {}, items),
      ),
      marksLegend(),
    ),
  );
  let current = null;
  const choose = (claim) => {
    buttons.get(current)?.setAttribute("aria-pressed", "false");
    buttons.get(claim)?.setAttribute("aria-pressed", "true");
    current = claim;
    marked.select(claim);
    details.replaceChildren(...(claim === null ? [] : [claimCard(claim)]));
    const marker = marked.markers.get(claim);
    const place = marker?.getBoundingClientRect();
    if (place && (place.top < 40 || place.bottom > innerHeight - 40)) marker.scrollIntoView({ block: "center" });
  };
  return { node, choose };
}

function indexButton(claim, chosen) {
  return element(
    "button",
    { type: "button", "aria-pressed": "false", on: { click: () => chosen(claim) } },
    element("span", { class: "index-number", text: claim.number + 1 }),
    element("span", {}, element("strong", {}, speakerOf(claim)), " ", quoted(shortened(contentOf(claim), 70))),
  );
}

function speakerOf(claim) {
  return claim.speaker === undefined ? "Nobody found" : quoted(claim.speaker);
}

/** What is known of a claim. */
function claimCard(claim) {
  const fact = (name, ...value) => [element("dt", { text: name }), element("dd", {}, ...value)];
  const words = (pieces) => quoted(wordsAt(claim.article, pieces));
  const type = claim.speaker === undefined ? "none" : claim.speaker_type;
  return element(
    "section",
    { class: "claim-card", "aria-label": `Claim ${claim.number + 1}` },
    element("header", {}, element("span", { class: "which", text: `Claim ${claim.number + 1} of ${claim.article.claims.length}` })),
    element(
      "p",
      { class: "who" },
      speakerOf(claim),
      element("small", {}, nameOf(SPEAKER_TYPES, type), claim.description ? [", ", words(claim.description)] : null),
    ),
    element("blockquote", { dir: "auto", text: contentOf(claim) }),
    element(
      "dl",
      {},
      claim.source ? fact("Source as written", words(claim.source)) : null,
      claim.cue ? fact("Attributed by", words(claim.cue)) : null,
      claim.via ? fact("Came through", words(claim.via)) : null,
      fact("The source", ACTS[claim.act]?.meaning ?? claim.act),
      fact("The claim was", FACTUALITY[claim.factuality]?.name.toLowerCase() ?? claim.factuality),
      fact("Quoted", KINDS[claim.kind]?.meaning ?? claim.kind),
      fact("How the speaker was found", FOUND_BY[claim.found_by] ?? claim.found_by),
      fact("Confidence", `${claim.confidence}: how likely all of it is right, in every boundary`),
    ),
  );
}

/** The cells of the table of claims, with a button at the number of each. */
function fillTable(table, claims, chosen) {
  const rows = new Map();
  const body = claims.map((claim) => {
    const [id, number, ...cells] = claimRow(claim);
    const button = element("button", { type: "button", "aria-label": `Show claim ${number} of ${id}`, text: number });
    const row = element(
      "tr",
      { on: { click: () => chosen(claim) } },
      element("th", { scope: "row", dir: "auto", text: id }),
      element("td", {}, button),
      cells.map((cell) => element("td", { dir: "auto", title: String(cell).length > 60 ? cell : null, text: cell })),
    );
    rows.set(claim, row);
    return row;
  });
  const head = CLAIM_COLUMNS.map((name) => element("th", { scope: "col", text: name }));
  table.replaceChildren(
    element("caption", { class: "visually-hidden", text: "Claims, one a row" }),
    element("thead", {}, element("tr", {}, head)),
    element("tbody", {}, body),
  );
  return (claim) => rows.forEach((row, its) => row.classList.toggle("chosen", its === claim));
}

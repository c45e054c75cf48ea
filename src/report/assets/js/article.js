// One article: its text with the claims in place, and beside it what is known of the chosen one.

/** The article on show, so that another claim of it can be chosen without making it anew. */
let shownArticle = null;

function renderArticle(state) {
  const article = ARTICLE_BY_ID.get(state.id);
  if (article === undefined) {
    shownArticle = null;
    return [
      element("h2", { tabindex: "-1", text: "No such article" }),
      element("p", { class: "empty" }, "This report has no article ", quoted(`“${state.id}”`), "."),
    ];
  }
  const choose = (claim) => {
    const now = parseAddress(location.hash);
    go({ ...now, claim: claim === null || claim.key === now.claim ? null : claim.key }, { replace: true });
  };
  const text = (claims, name) => ({ claims, marked: markedText(article, claims, choose, { name }) });
  const texts = IS_EVALUATION
    ? [text(article.gold, "Text with the gold set’s claims"), text(article.claims, "Text with the system’s claims")]
    : [text(article.claims)];
  const details = element("div", { class: "details" });
  const list = claimIndex(article);
  shownArticle = { article, texts, details, list, choose };
  const hasHeadline = article.title !== undefined;
  const meta = [article.outletName, article.date, article.id].filter(Boolean).join(" · ");
  return [
    element(
      "article",
      { class: IS_EVALUATION ? "reading compared" : "reading" },
      element(
        "div",
        { class: "text" },
        element("p", { class: "meta" }, element("span", { dir: "auto", text: meta }), pageLink(article)),
        element("h2", { class: hasHeadline ? "headline" : "visually-hidden", tabindex: "-1", dir: "auto", text: article.headline }),
        IS_EVALUATION ? sideBySide(texts) : texts[0].marked.node,
      ),
      element("aside", { "aria-label": "Claims of this article" }, details, list.node, marksLegend()),
    ),
  ];
}

function pageLink(article) {
  if (article.link === null) return null;
  return element("a", {
    class: "outside",
    href: article.link.href,
    rel: "noopener noreferrer nofollow",
    target: "_blank",
    text: `Open at ${article.link.hostname}`,
  });
}

/** Shows what the address chooses of the article on show. */
function chooseClaim(state) {
  const { article, texts, details, list, choose } = shownArticle;
  const claim = (state.claim === null ? null : claimOf(article, state.claim)) ?? null;
  const chosen = claim === null ? [] : [claim, counterpartOf(claim)].filter(Boolean);
  for (const { claims, marked } of texts) marked.select(chosen.find((one) => claims.includes(one)) ?? null);
  list.select(chosen.find((one) => listedClaims(article).includes(one)) ?? null);
  const inOrder = d3.sort(chosen, (one) => one.side !== "gold");
  details.replaceChildren(...inOrder.map((one) => claimDetails(one, choose)));
  if (claim === null) return;
  const marker = markerOnShow(claim);
  const place = marker?.getBoundingClientRect();
  if (place && (place.top < 90 || place.bottom > innerHeight - 90)) marker.scrollIntoView({ block: "center" });
}

/** The number of a claim in the text on show. */
function markerOnShow(claim) {
  return shownArticle.texts.find(({ claims }) => claims.includes(claim))?.marked.markers.get(claim);
}

/** The claims of an article as they are counted: in an evaluation, also those missed. */
function listedClaims(article) {
  return [...article.claims, ...(article.gold ?? []).filter((claim) => claim.verdict === "missed")];
}

/** All claims of the article as links, with the chosen one marked. */
function claimIndex(article) {
  const listed = listedClaims(article);
  const links = new Map(
    listed.map((claim) => [
      claim,
      element(
        "a",
        { href: articleAddress(article, claim) },
        element("span", { class: "index-number", text: VERDICTS[claim.verdict]?.sign ?? claim.number + 1 }),
        element(
          "span",
          {},
          element("strong", {}, claim.speaker === undefined ? "Nobody found" : quoted(claim.speakers.join(", "))),
          " ",
          quoted(shortened(contentOf(claim), 70)),
        ),
      ),
    ]),
  );
  const node = element(
    "section",
    { class: "claim-index", "aria-labelledby": "claim-index" },
    element("h3", { id: "claim-index", text: listed.length === 0 ? "No claims" : count(listed.length, "claim") }),
    element("ol", {}, Array.from(links, ([claim, link]) => element("li", { class: claim.within === undefined ? "" : "inner" }, link))),
  );
  let current = null;
  const select = (claim) => {
    links.get(current)?.removeAttribute("aria-current");
    current = claim;
    links.get(claim)?.setAttribute("aria-current", "true");
  };
  return { node, select };
}

/** What is known of a claim. */
function claimDetails(claim, choose) {
  const { article, siblings: all } = claim;
  const side = !IS_EVALUATION ? "" : claim.side === "gold" ? " of the gold set" : " of the system";
  const which = `Claim ${claim.number + 1} of ${all.length}${side.replace(" of", " in")}`;
  const step = (by, label, text) => {
    const to = all[claim.number + by];
    return element("button", {
      type: "button",
      "aria-label": label,
      text,
      disabled: to === undefined,
      on: {
        click: () => {
          choose(to);
          refocus(label);
        },
      },
    });
  };
  const outer = all.find(({ id }) => id === claim.within);
  const inner = all.filter(({ within }) => within === claim.id);
  const fact = (name, ...value) => [element("dt", { text: name }), element("dd", {}, ...value)];
  const link = (to) => element("a", { href: articleAddress(article, to), text: `claim ${to.number + 1}` });
  const words = (pieces) => quoted(wordsAt(article, pieces));
  return element(
    "section",
    { class: "claim-card", "aria-label": which },
    element(
      "header",
      {},
      element("span", { class: "which", text: which }),
      step(-1, `Previous claim${side}`, "‹"),
      step(1, `Next claim${side}`, "›"),
      element("button", { type: "button", "aria-label": "Close the claim", text: "×", on: { click: () => closeClaim(claim) } }),
    ),
    element(
      "p",
      { class: "who" },
      speakerLinks(claim),
      element("small", {}, nameOf(SPEAKER_TYPES, claim.type), claim.description ? [", ", quoted(wordsAt(article, claim.description))] : null),
    ),
    element("blockquote", { dir: "auto", text: contentOf(claim) }),
    element("p", { class: "tags" }, tags(claim).filter((tag) => tag?.matches(".tag"))),
    element(
      "dl",
      {},
      claim.differs ? fact("Differs", differencesOf(claim)) : null,
      claim.source ? fact("Source as written", words(claim.source)) : null,
      claim.cue ? fact("Attributed by", words(claim.cue)) : null,
      claim.via ? fact("Came through", words(claim.via)) : null,
      claim.act === undefined ? null : fact("The source", ACTS[claim.act]?.meaning ?? claim.act),
      claim.factuality === undefined ? null : fact("The claim was", FACTUALITY[claim.factuality].name.toLowerCase()),
      claim.kind === undefined ? null : fact("Quoted", KINDS[claim.kind].meaning),
      claim.found_by === undefined ? null : fact("How the speaker was found", FOUND_BY[claim.found_by] ?? claim.found_by),
      claim.speaker_confidence === undefined ? null : fact("Confidence in the speaker", claim.speaker_confidence),
      claim.confidence === undefined ? null : fact("Confidence", confidenceMeter(claim)),
      outer === undefined ? null : fact("Stands inside", link(outer)),
      inner.length === 0 ? null : fact("Holds", inner.flatMap((c, i) => [i > 0 ? ", " : null, link(c)])),
    ),
    claim.speakers.filter((name) => SPEAKERS.has(name)).map((name) =>
      element(
        "p",
        { class: "more" },
        element("a", { href: filteredAddress("claims", { speaker: name }) }, `All ${count(SPEAKERS.get(name).claims.length, "claim")} of `, quoted(name)),
      ),
    ),
  );
}

function confidenceMeter(claim) {
  const value = claim.sureness.toFixed(2);
  const bar = element("span", { class: "meter", "aria-hidden": "true" }, element("span"));
  bar.firstChild.style.width = `${100 * claim.sureness}%`;
  return [bar, `${value}: how likely all of it is right, in every boundary`];
}

/** Gives the focus back to a button of the details, which are made anew for each claim. */
function refocus(label) {
  afterRender(() => {
    const buttons = Array.from(document.querySelectorAll(".claim-card header button"));
    const again = buttons.find((button) => button.getAttribute("aria-label") === label && !button.disabled);
    (again ?? buttons.find((button) => !button.disabled))?.focus({ preventScroll: true });
  });
}

function closeClaim(claim) {
  shownArticle.choose(null);
  afterRender(() => markerOnShow(claim)?.focus({ preventScroll: true }));
}

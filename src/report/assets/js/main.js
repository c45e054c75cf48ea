// Shows what the address says, and again whenever it changes.

const HEADING = REPORT.title ?? (IS_EVALUATION ? "Gold set and system" : "Who claimed what");

let lastState = null;
let lastFilters = null;
let lastResult = null;
const whenRendered = [];

/** Calls `action` after the page has followed the address the next time. */
function afterRender(action) {
  whenRendered.push(action);
}

/** The claims that the filters let through, kept as long as the filters stay. */
function resultFor(filters) {
  const key = JSON.stringify(filters);
  if (key !== lastFilters) {
    lastFilters = key;
    lastResult = filterClaims(filters);
  }
  return lastResult;
}

function render() {
  const state = parseAddress(location.hash);
  const view = document.getElementById("view");
  const isNew = lastState === null || state.view !== lastState.view || state.id !== lastState.id;
  const isArticle = state.view === "article";
  document.body.dataset.view = state.view;
  panel.form.hidden = isArticle;
  showCurrentView(state.view);
  if (isArticle) {
    document.getElementById("chips").hidden = true;
    if (isNew) view.replaceChildren(...renderArticle(state));
    if (shownArticle !== null) chooseClaim(state);
    announceArticle(state);
  } else {
    shownArticle = null;
    const result = resultFor(state.filters);
    showFilters(state.filters, result.facets);
    showChips(state.filters);
    const content = {
      overview: () => renderOverview(state, result, view.clientWidth),
      claims: () => renderClaims(state, result),
      articles: () => renderArticles(state, result),
    }[state.view]();
    view.replaceChildren(...content.filter(Boolean));
    announceCount(result.claims);
  }
  document.title = titleOf(state);
  const turnsPage = lastState !== null && state.page !== lastState.page;
  if (lastState !== null && (isNew || turnsPage)) showFromTop(state);
  lastState = state;
  whenRendered.splice(0).forEach((action) => action());
}

/** After going elsewhere, reading goes on at the heading there. */
function showFromTop(state) {
  if (state.view !== "article" || state.claim === null) scrollTo(0, 0);
  document.querySelector("#view h2")?.focus({ preventScroll: true });
}

function showCurrentView(view) {
  for (const name of ["overview", "claims", "articles"]) {
    const link = document.getElementById(`nav-${name}`);
    if (name === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    // The filters stay when going from one view to another.
    const { filters } = lastState ?? parseAddress(location.hash);
    link.href = filteredAddress(name, view === "article" ? filters : parseAddress(location.hash).filters);
  }
}

function titleOf(state) {
  const part = {
    overview: null,
    claims: state.filters.speaker || "Claims",
    articles: "Articles",
    article: shownArticle?.article.headline,
  }[state.view];
  return part ? `${part} – ${HEADING}` : HEADING;
}

function announce(text) {
  const status = document.getElementById("status");
  if (status.textContent !== text) status.textContent = text;
}

function announceCount(claims) {
  const articles = new Set(claims.map((claim) => claim.article.index)).size;
  const all = claims.length === CLAIMS.length;
  const found = all ? `All ${count(CLAIMS.length, "claim")}` : `${number(claims.length)} of ${count(CLAIMS.length, "claim")}`;
  announce(`${found}, in ${count(articles, "article")}`);
}

function announceArticle(state) {
  if (shownArticle === null) return announce("");
  const { article } = shownArticle;
  const claim = state.claim === null ? undefined : claimOf(article, state.claim);
  announce(
    claim === undefined
      ? `${count(listedClaims(article).length, "claim")} in this article`
      : `Claim ${claim.number + 1} of ${claim.siblings.length}: ${claim.speaker ?? "nobody found"}`,
  );
}

(function start() {
  document.getElementById("report-title").textContent = HEADING;
  const days = FIRST_DAY === undefined ? null : FIRST_DAY === LAST_DAY ? FIRST_DAY : `${FIRST_DAY} to ${LAST_DAY}`;
  document.getElementById("report-subtitle").textContent = [
    count(ARTICLES.length, "article"),
    OUTLETS.length > 0 ? count(OUTLETS.length, "outlet") : null,
    count(CLAIMS.length, "claim"),
    count(SPEAKERS.size, "speaker"),
    days,
  ].filter(Boolean).join(" · ");
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || shownArticle === null) return;
    const { claim: key } = parseAddress(location.hash);
    const claim = claimOf(shownArticle.article, key);
    if (claim !== undefined) closeClaim(claim);
  });
  addEventListener("hashchange", render);
  let width = innerWidth;
  addEventListener("resize", afterPause(() => {
    // On a telephone, scrolling changes the height alone.
    if (innerWidth === width || parseAddress(location.hash).view !== "overview") return;
    width = innerWidth;
    render();
  }));
  render();
})();

// The state of the page is its address: what follows the #. Everything shown can be bookmarked,
// sent on, and gone back to.

const VIEWS = ["overview", "claims", "articles", "article"];

/** Filters that hold several values, separated by commas in the address. */
const LIST_FILTERS = { verdict: VERDICTS, kind: KINDS, act: ACTS, factuality: FACTUALITY, type: SPEAKER_TYPES };

/** Filters that hold one text. */
const TEXT_FILTERS = ["q", "speaker", "with", "outlet", "from", "to"];

/** The state without anything chosen. */
function emptyState(view = "overview") {
  return {
    view,
    filters: {
      q: "",
      speaker: "",
      with: "",
      outlet: "",
      from: "",
      to: "",
      verdict: [],
      kind: [],
      act: [],
      factuality: [],
      type: [],
      min: 0,
    },
    sort: "corpus",
    page: 1,
    id: "",
    claim: null,
  };
}

/** Reads the state from what follows the #; what it does not understand is left out. */
function parseAddress(hash) {
  const [view, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const state = emptyState(VIEWS.includes(view) ? view : "overview");
  const given = new URLSearchParams(query);
  for (const name of TEXT_FILTERS) state.filters[name] = given.get(name) ?? "";
  for (const [name, values] of Object.entries(LIST_FILTERS)) {
    const chosen = (given.get(name) ?? "").split(",");
    state.filters[name] = Object.keys(values).filter((value) => chosen.includes(value));
  }
  const min = Number(given.get("min"));
  if (min > 0 && min <= 1) state.filters.min = min;
  if (Object.hasOwn(SORTS, given.get("sort") ?? "")) state.sort = given.get("sort");
  const page = Number(given.get("page"));
  if (Number.isInteger(page) && page > 0) state.page = page;
  state.id = given.get("id") ?? "";
  state.claim = given.get("claim");
  return state;
}

/** The address of a state, from the # on. */
function addressOf(state) {
  const given = new URLSearchParams();
  if (state.view === "article") {
    given.set("id", state.id);
    if (state.claim !== null) given.set("claim", state.claim);
    return `#article?${given}`;
  }
  for (const name of TEXT_FILTERS) if (state.filters[name]) given.set(name, state.filters[name]);
  for (const name of Object.keys(LIST_FILTERS)) {
    if (state.filters[name].length) given.set(name, state.filters[name].join(","));
  }
  if (state.filters.min > 0) given.set("min", state.filters.min);
  if (state.view === "claims" && state.sort !== "corpus") given.set("sort", state.sort);
  if (state.view !== "overview" && state.page > 1) given.set("page", state.page);
  const query = String(given);
  return query === "" ? `#${state.view}` : `#${state.view}?${query}`;
}

/** The address of a view under some filters. */
function filteredAddress(view, filters) {
  const state = emptyState(view);
  Object.assign(state.filters, filters);
  return addressOf(state);
}

/** The address of an article, or of a claim in it. */
function articleAddress(article, claim = null) {
  return addressOf({ view: "article", id: article.id, claim: claim === null ? null : claim.key });
}

/** Goes to a state; with `replace`, in place of the present one in the browser's history. */
function go(state, { replace = false } = {}) {
  const address = addressOf(state);
  if (address === location.hash) return;
  if (replace) location.replace(address);
  else location.hash = address;
}

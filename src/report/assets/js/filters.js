// Which claims a set of filters lets through. Every claim is looked at once; 50,000 take a few
// milliseconds.

/** Ways to sort claims; each gives a comparison, null for the order of the corpus. */
const SORTS = {
  corpus: { name: "Order of the articles", compare: null },
  newest: { name: "Newest first", compare: (a, b) => d3.descending(a.article.day ?? "", b.article.day ?? "") },
  oldest: { name: "Oldest first", compare: (a, b) => d3.ascending(a.article.day ?? "~", b.article.day ?? "~") },
  surest: { name: "Most confident first", compare: (a, b) => (b.sureness ?? -1) - (a.sureness ?? -1) },
  unsurest: { name: "Least confident first", compare: (a, b) => (a.sureness ?? 2) - (b.sureness ?? 2) },
  speaker: {
    name: "Speaker",
    compare: (a, b) => collator.compare(a.speaker ?? "\uffff", b.speaker ?? "\uffff"),
  },
};

const collator = new Intl.Collator("en");

/** Lower case without accents, so that "cafe" finds "Café". */
function folded(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** The words that a search looks at, which are those that its field names; made at the first search. */
function searchText(claim) {
  claim.searchText ??= folded(
    [
      contentOf(claim),
      wordsAt(claim.article, claim.source),
      claim.speaker ?? "",
    ].join("\n"),
  );
  return claim.searchText;
}

/** The names that a speaker filter means: the very name, or else all that hold it. */
function speakersMeant(written) {
  if (written === "") return null;
  if (SPEAKERS.has(written)) return new Set([written]);
  const sought = folded(written);
  return new Set(Array.from(SPEAKERS.keys()).filter((name) => folded(name).includes(sought)));
}

/** One test a filter; a filter that is not set lets all through. */
function tests(filters) {
  const terms = folded(filters.q).split(/\s+/).filter(Boolean);
  const speakers = speakersMeant(filters.speaker);
  const companions = speakersMeant(filters.with);
  const articles =
    companions === null ? null : new Set(Array.from(companions).flatMap((name) => [...SPEAKERS.get(name).articles]));
  const among = (chosen, value) => chosen.length === 0 || chosen.includes(value);
  return {
    q: (claim) => terms.every((term) => searchText(claim).includes(term)),
    speaker: (claim) => speakers === null || claim.speakers.some((name) => speakers.has(name)),
    with: (claim) => articles === null || articles.has(claim.article.index),
    kind: (claim) => among(filters.kind, claim.kind),
    act: (claim) => among(filters.act, claim.act),
    factuality: (claim) => among(filters.factuality, claim.factuality),
    type: (claim) => among(filters.type, claim.type),
    verdict: (claim) => among(filters.verdict, claim.verdict),
    min: (claim) => filters.min === 0 || claim.sureness >= filters.min,
    outlet: (claim) => filters.outlet === "" || claim.article.outletName === filters.outlet,
    day: ({ article: { day } }) =>
      (filters.from === "" || (day !== undefined && day >= filters.from)) &&
      (filters.to === "" || (day !== undefined && day <= filters.to)),
  };
}

/** How to count the claims that each value of a filter would leave. */
const FACETS = {
  verdict: (claim) => claim.verdict,
  kind: (claim) => claim.kind,
  act: (claim) => claim.act,
  factuality: (claim) => claim.factuality,
  type: (claim) => claim.type,
  outlet: (claim) => claim.article.outletName,
};

/**
 * The claims that all filters let through, and for each facet how many claims each of its values
 * has among those that the other filters let through.
 */
function filterClaims(filters) {
  const all = Object.entries(tests(filters));
  const facets = Object.fromEntries(Object.keys(FACETS).map((name) => [name, new Map()]));
  const add = (name, claim) => {
    const value = FACETS[name](claim);
    facets[name].set(value, (facets[name].get(value) ?? 0) + 1);
  };
  const claims = CLAIMS.filter((claim) => {
    let failed = null;
    for (const [name, test] of all) {
      if (test(claim)) continue;
      if (failed !== null) return false;
      failed = name;
    }
    if (failed === null) Object.keys(FACETS).forEach((name) => add(name, claim));
    else if (failed in FACETS) add(failed, claim);
    return failed === null;
  });
  return { claims, facets };
}

/** Whether any filter is set. */
function isFiltered(filters) {
  return addressOf({ ...emptyState("overview"), filters }) !== "#overview";
}

// The articles and claims of the report, and what is looked up in them again and again.

const REPORT = JSON.parse(document.getElementById("report-data").textContent);

/** Whether this compares a gold set with a system: then an article's `claims` are the system's, and
 * it has `gold` claims as well. */
const IS_EVALUATION = REPORT.measures !== undefined;

/** Articles, each with `index`, `outletName`, `link`, `headline` and its `claims`. */
const ARTICLES = REPORT.articles;

/** All claims in the order of the corpus, each with `article`, `speakers`, `type`, its confidence as
 * a number (`sureness`), and its `key` and `number` in the article. In an evaluation, those of the system and those that it missed. */
const CLAIMS = [];

/** Name to speaker: `{name, type, claims, articles}`, most claims first. */
const SPEAKERS = new Map();

const ARTICLE_BY_ID = new Map(ARTICLES.map((article) => [article.id, article]));

function adopt(article, claims, side) {
  claims.forEach((claim, number) => {
    claim.article = article;
    claim.siblings = claims;
    claim.side = side;
    claim.number = number;
    claim.key = `${side}${claim.id}`;
    if (claim.act !== undefined) claim.factuality ??= "factual";
    claim.sureness = claim.confidence === undefined ? undefined : Number(claim.confidence);
    claim.type = claim.speaker === undefined ? "none" : (claim.speaker_type ?? "none");
    claim.speakers = claim.speaker === undefined ? [] : claim.speaker.split(SPEAKER_SEPARATOR);
  });
}

/** The claim of an article with this key, of either side. */
function claimOf(article, key) {
  return [...article.claims, ...(article.gold ?? [])].find((claim) => claim.key === key);
}

/** The claim of the other side that an evaluation pairs with this one. */
function counterpartOf(claim) {
  const others = claim.side === "gold" ? claim.article.claims : claim.article.gold;
  return claim.counterpart === undefined ? undefined : others[claim.counterpart];
}

(function prepare() {
  ARTICLES.forEach((article, index) => {
    article.index = index;
    article.link = article.url === undefined ? null : webAddress(article.url);
    article.outletName = article.outlet ?? article.link?.hostname.replace(/^www\./, "") ?? null;
    article.headline = headlineOf(article);
    adopt(article, article.claims, "");
    if (article.gold) adopt(article, article.gold, "gold");
    const missed = (article.gold ?? []).filter((claim) => claim.verdict === "missed");
    for (const claim of [...article.claims, ...missed]) CLAIMS.push(claim);
  });
  for (const claim of CLAIMS) {
    for (const name of claim.speakers) {
      let speaker = SPEAKERS.get(name);
      if (!speaker) {
        speaker = { name, types: new Map(), claims: [], articles: new Set() };
        SPEAKERS.set(name, speaker);
      }
      speaker.types.set(claim.type, (speaker.types.get(claim.type) ?? 0) + 1);
      speaker.claims.push(claim);
      speaker.articles.add(claim.article.index);
    }
  }
  for (const speaker of SPEAKERS.values()) {
    // The same name may be read differently in two articles.
    speaker.type = d3.greatest(speaker.types, ([, n]) => n)[0];
  }
})();

/** Names of the outlets, in alphabetical order. */
const OUTLETS = Array.from(new Set(ARTICLES.map((a) => a.outletName).filter((o) => o !== null))).sort((a, b) =>
  a.localeCompare(b, "en"),
);

/** First and last day of the articles, or two undefined. */
const [FIRST_DAY, LAST_DAY] = d3.extent(ARTICLES, (article) => article.day);

/** Whether the text names whoever claims it; null if that is a document or nobody was found. */
function isNamed(claim) {
  return NAMED[claim.type] ?? null;
}

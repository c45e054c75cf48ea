// Words of an article, by the places that claims name.

/** Several who speak together are told in one cell. */
const SPEAKER_SEPARATOR = " | ";

/** Between two pieces of one claim. */
const PIECE_SEPARATOR = " … ";

/** The words of some pieces of an article's text. */
function wordsAt(article, pieces = []) {
  return pieces.map(([start, end]) => article.text.slice(start, end)).join(PIECE_SEPARATOR);
}

/** What a claim says. */
function contentOf(claim) {
  return wordsAt(claim.article, claim.content);
}

/** The page's address if it is one of the web; a link to anything else is not made. */
function webAddress(written) {
  try {
    const url = new URL(written);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** The headline, or the first line of the text. */
function headlineOf(article) {
  const line = article.title ?? article.text.trimStart().split("\n", 1)[0].trim();
  return line === "" ? article.id : shortened(line, 120);
}

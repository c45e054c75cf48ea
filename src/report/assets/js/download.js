// The claims shown, as the table of claims that `sayso attribute` writes: same columns, same
// cells, offsets in Unicode characters.

const CLAIM_COLUMNS = [
  "article_id", "claim_id", "kind", "claim", "source", "speaker", "speaker_type", "description", "via", "cue",
  "act", "factuality", "confidence", "speaker_found_by", "speaker_confidence", "within", "repeats", "sentence", "claim_start", "claim_end",
  "claim_pieces", "source_start", "source_end", "cue_start", "cue_end", "source_pieces", "cue_pieces", "description_start",
  "description_end", "via_pieces", "title", "date", "url", "outlet",
];

/** How many Unicode characters stand before a UTF-16 offset. */
function characters(article, offset) {
  if (article.wide === undefined) {
    article.wide = [];
    for (let i = 0; i < article.text.length; i += 1) {
      const code = article.text.charCodeAt(i);
      if (code >= 0xd800 && code < 0xdc00) article.wide.push(i);
    }
  }
  return offset - d3.bisectLeft(article.wide, offset);
}

/** The cells of one claim. */
function claimRow(claim) {
  const { article } = claim;
  const places = (pieces = []) => pieces.map((piece) => piece.map((offset) => characters(article, offset)));
  const [content, source, cue, via, description] = [
    claim.content, claim.source, claim.cue, claim.via, claim.description,
  ].map(places);
  const start = (pieces) => pieces[0]?.[0] ?? "";
  const end = (pieces) => pieces.at(-1)?.[1] ?? "";
  const list = (pieces) => pieces.map((piece) => piece.join("-")).join(";");
  return [
    article.id,
    claim.id,
    claim.kind,
    contentOf(claim),
    wordsAt(article, claim.source),
    claim.speaker ?? "",
    claim.speaker_type ?? "",
    wordsAt(article, claim.description),
    wordsAt(article, claim.via),
    wordsAt(article, claim.cue),
    claim.act,
    claim.factuality,
    claim.confidence,
    claim.found_by,
    claim.speaker_confidence ?? "",
    claim.within ?? "",
    claim.repeats ?? "",
    claim.sentence === undefined ? "" : article.text.slice(...claim.sentence),
    start(content),
    end(content),
    list(content),
    start(source),
    end(source),
    start(cue),
    end(cue),
    list(source),
    list(cue),
    start(description),
    end(description),
    list(via),
    article.title ?? "",
    article.date ?? "",
    article.url ?? "",
    article.outlet ?? "",
  ];
}

/** Offers the claims as a file. */
function downloadClaims(claims) {
  const table = `${d3.csvFormatRows([CLAIM_COLUMNS, ...claims.map(claimRow)])}\n`;
  const address = URL.createObjectURL(new Blob([table], { type: "text/csv;charset=utf-8" }));
  const link = element("a", { href: address, download: "claims.csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

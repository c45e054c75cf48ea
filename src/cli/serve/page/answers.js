// Articles to be asked about, and the server's answers to them in the form that the report's scripts
// read: places in UTF-16, as the browser counts.

/** What is sent of a file, by the end of its name. */
const MEDIA_TYPES = {
  txt: "text/plain",
  text: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
  html: "text/html",
  htm: "text/html",
  json: "application/json",
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
};

/** How often a server that is busy is asked again. */
const TRIES = 20;

function mediaTypeOf(name) {
  return MEDIA_TYPES[name.toLowerCase().split(".").at(-1)] ?? null;
}

/** Turns offsets in characters into those of UTF-16. */
function unitsOf(text) {
  const units = [];
  let at = 0;
  for (const character of text) {
    units.push(at);
    at += character.length;
  }
  units.push(at);
  return (offset) => units[offset] ?? at;
}

/** A claim of an answer as the report's scripts know it; nothing is there that is empty. */
function adopted(article, found, number, units) {
  const places = (pieces) => (pieces.length === 0 ? undefined : pieces.map(({ start, end }) => [units(start), units(end)]));
  const description = found.speaker?.description ?? null;
  const sentence = found.sentence ?? null;
  return {
    article,
    number,
    id: found.claim_id,
    kind: found.kind,
    act: found.act,
    factuality: found.factuality,
    content: places(found.content) ?? [],
    source: places(found.source),
    cue: places(found.cue),
    via: places(found.via),
    description: description === null ? undefined : places([description]),
    sentence: sentence === null ? undefined : places([sentence])[0],
    speaker: found.speaker?.name,
    speaker_type: found.speaker?.type,
    found_by: found.speaker_found_by,
    speaker_confidence: found.speaker_confidence?.toFixed(2),
    within: found.within ?? undefined,
    repeats: found.repeats ?? undefined,
    confidence: found.confidence.toFixed(2),
  };
}

/** An answer to a text as an article with its claims, or with why there are none. */
function articleOf(answer, text) {
  if (answer.rejected !== undefined) return { id: answer.article_id, refused: answer.rejected, text: "", claims: [] };
  const article = {
    id: answer.article_id,
    title: answer.title ?? undefined,
    date: answer.date ?? undefined,
    url: answer.url ?? undefined,
    outlet: answer.outlet ?? undefined,
    text,
  };
  const units = unitsOf(text);
  article.claims = answer.claims.map((found, number) => adopted(article, found, number, units));
  return article;
}

/** Asks for the claims of a body, and again where the server is busy. */
async function ask(body, mediaType, id) {
  const address = `/v1/attribute?${new URLSearchParams({ id, text: "true" })}`;
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": mediaType }, body });
    if (response.status === 503 && tries < TRIES) {
      const seconds = Number(response.headers.get("Retry-After")) || 1;
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      continue;
    }
    if (!response.ok) {
      const problem = await response.json().catch(() => ({ detail: response.statusText }));
      return [{ id, refused: problem.detail, text: "", claims: [] }];
    }
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line)).map((answer) => articleOf(answer, answer.text ?? ""));
  }
}

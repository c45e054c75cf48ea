// The page: articles in, claims on show, the table out.

const byId = (id) => document.getElementById(id);

/** All articles that were answered, and the one on show. */
const answered = [];
let onShow = null;
let markRow = () => {};
let asking = 0;

function say(words) {
  byId("status").textContent = words;
}

function allClaims() {
  return answered.flatMap((article) => article.claims);
}

/** Shows an article, and one of its claims. */
function show(article, claim = null) {
  if (onShow?.article !== article) {
    onShow = { article, ...showArticle(article, (chosen) => show(article, chosen)) };
    byId("shown").replaceChildren(onShow.node);
    renderList();
  }
  // What is chosen again is put away.
  onShow.claim = claim === onShow.claim ? null : claim;
  onShow.choose(onShow.claim ?? null);
  markRow(onShow.claim ?? null);
}

function renderList() {
  const button = (article) =>
    element("button", {
      type: "button",
      dir: "auto",
      "aria-current": article === onShow?.article ? "true" : null,
      text: article.refused === undefined ? `${headlineOf(article)} (${article.claims.length})` : `${article.id}: refused`,
      on: { click: () => show(article) },
    });
  const items = answered.length < 2 ? [] : answered.map((article) => element("li", {}, button(article)));
  byId("list").replaceChildren(element("ol", {}, items));
  byId("list").hidden = items.length === 0;
}

function renderTable() {
  markRow = fillTable(byId("table"), allClaims(), (claim) => {
    show(claim.article, claim);
    byId("shown").scrollIntoView({ block: "nearest" });
  });
}

/** Asks about some bodies, one after the other, and shows the first that is answered. */
async function read(bodies) {
  const round = (asking += 1);
  answered.length = 0;
  onShow = null;
  byId("answers").hidden = true;
  byId("read").disabled = true;
  try {
    for (const [done, { body, mediaType, id }] of bodies.entries()) {
      say(bodies.length === 1 ? "Reading…" : `Reading ${done + 1} of ${bodies.length}…`);
      const articles =
        mediaType === null
          ? [{ id, refused: "the name of the file tells no form that is read here", text: "", claims: [] }]
          : await ask(body, mediaType, id);
      if (round !== asking) return;
      answered.push(...articles);
      if (answered.length === 0) continue;
      byId("answers").hidden = false;
      if (onShow === null) show(answered[0]);
      renderList();
    }
    renderTable();
    const refused = answered.filter((article) => article.refused !== undefined).length;
    const found = [count(allClaims().length, "claim"), "in", count(answered.length - refused, "article")].join(" ");
    say(refused === 0 ? found : `${found}; ${refused} refused`);
    if (answered.length > 0) byId("answers").focus({ preventScroll: true });
  } catch (error) {
    if (round === asking) say(`No answer: ${error.message}. Is sayso still running?`);
  } finally {
    if (round === asking) byId("read").disabled = false;
  }
}

function readText() {
  const text = byId("text").value;
  if (text.trim() === "") return say("Paste an article first, or drop files.");
  return read([{ body: text, mediaType: "text/plain;charset=utf-8", id: "pasted" }]);
}

function readFiles(files) {
  if (files.length === 0) return undefined;
  return read(Array.from(files, (file) => ({ body: file, mediaType: mediaTypeOf(file.name), id: file.name })));
}

/** The table as text, for the clipboard. */
async function copy(format, how) {
  const rows = [CLAIM_COLUMNS, ...allClaims().map(claimRow)];
  try {
    await navigator.clipboard.writeText(`${format(rows)}\n`);
    say(`Copied ${count(rows.length - 1, "claim")} ${how}.`);
  } catch {
    say("The browser does not allow copying here; save the table instead.");
  }
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  readText();
});
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) readText();
});
byId("files").addEventListener("change", (event) => readFiles(event.target.files));
byId("clear").addEventListener("click", () => {
  asking += 1;
  answered.length = 0;
  onShow = null;
  byId("ask").reset();
  byId("answers").hidden = true;
  byId("read").disabled = false;
  say("");
  byId("text").focus();
});
byId("copy-tsv").addEventListener("click", () => copy(d3.tsvFormatRows, "for a spreadsheet"));
byId("copy-csv").addEventListener("click", () => copy(d3.csvFormatRows, "as CSV"));
byId("save").addEventListener("click", () => downloadClaims(allClaims()));

// Files may be dropped anywhere: a browser would leave the page for them.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  readFiles(event.dataTransfer.files);
});

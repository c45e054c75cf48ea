// An article's text with its claims marked in place.
//
// The text is cut wherever a piece of a claim begins or ends, so that pieces may overlap and lie in
// each other: each stretch between two cuts knows all pieces that cover it.

/** What a claim has pieces of, the most telling last: where several cover the same words, a
 * stretch is underlined as the last. */
const ROLES = ["content", "via", "description", "cue", "source"];

const SVG = "http://www.w3.org/2000/svg";

/** Stretches of text between blank lines, as [start, end]. */
function paragraphsOf(text) {
  const paragraphs = [];
  let start = 0;
  for (const gap of text.matchAll(/\n[^\S\n]*\n\s*/g)) {
    if (gap.index > start) paragraphs.push([start, gap.index]);
    start = gap.index + gap[0].length;
  }
  if (start < text.length) paragraphs.push([start, text.length]);
  return paragraphs;
}

/** All pieces of all claims, as {start, end, role, claim}, by start. */
function piecesOf(claims) {
  const pieces = claims.flatMap((claim) =>
    ROLES.flatMap((role) => (claim[role] ?? []).map(([start, end]) => ({ start, end, role, claim }))),
  );
  return d3.sort(pieces, (piece) => piece.start);
}

/** Cuts a text: `stretch(start, end, pieces)` is called for each stretch, in order. `pieces` are by
 * start; all of them cover some of the text. */
function cutText([start, end], pieces, stretch) {
  const bounds = pieces.flatMap((piece) => [piece.start, piece.end]).filter((at) => at > start && at < end);
  const cuts = d3.sort(new Set([start, ...bounds, end]));
  let begun = 0;
  let covering = [];
  for (const [from, to] of d3.pairs(cuts)) {
    while (begun < pieces.length && pieces[begun].start <= from) covering.push(pieces[begun++]);
    covering = covering.filter((piece) => piece.end > from);
    stretch(from, to, covering);
  }
}

/**
 * The text of an article with some claims marked. Answers `{node, select}`; `select(claim)` shows
 * which words belong to a claim (or none, for null), and joins them by lines. `choose` is called
 * with the claim that was clicked.
 */
function markedText(article, claims, choose, { name = "Text with its claims" } = {}) {
  const pieces = piecesOf(claims);
  const text = element("div", { class: "marked", dir: "auto", role: "group", "aria-label": name });
  const stretches = new Map(claims.map((claim) => [claim, []]));
  const markers = new Map();
  const paragraphs = paragraphsOf(article.text);
  let begun = 0;
  let open = [];
  paragraphs.forEach((paragraph, i) => {
    const [from, to] = paragraph;
    const isHeadline = i === 0 && article.title === undefined && paragraphs.length > 1 && to - from < 160;
    const made = element("p", { class: isHeadline ? "headline" : null });
    while (begun < pieces.length && pieces[begun].start < to) open.push(pieces[begun++]);
    open = open.filter((piece) => piece.end > from);
    cutText(paragraph, open, (start, end, covering) => {
      for (const claim of startingAt(covering, start)) {
        const marker = markerOf(claim, choose);
        markers.set(claim, marker);
        made.append(marker);
      }
      made.append(stretchOf(article, start, end, covering, stretches, choose));
    });
    text.append(made);
  });
  moveBetween(Array.from(markers.values()));
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("class", "lines");
  lines.setAttribute("aria-hidden", "true");
  text.append(lines);
  let selected = null;
  const draw = () => drawLines(lines, text, selected === null ? [] : stretches.get(selected));
  new ResizeObserver(draw).observe(text);
  const select = (claim) => {
    if (selected !== null) {
      for (const { node, role } of stretches.get(selected)) node.classList.remove("on", `on-${role}`);
      markers.get(selected)?.setAttribute("aria-pressed", "false");
    }
    selected = claim;
    text.classList.toggle("has-selection", claim !== null);
    if (claim !== null) {
      for (const { node, role } of stretches.get(claim)) node.classList.add("on", `on-${role}`);
      markers.get(claim)?.setAttribute("aria-pressed", "true");
    }
    draw();
  };
  return { node: text, select, markers };
}

/** Claims whose content begins here, those that reach further first. */
function startingAt(covering, start) {
  const begun = covering.filter(
    (piece) => piece.role === "content" && piece.start === start && piece.claim.content[0][0] === start,
  );
  return d3.sort(begun, (piece) => -piece.end).map((piece) => piece.claim);
}

/** The number before a claim: a button, so that claims can be reached and told without a mouse. */
function markerOf(claim, choose) {
  const who = claim.speaker ?? "nobody found";
  const verdict = VERDICTS[claim.verdict];
  const label = [`Claim ${claim.number + 1}`, who, KINDS[claim.kind]?.name.toLowerCase(), verdict?.name.toLowerCase()];
  return element("button", {
    type: "button",
    class: `marker ${claim.verdict ?? ""}`.trim(),
    "aria-pressed": "false",
    "aria-label": label.filter(Boolean).join(", "),
    text: verdict === undefined ? claim.number + 1 : `${claim.number + 1} ${verdict.sign}`,
    on: { click: () => choose(claim) },
  });
}

/** Arrow keys go from number to number; only one of them is reached by the tab key. */
function moveBetween(markers) {
  const focusable = (marker) => markers.forEach((other) => other.setAttribute("tabindex", other === marker ? "0" : "-1"));
  if (markers.length > 0) focusable(markers[0]);
  markers.forEach((marker, i) => {
    marker.addEventListener("focus", () => focusable(marker));
    marker.addEventListener("keydown", (event) => {
      const to = {
        ArrowRight: i + 1,
        ArrowDown: i + 1,
        ArrowLeft: i - 1,
        ArrowUp: i - 1,
        Home: 0,
        End: markers.length - 1,
      }[event.key];
      if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      markers[to]?.focus();
    });
  });
}

/** The words between two cuts. */
function stretchOf(article, start, end, covering, stretches, choose) {
  const words = article.text.slice(start, end);
  if (covering.length === 0) return document.createTextNode(words);
  const roles = ROLES.filter((role) => covering.some((piece) => piece.role === role));
  const depth = Math.min(3, covering.filter((piece) => piece.role === "content").length);
  const node = element("span", {
    class: ["stretch", ...roles, `is-${roles.at(-1)}`, depth > 0 ? `depth-${depth}` : ""].join(" ").trim(),
    text: words,
  });
  for (const piece of covering) stretches.get(piece.claim).push({ node, role: piece.role, start });
  node.addEventListener("click", () => {
    // A selection of words is no click.
    if (String(getSelection()) === "") choose(nextOf(covering, node));
  });
  return node;
}

/** The claim that a click on some words means: the innermost, and at the next click the one around
 * it. */
function nextOf(covering, node) {
  const size = ({ claim }) => d3.sum(claim.content, ([start, end]) => end - start);
  const claims = Array.from(new Set(d3.sort(covering, (p) => p.role !== "content", size).map((p) => p.claim)));
  const last = claims.indexOf(node.chosen);
  const isShown = node.classList.contains("on");
  node.chosen = claims[isShown ? (last + 1) % claims.length : 0];
  return node.chosen;
}

/** Joins the words of a claim: source to cue, cue to each piece of the content. */
function drawLines(svg, text, stretches) {
  svg.replaceChildren();
  const frame = text.getBoundingClientRect();
  svg.setAttribute("viewBox", `0 0 ${Math.max(1, frame.width)} ${Math.max(1, frame.height)}`);
  const rects = (role) =>
    d3.sort(stretches.filter((s) => s.role === role), (s) => s.start).flatMap(({ node }) =>
      Array.from(node.getClientRects(), (rect) => ({
        left: rect.left - frame.left,
        right: rect.right - frame.left,
        top: rect.top - frame.top,
        bottom: rect.bottom - frame.top,
      })),
    );
  const [source, cue, content] = ["source", "cue", "content"].map(rects);
  const join = (from, to, role) => {
    if (from.length === 0 || to.length === 0) return;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `line-${role}`);
    path.setAttribute("d", curve(...nearest(from, to)));
    svg.append(path);
  };
  join(cue, source, "source");
  join(cue.length > 0 ? cue : source, content, "content");
}

/** The two rectangles that are nearest to each other. */
function nearest(from, to) {
  const middle = (rect) => [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
  const distance = ([a, b]) => {
    const [[ax, ay], [bx, by]] = [middle(a), middle(b)];
    return Math.abs(ay - by) * 4 + Math.abs(ax - bx);
  };
  return d3.least(d3.cross(from, to), (pair) => distance(pair));
}

/** A curve between two rectangles: over them on one line of text, between them on two. */
function curve(a, b) {
  const middle = (rect) => (rect.left + rect.right) / 2;
  if (Math.abs(a.top - b.top) < (a.bottom - a.top) / 2) {
    const [left, right] = a.left <= b.left ? [a, b] : [b, a];
    // From a word near the end of the one to a word near the beginning of the other.
    const x1 = Math.max(middle(left), left.right - 24);
    const x2 = Math.min(middle(right), right.left + 24);
    const top = Math.min(left.top, right.top) + 2;
    const rise = Math.min(13, 5 + Math.abs(x2 - x1) / 12);
    return `M${x1},${top} C${x1},${top - rise} ${x2},${top - rise} ${x2},${top}`;
  }
  const [upper, lower] = a.top < b.top ? [a, b] : [b, a];
  const [x1, x2] = [middle(upper), middle(lower)];
  const [y1, y2] = [upper.bottom - 1, lower.top + 2];
  const bend = Math.max(8, (y2 - y1) / 2);
  return `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`;
}

/** What the marks in the text mean. */
function marksLegend() {
  const sample = (role, text) => element("li", {}, element("span", { class: `stretch ${role} is-${role} ${role === "content" ? "depth-1" : ""}`, text }));
  return element(
    "section",
    { class: "marks-legend", "aria-label": "Marks in the text" },
    element(
      "ul",
      {},
      sample("content", "what is claimed"),
      sample("source", "who claims it"),
      sample("cue", "the words that attribute it"),
    ),
  );
}

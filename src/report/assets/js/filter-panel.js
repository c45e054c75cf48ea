// The form of filters. It is made once; afterwards it follows the address.

/** Speakers offered while a name is typed. */
const OFFERED = 100;

const panel = {
  form: document.getElementById("filters"),
  fields: {},
  counts: new Map(),
};

/** Calls `action` once no further call has come for a while. */
function afterPause(action, milliseconds = 150) {
  let timer = null;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), milliseconds);
  };
}

/** Changes the filters in the address and returns to the first page. */
function setFilters(changes, options) {
  const state = parseAddress(location.hash);
  Object.assign(state.filters, changes);
  state.page = 1;
  if (state.view === "article") state.view = "claims";
  go(state, options);
}

function textField(name, label, properties = {}) {
  const id = `filter-${name}`;
  const input = element("input", { id, type: "search", autocomplete: "off", spellcheck: "false", ...properties });
  const change = afterPause(() => setFilters({ [name]: input.value }, { replace: true }));
  input.addEventListener("input", change);
  panel.fields[name] = input;
  return element("div", { class: "field" }, element("label", { for: id, text: label }), input);
}

function speakerField() {
  const field = textField("speaker", "Speaker", { list: "filter-speaker-names", placeholder: "Any speaker" });
  const names = element("datalist", { id: "filter-speaker-names" });
  const offer = () => {
    const sought = folded(panel.fields.speaker.value);
    const offered = [];
    for (const name of SPEAKERS_BY_CLAIMS) {
      if (folded(name).includes(sought) && offered.push(name) === OFFERED) break;
    }
    names.replaceChildren(...offered.map((name) => element("option", { value: name })));
  };
  panel.fields.speaker.addEventListener("focus", offer);
  panel.fields.speaker.addEventListener("input", afterPause(offer, 50));
  field.append(names);
  return field;
}

/** Names of the speakers, those with most claims first. */
const SPEAKERS_BY_CLAIMS = d3.sort(SPEAKERS.values(), (s) => -s.claims.length).map((speaker) => speaker.name);

/** One box a value; none if the claims do not tell this. */
function checkboxes(name, legend, values) {
  if (CLAIMS.length > 0 && !CLAIMS.some((claim) => claim[name] !== undefined)) {
    panel.fields[name] = [];
    return null;
  }
  const boxes = Object.entries(values).map(([value, { name: label, meaning }]) => {
    const id = `filter-${name}-${value}`;
    const box = element("input", { id, type: "checkbox", value });
    const counted = element("span", { class: "facet" });
    panel.counts.set(`${name} ${value}`, counted);
    box.addEventListener("change", () => {
      setFilters({ [name]: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value) });
    });
    return { box, row: element("label", { class: "check", for: id, title: meaning }, box, label, counted) };
  });
  panel.fields[name] = boxes.map(({ box }) => box);
  return element("fieldset", {}, element("legend", { text: legend }), boxes.map(({ row }) => row));
}

function confidenceField() {
  const input = element("input", { id: "filter-min", type: "range", min: 0, max: 1, step: 0.05, value: 0 });
  const shown = element("output", { for: "filter-min" });
  const show = () => {
    shown.textContent = Number(input.value) === 0 ? "any" : `at least ${Number(input.value).toFixed(2)}`;
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.addEventListener("input", show);
  input.addEventListener(
    "input",
    afterPause(() => setFilters({ min: Number(input.value) }, { replace: true })),
  );
  panel.fields.min = input;
  panel.showConfidence = show;
  return element(
    "div",
    { class: "field" },
    element("label", { for: "filter-min" }, "Confidence ", shown),
    input,
  );
}

function outletField() {
  if (OUTLETS.length === 0) return null;
  const select = element(
    "select",
    { id: "filter-outlet" },
    element("option", { value: "", text: "All outlets" }),
    OUTLETS.map((outlet) => element("option", { value: outlet, text: outlet })),
  );
  select.addEventListener("change", () => setFilters({ outlet: select.value }));
  panel.fields.outlet = select;
  return element("div", { class: "field" }, element("label", { for: "filter-outlet", text: "Outlet" }), select);
}

function dateFields() {
  if (FIRST_DAY === undefined) return null;
  const date = (name, label) => {
    const id = `filter-${name}`;
    const input = element("input", { id, type: "date", min: FIRST_DAY, max: LAST_DAY });
    input.addEventListener("change", () => setFilters({ [name]: input.value }));
    panel.fields[name] = input;
    return element("div", { class: "field" }, element("label", { for: id, text: label }), input);
  };
  return element("div", { class: "dates" }, date("from", "From"), date("to", "To"));
}

(function makePanel() {
  const narrow = window.matchMedia("(max-width: 60rem)").matches;
  const clear = element("button", { type: "button", class: "clear", text: "Clear all filters" });
  clear.addEventListener("click", () => {
    setFilters(emptyState().filters);
    panel.fields.q.focus();
  });
  panel.clear = clear;
  panel.form.append(
    element(
      "details",
      { open: !narrow },
      element("summary", { text: "Search and filters" }),
      textField("q", "Search", { placeholder: "Words of claim, source or speaker" }),
      speakerField(),
      outletField(),
      dateFields(),
      checkboxes("verdict", "Verdict", VERDICTS),
      checkboxes("kind", "Kind", KINDS),
      checkboxes("type", "The speaker is", SPEAKER_TYPES),
      checkboxes("act", "The source", ACTS),
      checkboxes("factuality", "The claim was", FACTUALITY),
      confidenceField(),
      clear,
    ),
  );
})();

/** Shows the filters of the address, and how many claims each choice would leave. */
function showFilters(filters, facets) {
  for (const name of ["q", "speaker", "outlet", "from", "to"]) {
    const field = panel.fields[name];
    // What is being typed is ahead of the address.
    if (field && field.value !== filters[name] && field !== document.activeElement) field.value = filters[name];
  }
  for (const name of Object.keys(LIST_FILTERS)) {
    for (const box of panel.fields[name]) {
      box.checked = filters[name].includes(box.value);
      const left = facets[name].get(box.value) ?? 0;
      panel.counts.get(`${name} ${box.value}`).textContent = number(left);
      box.closest("label").classList.toggle("none-left", left === 0);
    }
  }
  if (panel.fields.min !== document.activeElement) panel.fields.min.value = filters.min;
  panel.showConfidence();
  panel.clear.disabled = !isFiltered(filters);
}

/** The filters in use as buttons that take them back. */
function showChips(filters) {
  const chips = document.getElementById("chips");
  const made = [];
  const chip = (label, changes) => {
    const button = element("button", { type: "button", class: "chip" }, quoted(label));
    button.setAttribute("aria-label", `Remove the filter ${label}`);
    button.addEventListener("click", () => {
      setFilters(changes);
      document.getElementById("main").focus({ preventScroll: true });
    });
    made.push(button);
  };
  if (filters.q) chip(`“${filters.q}”`, { q: "" });
  if (filters.speaker) chip(`Speaker: ${filters.speaker}`, { speaker: "" });
  if (filters.with) chip(`Quoted together with: ${filters.with}`, { with: "" });
  for (const [name, values] of Object.entries(LIST_FILTERS)) {
    for (const value of filters[name]) {
      chip(nameOf(values, value), { [name]: filters[name].filter((other) => other !== value) });
    }
  }
  if (filters.min > 0) chip(`Confidence ≥ ${filters.min.toFixed(2)}`, { min: 0 });
  if (filters.outlet) chip(`Outlet: ${filters.outlet}`, { outlet: "" });
  if (filters.from) chip(`From ${filters.from}`, { from: "" });
  if (filters.to) chip(`To ${filters.to}`, { to: "" });
  chips.replaceChildren(...made);
  chips.hidden = made.length === 0;
}

// What the values of a claim mean, in words.

const KINDS = {
  direct: { name: "Direct", meaning: "all of it is in quotation marks" },
  mixed: { name: "Mixed", meaning: "part of it is in quotation marks" },
  indirect: { name: "Indirect", meaning: "none of it is in quotation marks" },
};

const ACTS = {
  state: { name: "States", meaning: "says that something is so" },
  deny: { name: "Denies", meaning: "says that something is not so, or refuses it" },
  ask: { name: "Asks", meaning: "asks whether something is so" },
  order: { name: "Orders", meaning: "orders, demands, advises or proposes something" },
  promise: { name: "Promises", meaning: "promises, intends or threatens something" },
  believe: { name: "Believes", meaning: "believes, feels, wants or expects something, as others tell" },
  show: { name: "Shows", meaning: "shows something, as a document or a poll does" },
};

const FACTUALITY = {
  factual: { name: "Made", meaning: "the text says that it was made" },
  negated: { name: "Not made", meaning: "the text says that it was not made" },
  possible: { name: "Left open", meaning: "the text leaves open whether it was made" },
};

const SPEAKER_TYPES = {
  person: { name: "Person", meaning: "a named person" },
  organization: { name: "Organization", meaning: "a named organization" },
  group: { name: "Group", meaning: "unnamed people, or a class of people" },
  anonymous: { name: "Anonymous", meaning: "one unnamed person" },
  document: { name: "Document", meaning: "a report, poll, law, post, …" },
  place: { name: "Place", meaning: "a country, city or building that acts" },
  none: { name: "Not found", meaning: "the text does not say who, or it was not found" },
};

/** Whether the text names speakers of a type. Documents count neither way. */
const NAMED = { person: true, organization: true, place: true, group: false, anonymous: false };

const FOUND_BY = {
  name: "the source gives the speaker’s name",
  alias: "the source is part of the name, or short for it",
  pronoun: "the source is a pronoun: whom it stands for is a suggestion",
  nominal: "the source is a description: whom it stands for is a suggestion",
  continuation: "there is no source here; the speaker is taken to go on",
  unresolved: "nobody could be found",
};

/** What an evaluation says of a claim. The sign stands at its number in the text. */
const VERDICTS = {
  right: { name: "Right", sign: "✓", meaning: "gold set and system have the same" },
  differs: { name: "Differs", sign: "≠", meaning: "the contents overlap, and something is otherwise" },
  missed: { name: "Missed", sign: "−", meaning: "only the gold set has it" },
  spurious: { name: "Spurious", sign: "+", meaning: "only the system has it" },
};

/** In what the system's claim may differ from the gold set's. */
const DIFFERENCES = {
  "source-wrong": "the source is another",
  "source-boundary": "the source begins or ends elsewhere",
  "content-boundary": "the content begins or ends elsewhere",
  "cue-differs": "the cue differs",
  "speaker-wrong": "the speaker is another",
};

/** The name of a value, also of one that these lists do not know. */
function nameOf(list, value) {
  return list[value]?.name ?? String(value);
}

"use strict";
// What a query means, by the rules of search/ in pvd_cli, whose names these functions have. Where pvd decides,
// the page may ask; where pvd asks, the page asks. Texts that are compared are folded: lower case, no accents.
const data = JSON.parse(document.getElementById("data").textContent);
const { lists, limits } = data;
const places = data.places.map(([insee, department, codes, names]) => ({ insee, department, codes, names }));
const numbers = new Map(places.map((place, number) => [place.insee, number]));

// --- names.py
function fold(text) {
  text = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  text = text.replace(/[œæøłđß]/g, (c) => ({ œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ß: "ss" })[c]);
  text = text.replace(/\bs\s*\/\s*/g, " sur ").replace(/([a-z])\s*\/\s*(?=[a-z])/g, "$1 sur ");
  const words = (text.match(/[a-z0-9]+/g) || []).map((word) => lists.abbreviations[word] || word);
  return words.map((word, place) => (place && word === "s" ? "sur" : word)).join(" ");
}
function core(folded) {
  const all = folded.split(" ");
  const own = all.filter((word) => !lists.links.includes(word));
  return own.length ? own : all;
}
function parseName(folded) {
  const every = folded.split(" ");
  const lead = every.length > 1 && lists.articles.includes(every[0]) ? every[0] : "";
  const last = every.findLastIndex((word) => !lists.links.includes(word));
  const words = last > 0 ? [...core(folded), ...every.slice(last + 1)] : core(folded);
  return { folded, words, lead, key: words.join(""), whole: every.join("") };
}
function sound(word) {
  let heard = word;
  for (const [spelling, letter] of lists.sounds) heard = heard.replaceAll(spelling, letter);
  heard = heard.replace(/([^aiou])\1/g, "$1").replace(/[ae][nm](?![aeimnouy])/g, "an");
  return heard.replace(/[destx]+$/, "") || word;
}

// --- spelling.py: forms of names, each with the place that it means and what it costs; places by words
const forms = new Map();
const placesOfWord = new Map();
const note = (map, key, value) => map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
places.forEach((place, number) => place.names.forEach((name, which) => {
  const { lead, whole } = parseName(fold(name));
  const words = core(fold(name)), key = words.join("");
  const reason = which ? "alias" : "exact";
  const own = new Map([[key, [reason, lead, 0]]]);
  for (const other of [whole, lead + key]) if (other !== key) own.set(other, [reason, lead ? null : "", 0]);
  const bare = whole.slice(lead.length);
  if (lead && !own.has(bare)) own.set(bare, [reason, lead, 0]);
  let short = "";
  for (const word of words.slice(0, -1)) {
    short += word;
    if (!own.has(short)) own.set(short, ["prefix", lead, limits.SHORT_FORM]);
    if (lead && !own.has(lead + short)) own.set(lead + short, ["prefix", null, limits.SHORT_FORM]);
  }
  for (const [spelling, [reason, lead, cost]] of own) note(forms, spelling, { number, reason, lead, cost });
  for (const word of words) placesOfWord.set(word, (placesOfWord.get(word) || new Set()).add(number));
}));
const spellings = [...forms.keys()].sort();

// --- ranking.py
// How alike two words are, 0 to 1: 1 less the share of letters put in, left out, changed, or swapped.
function likeness(a, b) {
  let before = [], last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return 1 - last[b.length] / Math.max(a.length, b.length, 1);
}
const best = (found) => Math.max(0, ...[...found.values()].map(([score]) => score));
const isIn = (told, number) => !told || told.has(places[number].department);
const within = (told, found) => new Map([...found].filter(([number]) => isIn(told, number)));
const better = (found, number, score, reason) => {
  if (!found.has(number) || score > found.get(number)[0]) found.set(number, [score, reason]);
};
function add(key, lead, similarity, found) {
  const all = forms.get(key) || [];
  for (const { number, reason, lead: own, cost } of all) {
    if (cost && similarity < 1 && all.length > limits.SHARED) continue;
    const article = own === null || own === lead ? 0 : lead ? limits.OTHER_ARTICLE : limits.NO_ARTICLE;
    better(found, number, 100 * similarity - cost - article, similarity === 1 ? reason : "fuzzy");
  }
}
function addBegun(start, lead, found) {
  for (const key of start ? spellings.filter((spelling) => spelling.startsWith(start)) : [])
    for (const { number, lead: own, cost } of forms.get(key)) {
      const score = limits.BEGUN + (30 * start.length) / key.length - (lead && own === "" ? limits.OTHER_ARTICLE : 0);
      if (!cost) better(found, number, score, "prefix");
    }
}
const foldedNames = places.map((place) => place.names.map(fold));
const wordsOf = (number) => foldedNames[number].map(core);
function addParts(words, found) {
  const known = words.map((word) => placesOfWord.get(word)).filter(Boolean).sort((a, b) => a.size - b.size);
  if (known.length === words.length) {
    for (const number of known[0]) if (known.every((numbers) => numbers.has(number)) && !found.has(number)) found.set(number, [limits.PART, "part"]);
  } else if (words.length > 1)
    for (const number of known[0] || [])
      for (const name of wordsOf(number))
        if (name.length >= words.length && words.every((word, at) => name[at].startsWith(word)))
          better(found, number, limits.CUT_SHORT - (name.length > words.length ? limits.SHORT_FORM : 0), "prefix");
}
function alike(key, more, least = 0, most = Infinity) {
  const near = spellings.filter((spelling) => Math.abs(spelling.length - key.length) <= more);
  const likes = near.map((spelling) => [spelling, likeness(key, spelling)]).filter(([, similarity]) => similarity >= least);
  return likes.sort((a, b) => b[1] - a[1]).slice(0, most);
}
function addLikely(key, likes, lead, found) {
  const least = key.length <= limits.SHORT ? limits.ANSWER : limits.ANSWER_LONG;
  let likely = false;
  for (const [spelling, letters] of likes) {
    let similarity = letters;
    if (letters < limits.SURE / 100 || likes.length > 1)
      similarity = Math.max(letters, (letters + likeness(sound(key), sound(spelling))) / 2);
    if (100 * similarity <= least - 0.01) continue;
    add(spelling, lead, similarity, found);
    likely = true;
  }
  return likely;
}
function addMisspelt(keys, lead, found, told) {
  const loose = (key) => alike(key, Math.max(2, Math.floor(key.length / 3)), 0, limits.MOST_LIKE);
  const more = [];
  for (const key of keys) {
    if (key.length <= limits.SHORT) { more.push([key, loose(key)]); continue; }
    const likes = alike(key, 2, 1 - 2 / key.length - 0.001)
      .filter(([spelling]) => forms.get(spelling).some(({ number }) => isIn(told, number)));
    const once = likes.filter(([, similarity]) => similarity >= 1 - 1 / key.length);
    if (once.length) return void addLikely(key, once, lead, found);
    more.push([key, likes]);
  }
  const likely = more.map(([key, likes]) => addLikely(key, likes, lead, found));
  if (!likely.some(Boolean)) for (const key of keys) if (key.length > limits.SHORT) addLikely(key, loose(key), lead, found);
}
function scores({ folded, words, lead, key, whole }, told, unfinished) {
  const keys = [...new Set([key, whole])];
  const found = new Map();
  for (const each of [...keys, lead + key]) add(each, lead, 1, found);
  const highest = best(within(told, found));
  if (highest < limits.WHOLE || unfinished) for (const start of keys) addBegun(start, lead, found);
  if (highest < limits.WHOLE - limits.NO_ARTICLE - limits.SHORT_FORM) {
    addParts(words, found);
    addMisspelt(keys, lead, found, told);
  }
  for (const [number, [score, reason]] of found)
    if (["exact", "alias"].includes(reason) && !foldedNames[number].includes(folded)) found.set(number, [score, "spelling"]);
  return found;
}

// --- index.py
// Names of communes elsewhere, of which a page has no room for more than a number each.
const elsewhere = new Set();
{
  const bytes = atob(data.elsewhere), third = bytes.length / 3;
  for (let n = 0; n < third; n++)
    elsewhere.add(bytes.charCodeAt(n) | (bytes.charCodeAt(n + third) << 8) | (bytes.charCodeAt(n + 2 * third) << 16));
}
function isElsewhere({ key }) {
  let crc = -1;
  for (const letter of key) {
    crc ^= letter.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return elsewhere.has(~crc & 0xffffff);
}
// Places inside communes: lines of name,kind,former_insee,postal_code,insee.
const inside = data.inside.trim().split(/\r?\n/).slice(1).map((line) => line.split(","))
  .map(([name, kind, former, postal, insee]) => ({ name, kind, code: kind === "cedex" ? postal : former, number: numbers.get(insee), ...parseName(fold(name)) }))
  .filter(({ number }) => number !== undefined);
function placesCalled(whole, told) {
  const found = new Map();
  for (const place of whole ? inside : []) {
    const score = place.whole === whole ? 100 : place.lead && place.whole.slice(place.lead.length) === whole ? 100 - limits.NO_ARTICLE : 0;
    if (score && isIn(told, place.number)) found.set(place.number, { place, score });
  }
  return found;
}
function nearlyAPlace(whole) {
  const errors = (one) => Math.round((1 - likeness(whole, one.whole)) * Math.max(whole.length, one.whole.length));
  const near = (one) => Math.abs(one.whole.length - whole.length) < 2 && errors(one) === 1;
  return whole.length > limits.SHORT ? inside.find((one) => one.whole && near(one)) : undefined;
}

const ordered = (found) => [...found].sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0])
  .map(([number, [score, reason]]) => ({ place: places[number], number, score, reason }));
const answer = (found, sure, more = {}) => ({ candidates: ordered(found), sure, ...more });

function coded(code) {
  const found = new Map();
  places.forEach((place, number) => { if (place.codes.includes(code)) found.set(number, [100, "code"]); });
  const former = inside.filter((one) => one.code === code);
  for (const { number, kind } of former) if (!found.has(number)) found.set(number, [100, kind === "cedex" ? "cedex" : "place"]);
  return answer(found, found.size === 1, { inside: found.size === 1 && former.find(({ number }) => found.has(number)) });
}

// Whether the best of what a name finds is sure enough to open without a look.
function isSure(name, order) {
  const [first, ...others] = order;
  const rival = others.length ? others[0].score : 0;
  if (first.score < limits.SURE || first.score - rival < (first.score >= limits.WHOLE ? limits.CLEAR_OF_WHOLE : limits.CLEAR)) return false;
  const begun = first.reason === "prefix";
  if (first.score < limits.WHOLE && others.some(({ reason }) => reason === "part" || (begun && reason === "prefix"))) return false;
  // What is cut short may be of a commune elsewhere, and two errors may be one in its name.
  if (begun && !forms.has(name.key)) return false;
  if (first.reason !== "fuzzy") return true;
  if (((100 - first.score) / 100) * name.key.length > 1.01) return false;
  if (!name.folded.includes(" ")) return true;
  const errors = ((100 - first.score) / 100) * name.folded.length;
  if (hasMore(name.words, first.number)) return errors <= 1.5 && name.words.every((word) => word.length > 1);
  const own = wordsOf(first.number).flat();
  return errors <= 1.5 || !name.words.some((word) => !own.includes(word) && forms.get(word)?.some(({ cost }) => !cost));
}
// Whether words stand before or behind a whole name: `M. Cadenet`.
function hasMore(words, number) {
  const isAt = (name, at) => name.every((word, place) => words[at + place] === word);
  return wordsOf(number).some((name) => words.length > name.length && (isAt(name, 0) || isAt(name, words.length - name.length)));
}

// A sign of doubt, a word of two scripts, a last word that may be cut short.
const isDoubtful = (query) => /\?(?!\w)|[¿~≈≠]/.test(query)
  || (query.match(/[\p{L}\p{M}]+/gu) || []).some((word) => /\p{Script=Latin}/u.test(word) && /(?!\p{Script=Latin})\p{L}/u.test(word));
const isUnfinished = (query) => /[\p{L}\d_](?:[-–—]|\.{3}|…)\s*$/u.test(query);
const isCut = (query) => /\s/.test(query.trim()) && Object.keys(lists.abbreviations).some((short) => query.replace(/[ .]+$/, "").toLowerCase().endsWith(short));

function rank(query) {
  const code = query.trim().toLowerCase().replace(/ /g, "");
  if (/^(\d{4,5}|\d{9}|\d{14}|pvd-[0-9-]+)$/.test(code)) return { ...coded(/^\d{14}$/.test(code) ? code.slice(0, 9) : code.padStart(5, "0")), epcis: epcisCalled(code) };
  const folded = fold(query);
  if (lists.bodies.includes(folded.split(" ")[0]) && folded.includes(" ")) return answer(new Map(), false);
  const unfinished = isUnfinished(query);
  const found = rankName(folded, unfinished);
  const epcis = epcisCalled(folded);
  const candidates = found.candidates.filter(({ score }) => !epcis.length || score === 100);
  const isWhole = candidates.length > 0 && candidates[0].score === 100;
  const sure = found.sure && candidates.length > 0 && !isDoubtful(query) && !unfinished && (isWhole || !isCut(query));
  return { ...found, candidates, sure, epcis };
}
function rankName(folded, unfinished) {
  const numbered = /\d/.test(folded) && placesCalled(folded.replaceAll(" ", ""), null);
  if (numbered && numbered.size) return inPlaces(numbered, new Map());
  const all = readings(folded);
  let result = { found: new Map(), agrees: true, name: parseName(folded), told: null }, highest = 0;
  for (const { name, told } of all) {
    const everywhere = scores(name, told, unfinished);
    const there = within(told, everywhere);
    const elsewhere = told && best(everywhere) >= limits.WHOLE && best(there) < limits.WHOLE;
    const found = there.size && !elsewhere ? there : everywhere;
    if (best(found) > highest) [result, highest] = [{ name, told, found, agrees: there.size > 0 && !elsewhere }, best(found)];
    if (highest >= limits.WHOLE && result.agrees) break;
  }
  const reasons = new Set([...result.found.values()].filter(([score]) => result.agrees && score === 100).map(([, reason]) => reason));
  const own = [...reasons].some((reason) => reason !== "spelling");
  for (const { name, told } of own ? [] : [{ name: parseName(folded), told: null }, ...all]) {
    const away = !told && isElsewhere(name);
    const called = reasons.size ? new Map() : placesCalled(name.whole, told);
    if (called.size && !away) return inPlaces(called, within(told, result.found));
    if (away) {
      const least = Math.max(limits.ANSWER, highest - limits.CLEAR);
      const rival = (score, reason) => (score >= least || reason === "prefix") && (highest >= limits.SURE || score >= limits.LIKELY);
      return answer(new Map([...result.found].filter(([, [score, reason]]) => rival(score, reason))), false, { elsewhere: true });
    }
  }
  for (const { name, told } of reasons.size ? [] : all) {
    const near = nearlyAPlace(name.whole);
    if (!near || 100 * (1 - 1 / near.whole.length) <= highest + limits.CLEAR) continue;
    const called = placesCalled(near.whole, told);
    const likely = new Map([...called].map(([number, { score }]) => [number, [score - 100 / near.whole.length, "fuzzy"]]));
    if (likely.size) return answer(likely, likely.size === 1, { inside: near });
  }
  const order = ordered(result.found).filter(({ score }) => score >= limits.ANSWER);
  return { candidates: order, sure: result.agrees && order.length > 0 && isSure(result.name, order) };
}
function inPlaces(called, found) {
  const both = new Map([...found].filter(([, [score, reason]]) => score >= limits.SURE && reason !== "fuzzy"));
  for (const [number, { score }] of called) both.set(number, [score, "place"]);
  return answer(both, both.size === 1, { inside: [...called.values()][0].place });
}

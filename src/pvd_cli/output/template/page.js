"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const { words, lists } = data;
const get = (id) => document.getElementById(id);

// Texts are put in as text, never as markup.
function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const counted = (one, many, n) => fill(data.lang === "fr" ? (n > 1 ? many : one) : n === 1 ? one : many, { n });
const number = new Intl.NumberFormat(data.lang);

// Names, as search/names.py folds them.
function fold(text) {
  text = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  text = text.replace(/[œæøłđß]/g, (c) => ({ "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss" })[c]);
  text = text.replace(/\bs\s*\/\s*/g, " sur ").replace(/([a-z])\s*\/\s*(?=[a-z])/g, "$1 sur ");
  const found = (text.match(/[a-z0-9]+/g) || []).map((word) => lists.abbreviations[word] || word);
  return found.map((word, place) => (place && word === "s" ? "sur" : word)).join(" ");
}
function core(folded) {
  const all = folded.split(" ");
  const own = all.filter((word) => !lists.links.includes(word));
  return own.length ? own : all;
}
const article = (folded) => {
  const first = folded.split(" ")[0];
  return first !== folded && lists.articles.includes(first) ? first : "";
};

// Typing errors between two words: letters put in, left out, changed, or two of them swapped.
function errors(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

// A name as it is compared with others.
function spelt(folded) {
  const parts = core(folded);
  return { parts, glued: parts.join(""), whole: folded.replaceAll(" ", ""), article: article(folded) };
}
const places = data.places.map((place) => ({ ...place, spellings: place.names.map((name) => spelt(fold(name))) }));
const byCode = new Map(places.map((place) => [place.insee, place]));

const SHOWN = 12; // points below the best at which a commune is still worth showing
const MOST = 10; // communes shown

function score(spelling, asked) {
  if (spelling.glued === asked.glued || spelling.whole === asked.whole)
    return 100 - (spelling.article === asked.article ? 0 : asked.article ? 10 : 2);
  if (spelling.parts.length > 1 && spelling.parts[0] === asked.glued) return 95;
  if (spelling.glued.startsWith(asked.glued)) return 60 + (30 * asked.glued.length) / spelling.glued.length;
  if (asked.parts.length > 1 && asked.parts.length === spelling.parts.length &&
      asked.parts.every((part, place) => spelling.parts[place].startsWith(part))) return 90;
  if (asked.parts.every((part) => spelling.parts.includes(part))) return 75;
  const size = asked.glued.length;
  const most = size > 8 ? 2 : size > 3 ? 1 : 0;
  const wrong = Math.min(errors(asked.glued, spelling.glued, most), errors(asked.whole, spelling.whole, most));
  return wrong <= most ? 100 * (1 - wrong / size) : 0;
}
// Places inside communes: lines of name,kind,former_insee,postal_code,insee.
const inside = data.inside.trim().split(/\r?\n/).slice(1).map((line) => line.split(","))
  .map(([name, kind, former, postal, insee]) => [name, kind === "cedex" ? postal : former, insee]);
// The communes in which a place has just this name, or this code, which may be a CEDEX.
function around(query, folded) {
  const glued = folded.replaceAll(" ", "");
  return inside
    .filter(([name, code]) => code === query.trim() || (name && fold(name).replaceAll(" ", "") === glued))
    .map(([name, code, insee]) => ({ ...byCode.get(insee), inside: name || code }));
}
// The communes that a query may mean, best first; a department behind a name tells namesakes apart.
function rank(query) {
  let folded = fold(query);
  if (!folded) return [];
  const code = query.trim().toLowerCase();
  const coded = places.filter((place) => place.codes.includes(code)).sort((a, b) => (b.insee === code) - (a.insee === code));
  const within = around(query, folded);
  if (coded.length) return [...coded, ...within.filter((place) => !coded.some((one) => one.insee === place.insee))];
  let only = "";
  for (const { code, name } of data.departments)
    for (const tail of [code, fold(name)])
      if (folded.endsWith(" " + tail) && !places.some((place) => place.spellings.some((s) => s.whole === folded.replaceAll(" ", "")))) {
        folded = folded.slice(0, -tail.length - 1);
        only = code;
      }
  const asked = spelt(folded);
  const hits = places
    .filter((place) => !only || place.department === only)
    .map((place) => ({ place, score: Math.max(...place.spellings.map((spelling) => score(spelling, asked))) }))
    .filter((hit) => hit.score >= 60)
    .sort((a, b) => b.score - a.score);
  if (within.length && !(hits.length && hits[0].score === 100)) return within;
  return hits.filter((hit) => hit.score >= hits[0].score - SHOWN).map((hit) => hit.place);
}

const label = (place) => place.cohort ? words[place.cohort] : words.not_labelled;
const where = (place) => data.departments.find((one) => one.code === place.department)?.name || place.department;

function search() {
  const query = get("query").value;
  const found = rank(query);
  const asked = fold(query) !== "";
  get("found").textContent = !asked ? words.example : found.length ? counted(words.found_one, words.found_many, found.length) : fill(words.found_none, { query });
  get("results").replaceChildren(...found.slice(0, MOST).map((place) => {
    const item = make("li");
    if (place.inside) item.append(fill(words.inside, { name: place.inside }), " ");
    item.append(make("a", place.names[0], { href: `#${place.insee}` }));
    item.append(` (${where(place)}, ${place.insee}) – ${label(place)}`, place.acv ? `. ${place.acv}` : "");
    return item;
  }), ...(found.length > MOST ? [make("li", fill(words.more, { n: found.length - MOST }))] : []));
}

// The card of the commune whose code stands in the address.
function show(focus) {
  const place = byCode.get(location.hash.slice(1));
  const card = get("card");
  for (const link of document.querySelectorAll(".map a"))
    link.classList.toggle("current", Boolean(place) && link.getAttribute("href") === `#${place.insee}`);
  card.hidden = !place;
  if (!place) return;
  get("card-name").textContent = `${place.names[0]} (${place.insee})`;
  get("card-status").textContent = place.cohort ? "" : [fill(words.status, { place: `${place.names[0]} (${where(place)}, ${place.insee})` }), place.acv].join(" ");
  const rows = [];
  for (const [heading, lines] of place.card || []) rows.push(make("dt", heading), ...lines.map((line) => make("dd", line)));
  card.querySelector("dl").replaceChildren(...rows);
  if (focus) card.focus();
}

const listed = places.filter((place) => place.listed);
const columns = data.columns; // key, heading, kind: a class of page.css
const order = { key: "name", down: false };
const collator = new Intl.Collator("fr", { numeric: true });

function list() {
  const chosen = ["department", "epci", "cohort"].map((id) => [id, get(id).value]).filter(([, value]) => value);
  const shown = listed.filter((place) => chosen.every(([key, value]) => place[key] === value));
  // What is not known stands last, whichever way the list is sorted.
  shown.sort((a, b) => {
    const [x, y] = [a.cells[order.key].sort, b.cells[order.key].sort];
    if (x === "" || y === "") return (x === "") - (y === "");
    return (order.down ? -1 : 1) * (typeof x === "number" ? x - y : collator.compare(x, y)) || collator.compare(a.names[0], b.names[0]);
  });
  get("count").textContent = counted(words.count_one, words.count_many, shown.length);
  get("list").querySelector("tbody").replaceChildren(...shown.map((place) => {
    const row = make("tr");
    for (const { key, kind } of columns) {
      const cell = make(key === "name" ? "th" : "td", key === "name" ? undefined : place.cells[key].text, { class: kind });
      if (key === "name") {
        cell.scope = "row";
        cell.append(make("a", place.names[0], { href: `#${place.insee}` }));
      }
      row.append(cell);
    }
    return row;
  }));
  const seen = new Set(shown.map((place) => `#${place.insee}`));
  for (const link of document.querySelectorAll(".map a")) link.classList.toggle("other", !seen.has(link.getAttribute("href")));
  get("list").querySelectorAll("thead th").forEach((th, place) => {
    if (columns[place].key === order.key) th.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
  });
}

function listHead() {
  get("list").querySelector("thead tr").append(...columns.map(({ key, heading, kind }) => {
    const th = make("th", undefined, { scope: "col", class: kind });
    const button = make("button", heading, { type: "button" });
    button.addEventListener("click", () => {
      order.down = order.key === key && !order.down;
      order.key = key;
      list();
    });
    th.append(button);
    return th;
  }));
  for (const id of ["department", "epci", "cohort"]) {
    const texts = new Map(listed.map((place) => [place[id], words[place[id]] || place.cells[id].text]));
    const options = [...texts].sort((a, b) => collator.compare(a[1], b[1]));
    get(id).append(...options.map(([value, text]) => make("option", text, { value })));
    get(id).addEventListener("change", list);
  }
}

function totals() {
  const { head, rows } = data.totals;
  const row = (cells, tag) => {
    const tr = make("tr");
    tr.append(...cells.map((cell, place) => place ? make(tag, typeof cell === "number" ? number.format(cell) : cell, { class: "number", ...(tag === "th" ? { scope: "col" } : {}) }) : make("th", cell, { scope: tag === "th" ? "col" : "row" })));
    return tr;
  };
  const table = get("totals");
  table.querySelector("thead").replaceChildren(row(head, "th"));
  table.querySelector("tbody").replaceChildren(...rows.slice(0, -1).map((cells) => row(cells, "td")));
  table.querySelector("tfoot").replaceChildren(row(rows.at(-1), "td"));
}

function items(entries) {
  const ul = make("ul");
  ul.append(...entries.map(({ label, text, source, items: inner }) => {
    const li = make("li");
    if (label) li.append(make("strong", label), text ? " – " : "");
    li.append(text.startsWith("https://") ? make("a", text, { href: text }) : text, source ? ` [${source}]` : "");
    if (inner.length) li.append(items(inner));
    return li;
  }));
  return ul;
}
function sections() {
  get("sections").append(...data.sections.map(({ heading, items: entries }) => {
    const section = make("section");
    section.append(make("h2", heading), items(entries));
    return section;
  }));
}

listHead();
list();
totals();
sections();
show(false);
get("query").addEventListener("input", search);
get("query").addEventListener("keydown", (event) => {
  const first = event.key === "Enter" && get("results").querySelector("a");
  if (first) location.hash = first.getAttribute("href");
});
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
document.querySelector(".close").addEventListener("click", (event) => {
  event.preventDefault();
  history.pushState(null, "", location.pathname + location.search);
  show(false);
  get("query").focus();
});
addEventListener("hashchange", () => show(true));
addEventListener("popstate", () => show(false));

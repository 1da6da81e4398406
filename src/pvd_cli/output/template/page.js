// --- The page: its address tells what it shows, as #84003&department=84&sort=-population; all follows from that.
const { words } = data;
const get = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const MOST = 8; // communes shown
const FILTERS = all("form select").map((select) => select.name);

// Texts are put in as text, never as markup.
function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const counted = (one, many, n) => fill(data.lang === "fr" ? (n > 1 ? many : one) : n === 1 ? one : many, { n });

// --- The address
function read() {
  const state = { commune: "", sort: "", query: "", ...Object.fromEntries(FILTERS.map((key) => [key, ""])) };
  for (const part of location.hash.slice(1).split("&")) {
    const [key, value] = part.split("=").map(decode);
    if (value === undefined) state.commune = numbers.has(key) ? key : "";
    else if (key in state) state[key] = value;
  }
  return state;
}
function decode(text) {
  try { return decodeURIComponent(text); } catch { return ""; }
}
function write({ commune, ...others }) {
  const parts = Object.entries(others).filter(([, value]) => value).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return [...(commune ? [commune] : []), ...parts].join("&");
}
let state = { commune: "" };
let opener = null; // what had the focus when the card was opened
function go(changes, replace = false) {
  const next = { ...state, ...changes };
  const address = `#${write(next)}`;
  if (address === `#${write(state)}`) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  show(next);
}
function show(next) {
  const before = state;
  state = next;
  for (const key of FILTERS) document.querySelector(`select[name="${key}"]`).value = state[key];
  narrow();
  list();
  if (get("query").value !== state.query) get("query").value = state.query;
  if (before.query !== state.query) search();
  if (before.commune !== state.commune) card(before.commune);
}

// --- The list
const tbody = document.querySelector("#list tbody");
const rows = [...tbody.rows];
// A row's id is where a page without a script goes; here a card opens, and nothing moves.
for (const row of rows) {
  row.dataset.insee = row.id;
  row.removeAttribute("id");
}
const rowOf = (code) => tbody.querySelector(`[data-insee="${code}"]`);
const heads = all("#list thead th");
const collator = new Intl.Collator("fr", { numeric: true });
const isShown = (row) => FILTERS.every((key) => !state[key] || row.dataset[key] === state[key]);

// Only intercommunalities of the department that is chosen can be chosen too.
function narrow() {
  const there = new Set(rows.filter((row) => !state.department || row.dataset.department === state.department).map((row) => row.dataset.epci));
  const select = document.querySelector('select[name="epci"]');
  for (const option of select.options) option.hidden = option.disabled = option.value !== "" && !there.has(option.value);
  if (state.epci && !there.has(state.epci)) go({ epci: "" }, true);
}
function list() {
  const key = state.sort.replace("-", "") || "name";
  const column = Math.max(0, heads.findIndex((head) => head.dataset.key === key));
  const of = (row, at) => row.cells[at].dataset.sort ?? row.cells[at].textContent;
  // What is not known stands last, whichever way the list is sorted.
  const sorted = [...rows].sort((a, b) => {
    const [x, y] = [of(a, column), of(b, column)];
    if (x === "" || y === "") return (x === "") - (y === "") || collator.compare(of(a, 0), of(b, 0));
    return (state.sort.startsWith("-") ? -1 : 1) * collator.compare(x, y) || collator.compare(of(a, 0), of(b, 0));
  });
  for (const row of rows) row.hidden = !isShown(row);
  if (sorted.some((row, at) => row !== tbody.rows[at])) tbody.append(...sorted); // what is moved loses the focus
  get("count").textContent = counted(words.count_one, words.count_many, rows.filter(isShown).length);
  heads.forEach((head, at) => {
    if (at === column) head.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  const shown = new Set(rows.filter(isShown).map((row) => row.dataset.insee));
  for (const link of all(".map a")) link.classList.toggle("other", !shown.has(codeOf(link)));
}
const codeOf = (link) => link && link.getAttribute("href").slice(1);

// A row lights its territory, a territory its row: the one under the mouse, or else the one with the focus.
const communeAt = (element) => element.closest("#list tbody tr")?.dataset.insee || codeOf(element.closest(".map a"));
function light(code) {
  for (const element of all(".lit")) element.classList.remove("lit");
  if (!code) return;
  rowOf(code)?.classList.add("lit");
  document.querySelector(`.map a[href="#${code}"]`)?.classList.add("lit");
}
for (const type of ["mouseover", "focusin"])
  document.addEventListener(type, ({ target }) => light(communeAt(target) || communeAt(document.activeElement)));

// --- The card
function card(before) {
  const place = places[numbers.get(state.commune)];
  document.body.classList.toggle("has-card", Boolean(place));
  get("card").hidden = !place;
  for (const element of all(".current")) element.classList.remove("current");
  if (!place) {
    (opener?.isConnected ? opener : get("query")).focus({ preventScroll: true });
    opener = null;
    return;
  }
  if (!before) opener = document.activeElement === document.body ? null : document.activeElement;
  const known = data.labelled[place.insee];
  get("card-name").textContent = place.names[0];
  get("card-status").textContent = status(place);
  get("card-status").className = known ? known.cohort : "none";
  const lines = known ? known.card.slice(1) : [];
  get("card").querySelector("dl").replaceChildren(...lines.flatMap(([heading, texts]) => [make("dt", heading), ...texts.map((text) => make("dd", text))]));
  rowOf(place.insee)?.classList.add("current");
  document.querySelector(`.map a[href="#${place.insee}"]`)?.classList.add("current");
  get("card").scrollTop = 0;
  get("card").focus({ preventScroll: true });
}
const where = (place) => data.departments.find(({ code }) => code === place.department)?.name || place.department;
const status = (place) => data.labelled[place.insee]?.status || data.acv[place.insee]
  || fill(words.status, { place: `${place.names[0]} (${where(place)}, ${place.insee})` });

// --- The search
function results(query) {
  if (!fold(query)) return { text: "", items: [] };
  const { candidates, sure, inside, elsewhere, epcis = [] } = rank(query);
  const department = sure ? null : departmentCalled(query);
  const items = [
    ...(department ? [link(fill(words.department, { ...department, n: department.count }), { department: department.code })] : []),
    ...epcis.slice(0, MOST).map(({ name, siren, count }) => link(fill(words.epci, { name, n: count }), { epci: siren })),
    ...candidates.slice(0, MOST).map(({ place, reason }) => candidate(place, reason === "place" && inside ? inside.name || inside.code : "")),
    ...(candidates.length > MOST ? [make("span", fill(words.more, { n: candidates.length - MOST }))] : []),
  ];
  if (sure) return { text: status(candidates[0].place), items: items.slice(0, 1), sure: candidates[0].place };
  const texts = [];
  if (elsewhere) texts.push(fill(words.elsewhere, { query }), words.region_only);
  else if (!items.length) texts.push(fill(words.none, { query }), words.region_only);
  if (items.length) texts.push(words.which);
  return { text: texts.join(" "), items };
}
function link(text, changes) {
  return make("a", text, { href: `#${write({ commune: "", ...changes })}` });
}
function candidate(place, inside) {
  const item = make("span");
  if (inside) item.append(fill(words.inside, { name: inside }), " ");
  const known = data.labelled[place.insee];
  item.append(link(place.names[0], { commune: place.insee }), ` (${where(place)}, ${place.insee}) `, make("span", known ? words[known.cohort] : words.not_labelled, { class: known ? "tag" : "tag none" }));
  return item;
}
function search() {
  const { text, items } = results(state.query);
  get("answer").textContent = text;
  get("results").replaceChildren(...items.map((item) => {
    const entry = make("li");
    entry.append(item);
    return entry;
  }));
}

// --- What a reader does
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]:not(.skip)');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const code = codeOf(link);
  if (numbers.has(code)) return go({ commune: code });
  go({ commune: "", ...Object.fromEntries(FILTERS.map((key) => [key, ""])), ...Object.fromEntries([code.split("=")]) });
  get("list").focus();
});
get("query").addEventListener("input", ({ target }) => go({ query: target.value, commune: "" }, true));
document.querySelector("search").addEventListener("keydown", (event) => {
  const links = all("#results a");
  const at = links.indexOf(document.activeElement);
  if (event.key === "Enter" && event.target === get("query")) {
    const { sure } = results(state.query);
    if (sure) go({ commune: sure.insee });
    else links[0]?.focus();
  } else if (event.key === "ArrowDown") (links[at + 1] || links.at(-1))?.focus();
  else if (event.key === "ArrowUp") (links[at - 1] || get("query")).focus();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  if (state.commune) go({ commune: "" });
  else if (state.query) { go({ query: "" }); get("query").focus(); }
});
get("close").addEventListener("click", () => go({ commune: "" }));
get("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    get("count").textContent = words.copied;
  } catch {
    prompt(get("copy").textContent, location.href);
  }
});
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
document.querySelector("form").addEventListener("change", ({ target }) => go({ [target.name]: target.value }));
for (const head of heads) {
  const button = make("button", head.textContent, { type: "button" });
  button.addEventListener("click", () => go({ sort: state.sort === head.dataset.key || (!state.sort && head.dataset.key === "name") ? `-${head.dataset.key}` : head.dataset.key }));
  head.replaceChildren(button);
}
for (const type of ["hashchange", "popstate"]) addEventListener(type, () => show(read()));

// What a page without a script has not.
get("plain").remove();
for (const element of all("search, form")) element.hidden = false;
history.scrollRestoration = "manual";
show(read());

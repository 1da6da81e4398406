// --- address.py: a query as a name, without what may stand beside it; `told`: the departments that this tells.
const departmentsByName = new Map(data.departments.flatMap(({ code, names }) => [code, ...names].map((name) => [fold(name), code])));
const office = new RegExp(`^(?:(?:${lists.courtesies.join("|")}) )?(?:l[ae]? )?(?:${lists.offices.join("|")}) (?:(d|de|des|du) )?(?!(?:${lists.linksOfNames.join("|")})\\b)`);

function departmentsOf(code) {
  const there = new Set(places.filter(({ codes }) => codes.includes(code)).map(({ department }) => department));
  return there.size ? there : new Set([code.slice(0, 2)]);
}
const both = (told, codes) => (told ? new Set([...told].filter((code) => codes.has(code))) : codes);

function readings(folded) {
  for (let tail; (tail = lists.behind.find((words) => folded.endsWith(` ${words}`))); ) folded = folded.slice(0, -tail.length - 1);
  folded = folded.replace(/ c(?:e?dex|dx)\d*\b.*/, "");
  let told = null;
  // Postal codes, the codes of departments, postal codes that lost their zero.
  const words = folded.split(" ").filter((word, place, all) => {
    const code = /^\d{5}$/.test(word) ? departmentsOf(word)
      : all.length > 1 && (place === 0 || place === all.length - 1) && /^(\d{2}|2[ab]|97\d)$/.test(word) ? new Set([word.toUpperCase()])
      : all.length > 1 && /^[1-9]\d{3}$/.test(word) && departmentsByName.has(`0${word[0]}`) ? new Set([`0${word[0]}`]) : null;
    if (code) told = both(told, code);
    return !code;
  });
  if (!words.length) return [];
  return beside(words.join(" "), told).filter(({ name }) => name).map(({ name, told }) => ({ name: parseName(name), told }));
}

function beside(name, told) {
  const found = [];
  const words = name.split(" ");
  if (words.length > 1 && lists.articles.includes(words.at(-1))) found.push({ name: [words.at(-1), ...words.slice(0, -1)].join(" "), told });
  const before = office.exec(name);
  if (!(before && before[1])) found.push({ name, told });
  if (before) {
    name = name.slice(before[0].length);
    if (before[1] in lists.contracted) found.push({ name: `${lists.contracted[before[1]]} ${name}`, told });
    found.push({ name, told });
  }
  const tail = lists.suffixes.find((words) => name.endsWith(` ${words}`));
  if (tail) found.push({ name: name.slice(0, -tail.length - 1), told: told || new Set(data.departments.map(({ code }) => code)) });
  const also = lists.tails.find((words) => name.endsWith(` ${words}`));
  if (also) found.push({ name: name.slice(0, -also.length - 1), told });
  const rest = name.split(" ");
  for (let size = 1; size < rest.length; size++)
    for (const [department, left] of [[rest.slice(-size), rest.slice(0, -size)], [rest.slice(0, size), rest.slice(size)]]) {
      const code = departmentsByName.get(department.join(" "));
      if (code) found.push({ name: left.join(" "), told: both(told, new Set([code])) });
    }
  return found;
}

// --- registry.py: the department, or else the intercommunalities, that a query names.
function departmentCalled(query) {
  const name = fold(query).replace(/^(?:departement )?(?:(?:d|de|des|du) )?(?:(?:l|la|le|les) )?/, "");
  return data.departments.find(({ code }) => code === departmentsByName.get(name)) || null;
}
// By SIREN, name or initials; behind a type (`CC`, `agglo`) a part of a name is enough.
function epcisCalled(folded) {
  const exactly = (text, shortest) => {
    const glued = text.replaceAll(" ", ""), key = core(text).join("");
    return data.epcis.filter(({ siren, names, initials }) => siren === glued || names.includes(key) || (glued.length >= shortest && initials.includes(glued)));
  };
  const found = exactly(folded, 3);
  const rest = folded.replace(new RegExp(`^(?:l |la )?${lists.epciTypes} (?:(?:de|du|des|d) )?(?:(?:l|la|le|les) )?`), "")
    .replace(new RegExp(` ${lists.epciTypes}$`), "");
  if (found.length || !rest || rest === folded) return found;
  const part = exactly(rest, 1);
  return part.length ? part : data.epcis.filter(({ name }) => core(rest).every((word) => core(fold(name)).includes(word)));
}

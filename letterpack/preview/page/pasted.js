// What a spreadsheet puts on the clipboard: rows of cells between tabs; a cell with a line break or a tab in it is in quotes.

export function pasted(text) {
  const rows = [];
  let row = [];
  let at = 0;
  const said = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= said.length) {
    const quoted = said[at] === '"' ? /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(said.slice(at)) : null;
    const end = quoted ? at + quoted[0].length : next(said, at);
    row.push(quoted ? quoted[1].replaceAll('""', '"') : said.slice(at, end));
    if (said[end] !== "\t") {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  return said ? rows : [];
}

function next(text, from) {
  const found = text.slice(from).search(/[\t\n]/);
  return found < 0 ? text.length : from + found;
}

// The rules of docs/semantics.md as a page of the site, semantics.html: tags that the playground shows lead there.
//
// Knows as much of Markdown as that document uses: headings, paragraphs, lists, tables, code, **bold**, *italic*,
// links, and anchors `<a id="…"></a>`. Everything else is text.

/** The page, as HTML. */
export function page(markdown) {
  const blocks = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; ) {
    const starts = (pattern) => at < lines.length && pattern.test(lines[at]);
    const take = (pattern) => {
      const taken = [];
      while (starts(pattern)) taken.push(lines[at++]);
      return taken;
    };
    if (starts(/^#+ /)) blocks.push(heading(lines[at++]));
    else if (starts(/^\|/)) blocks.push(table(take(/^\|/)));
    else if (starts(/^- /)) blocks.push(list("ul", take(/^- /), /^- /));
    else if (starts(/^\d+\. /)) blocks.push(list("ol", take(/^\d+\. /), /^\d+\. /));
    else if (starts(/^$/)) at += 1;
    else blocks.push(`<p>${inline(take(/^(?!#+ |\||- |\d+\. |$)/).join("\n"))}</p>`);
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Semantics – Netpol Playground</title>
<link rel="icon" href="./icons/icon-192.png" type="image/png">
<link rel="stylesheet" href="./semantics.css">
</head>
<body>
<main>
<p><a href="./">Netpol Playground</a></p>
${blocks.join("\n")}
</main>
</body>
</html>
`;
}

function heading(line) {
  const [, marks, text] = line.match(/^(#+) (.*)$/);
  // What GitHub calls it in addresses.
  const id = text.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-");
  return `<h${marks.length} id="${id}">${inline(text)}</h${marks.length}>`;
}

function list(name, lines, mark) {
  return `<${name}>\n${lines.map((it) => `<li>${inline(it.replace(mark, ""))}</li>`).join("\n")}\n</${name}>`;
}

function table([head, , ...rows]) {
  const cells = (line) => line.replace(/^\| ?| ?\|$/g, "").split(/ ?(?<!\\)\| ?/).map((it) => it.replaceAll("\\|", "|"));
  const row = (line, name) => `<tr>${cells(line).map((it) => `<${name}>${inline(it)}</${name}>`).join("")}</tr>`;
  // A wide one scrolls by itself, which must be possible with the keyboard.
  return `<div class="table" tabindex="0"><table>
<thead>${row(head, "th")}</thead>
<tbody>
${rows.map((it) => row(it, "td")).join("\n")}
</tbody>
</table></div>`;
}

const INLINE = [
  [/^(`+)(.+?)\1(?!`)/s, ([, , code]) => `<code>${escaped(code.replace(/^ (.*) $/s, "$1"))}</code>`],
  [/^<a id="([a-z0-9-]+)"><\/a>/, ([, id]) => `<a id="${id}"></a>`],
  [/^\[([^\]]+)\]\(([^)\s]+)\)/, ([, text, target]) => link(inline(text), target)],
  [/^\*\*(?=\S)(.+?)\*\*(?!\*)/s, ([, text]) => `<strong>${inline(text)}</strong>`],
  [/^\*(?=[^\s*])(.+?)(?<![\s\\])\*/s, ([, text]) => `<em>${inline(text)}</em>`],
  [/^\\([*|_`\\])/, ([, it]) => escaped(it)],
];

function inline(text) {
  let html = "";
  let plain = "";
  for (let rest = text; rest !== ""; ) {
    const found = INLINE.map(([pattern, make]) => [rest.match(pattern), make]).find(([it]) => it);
    if (found) {
      html += escaped(plain) + found[1](found[0]);
      plain = "";
      rest = rest.slice(found[0][0].length);
    } else {
      const next = rest.slice(1).search(/[`<[*\\]/);
      const length = next === -1 ? rest.length : next + 1;
      plain += rest.slice(0, length);
      rest = rest.slice(length);
    }
  }
  return html + escaped(plain);
}

/** Files of the repository are not part of the site: their names stay as text. */
function link(html, target) {
  return /^(#|https:)/.test(target) ? `<a href="${escaped(target)}">${html}</a>` : html;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (it) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[it]);
}

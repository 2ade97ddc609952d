// Sentences with names between backticks.

/** What stands between backticks is code. */
export function marked(message) {
  const line = document.createElement("span");
  const part = (it, at) => at % 2 ? Object.assign(document.createElement("code"), { textContent: it }) : it;
  line.append(...message.split("`").map(part));
  return line;
}

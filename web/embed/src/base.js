// Where the playground is: beside this script, whatever the path, and however the script was loaded. The page's own
// elements have no say in it, and neither has what they show.

/** The element of this script, where it has one. The page may have an `<img name="currentScript">`, which hides it. */
const current = Object.getOwnPropertyDescriptor(Document.prototype, "currentScript").get.call(document);
export const script = current instanceof HTMLScriptElement ? current : null;

/** The script's own address. A module has no `currentScript`, and `import.meta` would keep this from being a classic one. */
const own = () =>
  // All engines name the file of a line in a stack, the innermost first.
  script?.src || /(?:https?|file):[^\s()]+?(?=:\d+:\d+\)?$)/m.exec(new Error().stack ?? "")?.[0];

/** The address of the page, with a slash at its end; null where it cannot be told. */
export const base = folderOf(own());

function folderOf(address) {
  try {
    return new URL(".", address).href;
  } catch {
    warn("embed.js cannot tell where it came from: load it by its address");
    return null;
  }
}

/** What is wrong with a page is for its author, and no reason to stop the rest of its scripts. */
export function warn(what) {
  console.warn(`netpol-playground: ${what}`);
}

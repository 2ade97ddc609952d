// Where the playground is: beside this script, whatever the path, and however the script was loaded.

/** The script's own address. A module has no `currentScript`, and `import.meta` would keep this from being a classic one. */
const own = () => {
  const { currentScript } = document;
  if (currentScript?.src) return currentScript.src;
  // All engines name the file of a line in a stack, the innermost first.
  return /(?:https?|file):[^\s()]+?(?=:\d+:\d+\)?$)/m.exec(new Error().stack ?? "")?.[0];
};

/** The address of the page, with a slash at its end. */
export const base = new URL(".", own() ?? document.baseURI).href;

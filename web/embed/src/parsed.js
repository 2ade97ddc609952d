// When all of an element has been read: a script in the head sees its start before its end.

/** Whether something stands behind an element, or nothing will. */
export function isParsed(element) {
  if (document.readyState !== "loading") return true;
  for (let it = element; it; it = it.parentNode) if (it.nextSibling) return true;
  return false;
}

/** Calls after every change of the page, before that is painted, until it is told to end. */
export function afterChanges(call) {
  const observer = new MutationObserver(call);
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", call);
  return () => {
    observer.disconnect();
    document.removeEventListener("DOMContentLoaded", call);
  };
}

/**
 * Calls when an element has been read. Gives what ends the waiting.
 * @param {(fresh: boolean) => void} call `fresh` says that what stands behind it has never been painted
 */
export function whenParsed(element, call) {
  if (isParsed(element)) {
    call(false);
    return () => {};
  }
  const end = afterChanges(() => {
    if (!isParsed(element)) return;
    end();
    call(true);
  });
  return end;
}

// What the user does on the page before the second part of the program is there to hear it, for src/base/early.rs.

let kept = null;

/** Begins to keep it: the keys that copy the link and open the outline, what is pasted outside of any field, files that are dropped,
 *  another link in the address. */
export function keep() {
  kept = [];
  for (const [type, hear] of Object.entries(HEARD)) addEventListener(type, hear, true);
}

/** Ends that, and lets all that was kept happen once more. */
export function handOver() {
  const events = kept ?? [];
  kept = null;
  for (const [type, hear] of Object.entries(HEARD)) removeEventListener(type, hear, true);
  for (const it of events) document.body.dispatchEvent(it);
}

const again = { bubbles: true, cancelable: true, composed: true };

const HEARD = {
  keydown(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (!(ctrlKey || metaKey) || altKey || !["s", "p"].includes(key?.toLowerCase())) return;
    event.preventDefault();
    // However often: it is done once.
    if (!kept.some((it) => it.type === "keydown" && it.key === key)) kept.push(new KeyboardEvent("keydown", { ...again, key, ctrlKey, metaKey }));
  },
  // Another link in the address; the last one counts.
  hashchange({ oldURL, newURL }) {
    kept = kept.filter((it) => it.type !== "hashchange");
    kept.push(new HashChangeEvent("hashchange", { ...again, oldURL, newURL }));
  },
  paste(event) {
    if (event.target.closest?.("input, textarea, [contenteditable=true]")) return;
    event.preventDefault();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", event.clipboardData?.getData("text/plain") ?? "");
    kept.push(new ClipboardEvent("paste", { ...again, clipboardData }));
  },
  dragover(event) {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  },
  drop(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    // What an event brings is gone after it.
    const dataTransfer = new DataTransfer();
    for (const file of event.dataTransfer.files) dataTransfer.items.add(file);
    kept.push(new DragEvent("drop", { ...again, dataTransfer }));
  },
};

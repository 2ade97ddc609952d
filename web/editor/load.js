// Loads the editor when it is asked for, from where the page says it is.
export async function loadEditor() {
  const at = document.querySelector('meta[name="netpol-editor"]');
  if (!at) throw new Error("the page does not say where its editor is");
  return import(new URL(at.content, document.baseURI).href);
}

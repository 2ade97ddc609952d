// Loads a program of the site when it is asked for, from where the page says it is.
export async function loadModule(name) {
  const at = document.querySelector(`meta[name="netpol-${name}"]`);
  if (!at) throw new Error(`the page does not say where its ${name} is`);
  return import(new URL(at.content, document.baseURI).href);
}

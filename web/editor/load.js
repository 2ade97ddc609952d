/**
 * Comes once an element is on screen: on a small one the files may never be, and their editor takes longer to start than
 * all the rest of the page.
 */
export const seen = (element) =>
  new Promise((come) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((it) => it.isIntersecting)) return;
      observer.disconnect();
      come();
    });
    observer.observe(element);
  });

// Loads a program of the site when it is asked for, from where the page says it is.
export async function loadModule(name) {
  const at = document.querySelector(`meta[name="netpol-${name}"]`);
  if (!at) throw new Error(`the page does not say where its ${name} is`);
  return import(new URL(at.content, document.baseURI).href);
}

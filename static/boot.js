// Starts the page. A file of its own, because the page's policy allows no script inside it.
// The build writes the addresses of the program beside this script's own: data-glue and data-wasm.
const { glue, wasm } = document.querySelector("script[data-glue]").dataset;
const address = (it) => new URL(it, document.baseURI);

try {
  const program = await import(address(glue));
  await program.default({ module_or_path: address(wasm) });
} catch (error) {
  console.error(error);
  const shell = document.getElementById("shell");
  if (shell) {
    shell.dataset.state = "failed";
    shell.querySelector("[data-message]")?.replaceChildren(
      "The page could not start. It needs a browser with WebAssembly, and all of its files.",
    );
  }
}

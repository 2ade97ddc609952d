// <netpol-playground>: YAML as text, and in its place, once it has come, the playground in a frame.
import { base, script, warn } from "./base.js";
import { forgetHeight, setHeight } from "./height.js";
import { whenParsed } from "./parsed.js";
import { sheet } from "./style.js";
import { parted, textIn } from "./text.js";
import { followTheme, themeAround } from "./theme.js";

/** The version of the messages. */
const VERSION = 1;
/** Milliseconds until a frame that says nothing is given up. */
const PATIENCE = 30_000;
/** How far below the screen a frame begins to load. */
const AHEAD = "600px 0px";
const LOOKS = ["view", "cell", "port", "theme", "readonly"];
/** What has a row in the matrix; outside the cluster is one more. */
const ROWS = /^\s*kind:\s*["']?(Pod|Deployment|ReplicaSet|StatefulSet|DaemonSet|Job|CronJob)\b/gm;

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

let watcher;
/** Starts an element when it comes near. */
const near = (element) => {
  watcher ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) target.start();
    },
    { rootMargin: AHEAD },
  );
  watcher.observe(element);
};

export class Playground extends HTMLElement {
  static observedAttributes = ["src", "task", "height", "label", "loading", "sandbox", ...LOOKS];

  #box = make("div", { className: "box", part: "box" });
  #text = make("div", { className: "text" });
  #bar = make("div", { className: "bar" });
  #frame = null;
  /** The origin of the frame's messages: a strict sandbox has none. */
  #origin = "";
  #ready = false;
  #given = null;
  #head = {};
  #theme = "";
  #timer = 0;
  #begun = false;
  #leave = [];
  #files = null;
  #link = null;
  /** The height of what it takes the place of. */
  space = 0;
  /** Whether what stands behind it has never been painted. */
  fresh = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.#text.append(make("slot"));
    this.#box.append(this.#text);
    this.shadowRoot.append(this.#box);
  }

  /** The files as they are now; null until the frame or the page has named them. */
  get files() {
    return this.#files;
  }

  /** The address of the playground with all that is shown; null where it is not known. */
  get link() {
    return this.#link && base + this.#link;
  }

  /** The window of the frame, for whoever speaks the messages; null before it loads. */
  get frame() {
    return this.#frame;
  }

  connectedCallback() {
    this.#leave.push(whenParsed(this, (fresh) => this.#begin(fresh || this.fresh)));
  }

  disconnectedCallback() {
    watcher?.unobserve(this);
    this.#leave.splice(0).forEach((it) => it());
    clearTimeout(this.#timer);
    forgetHeight(this.#box);
    this.#begun = false;
    this.#stop();
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#begun) return;
    if (name === "src" || name === "task") {
      this.#given = null;
      this.#read();
      this.#load();
    } else if (name === "height") {
      this.#reserve(true);
      this.#send("view", { height: this.#grows() ? "auto" : "fixed" });
    } else if (name === "label") {
      if (this.#frame) this.#frame.title = this.#title();
    } else if (name === "loading") {
      this.#plan();
    } else if (name === "sandbox") {
      this.#restart();
    } else if (name === "theme") {
      this.#retheme();
    } else {
      this.#send(name === "cell" || name === "port" ? "select" : "view", { [name]: this.#get(name) ?? (name === "readonly" ? "false" : "") });
    }
  }

  /** Loads the frame now. */
  start() {
    watcher?.unobserve(this);
    if (this.#frame || !this.isConnected || !base) return;
    // The script's author decides for the whole page; an element may only ask for more.
    const strict = script?.dataset.sandbox === "strict" || this.getAttribute("sandbox") === "strict";
    const own = strict ? "" : " allow-same-origin";
    this.#origin = strict ? "null" : new URL(base).origin;
    this.#frame = make("iframe", { title: this.#title(), part: "frame", referrerPolicy: "no-referrer" });
    this.#frame.setAttribute("sandbox", `allow-scripts allow-popups allow-popups-to-escape-sandbox${own}`);
    this.#frame.tabIndex = -1;
    this.#frame.src = `${base}?embed=message`;
    this.#box.append(this.#frame);
    this.#bar.remove();
    this.#timer = setTimeout(() => {
      if (this.#box.classList.contains("shown")) return;
      this.#stop();
      this.#offer("The playground could not be loaded. ", "Try again");
      this.#tell("error", { code: "timeout", message: `nothing came from ${base}` });
    }, PATIENCE);
  }

  /**
   * Shows something else: YAML as text, files as `[{name, text}]`, or `{link}`.
   * @param {string | {name: string, text: string}[] | {link: string}} content
   */
  load(content) {
    this.#given = typeof content === "string" ? { yaml: content } : Array.isArray(content) ? { files: content } : content;
    this.#load();
  }

  #begin(fresh) {
    const onMessage = (event) => this.#hears(event);
    addEventListener("message", onMessage);
    const observer = new MutationObserver(() => this.#read() && this.#load());
    observer.observe(this, { childList: true, characterData: true, subtree: true });
    this.#leave.push(
      () => removeEventListener("message", onMessage),
      () => observer.disconnect(),
      followTheme(() => this.#retheme()),
    );
    this.#begun = true;
    this.#read();
    if (this.space) this.#box.style.height = `${this.space}px`;
    this.#reserve(fresh);
    this.#plan();
  }

  #plan() {
    const how = this.#get("loading") ?? "lazy";
    if (this.#frame || !base) return;
    if (how === "click") this.#offer("", "Try it here");
    else if (how === "eager") this.start();
    else near(this);
  }

  /** Takes the YAML from what is inside. Says whether it is another one. */
  #read() {
    const text = textIn(this);
    const { attributes, yaml } = parted(text);
    if (this.#given?.yaml === yaml || (!yaml && !this.hasAttribute("src") && !this.hasAttribute("task"))) return false;
    this.#head = attributes;
    this.#given = yaml ? { yaml } : null;
    // Text by itself, or in a script, is made readable; an element of the page's own is left as it is.
    const own = yaml && ![...this.children].some((it) => it.localName !== "script");
    this.#text.classList.toggle("own", Boolean(own));
    this.#text.querySelector("pre")?.remove();
    if (own) this.#text.append(make("pre", { part: "yaml", textContent: yaml }));
    if (yaml) this.#text.tabIndex = 0;
    this.#text.ariaLabel = "YAML";
    this.#text.setAttribute("role", "region");
    return true;
  }

  #get(name) {
    return this.getAttribute(name) ?? this.#head[name] ?? null;
  }

  #grows() {
    return !Number.parseInt(this.#get("height") ?? "", 10);
  }

  #title() {
    return this.#get("label") ?? "Netpol Playground: who reaches whom, and why";
  }

  /**
   * The link in `src`, from its `#` on. Where the playground is, it does not say: a code block may be written by
   * somebody whom the page lets write text, and no more.
   */
  #linkOf(src) {
    const at = src?.indexOf("#") ?? -1;
    if (at < 0) return null;
    if (at > 0 && src.slice(0, at) !== base) warn(`of src="${src.slice(0, at)}…" only the part from # on counts`);
    return src.slice(at);
  }

  /** Keeps the place of what is to come. */
  #reserve(atOnce) {
    const given = Number.parseInt(this.#get("height"), 10);
    const yaml = this.#given?.yaml ?? "";
    // About as high as it will be; of a link nobody knows yet.
    const editor = yaml ? Math.min(Math.max(yaml.split("\n").length * 20.8 + 50, 130), 380) : 300;
    const matrix = yaml ? Math.min(190 + (yaml.match(ROWS)?.length ?? 0) * 32, 420) + 78 : 420;
    const high = { matrix: 40 + matrix, why: 320, terminal: 420, editor: 40 + editor }[this.#get("view")] ?? 40 + editor + matrix;
    const height = given || Math.round(high);
    setHeight(this.#box, height, atOnce || !this.#grows(), () => {});
  }

  /** A note over the text, and a button where there is something to do. */
  #offer(text, button) {
    const start = () => {
      // Who asks for it may see the page move.
      if (this.#grows()) this.#reserve(true);
      this.start();
    };
    this.#bar.replaceChildren();
    if (button) this.#bar.append(make("button", { type: "button", textContent: button, onclick: start, part: "button" }));
    if (text) this.#bar.prepend(make("span", { textContent: text, role: "status" }));
    this.#box.append(this.#bar);
  }

  #stop() {
    this.#frame?.remove();
    this.#frame = null;
    this.#ready = false;
    this.#text.inert = false;
    this.#box.classList.remove("shown");
  }

  #restart() {
    const ran = this.#frame;
    this.#stop();
    if (ran) this.start();
  }

  #retheme() {
    const theme = this.#get("theme") ?? "auto";
    const now = theme === "light" || theme === "dark" ? theme : themeAround(this);
    if (now !== this.#theme) this.#send("theme", { theme: (this.#theme = now) });
  }

  #send(type, fields) {
    if (!this.#ready) return;
    // What has no origin cannot be named.
    const target = this.#origin === "null" ? "*" : this.#origin;
    this.#frame.contentWindow.postMessage({ netpol: VERSION, type, ...fields }, target);
  }

  #load() {
    const link = this.#given ? null : this.#linkOf(this.getAttribute("src"));
    const task = this.getAttribute("task");
    // Without a name, the task is the file inside.
    const own = task === "" && this.#given ? { taskFile: this.#given.yaml } : this.#given;
    const content = task ? { task } : link ? { link } : own;
    if (!content) return this.#tell("error", { code: "empty", message: "there is neither YAML nor a link in `src` nor a `task`" });
    this.#files = content.files ?? null;
    const looks = {};
    for (const name of LOOKS) if (this.#get(name) !== null) looks[name] = this.#get(name);
    this.#theme = "";
    this.#send("load", { view: "both", ...looks, theme: undefined, ...content, height: this.#grows() ? "auto" : "fixed" });
    this.#retheme();
  }

  #hears({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin || data?.netpol !== VERSION) return;
    const { netpol, type, ...fields } = data;
    // Never an address: those are made here.
    if ("link" in fields && !/^#[\w-]*$/.test(fields.link)) fields.link = null;
    if (type === "ready") {
      this.#ready = true;
      this.#load();
    } else if (type === "loaded") {
      this.#link = fields.link;
      clearTimeout(this.#timer);
      this.#bar.remove();
      this.#box.classList.add("shown");
      this.#text.inert = true;
      this.#frame.removeAttribute("tabindex");
    } else if (type === "height" && this.#grows()) {
      const height = Math.max(120, Math.min(Math.round(fields.height), 3000));
      // A frame that must do with less or more lays itself out in what it has.
      setHeight(this.#box, height, fields.user === true, (done) => this.#send("view", { height: done ? "auto" : "fixed" }));
    } else if (type === "error" && ["link", "task"].includes(fields.code)) {
      clearTimeout(this.#timer);
      if (!this.#box.classList.contains("shown")) this.#offer(fields.message);
    } else if (type === "change") {
      this.#files = fields.files;
      this.#link = fields.link;
    }
    this.#tell(type, fields);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(`netpol-${type}`, { detail, bubbles: true, composed: true }));
  }
}

// YAML for CodeMirror, up to a depth. What walks its trees calls itself once for each level, colouring first of all, and
// a text of nothing but brackets leads it beyond what the browser's stack holds.
import { LanguageSupport } from "@codemirror/language";
import { yamlLanguage } from "@codemirror/lang-yaml";

/** Numbers that the parser's stack may hold: nine for a map in a map. The page reads no more than 100 levels either. */
const DEEPEST = 1_000;

/** Ends a parse where the text becomes too deep: what stands before has its colours. */
class Shallow {
  #parse;
  #stoppedAt = null;
  #ended = false;

  constructor(parse) {
    this.#parse = parse;
  }

  advance() {
    if (!this.#ended && this.#parse.stacks.some((it) => it.stack.length > DEEPEST)) {
      this.#ended = true;
      this.#end(this.#parse.parsedPos);
    }
    return this.#parse.advance();
  }

  get parsedPos() {
    return this.#parse.parsedPos;
  }

  /** Where the editor ended it: the editor goes on from there later. What is too deep is not among these places. */
  get stoppedAt() {
    return this.#stoppedAt;
  }

  stopAt(at) {
    this.#stoppedAt = at;
    this.#end(at);
  }

  #end(at) {
    const { stoppedAt } = this.#parse;
    if (stoppedAt === null || at < stoppedAt) this.#parse.stopAt(at);
  }
}

export const language = () => new LanguageSupport(yamlLanguage.configure({ wrap: (parse) => new Shallow(parse) }));

//! What an editor offers while somebody writes: completions, and what stands at a place, for readers.
//!
//! Places are bytes of the text that was asked about, because that text is often newer than the analysis.

use std::fmt::Write as _;

/// What can be written at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Completions {
    /// First byte of what a choice replaces: of the word that was begun.
    pub from: u32,
    /// The byte behind it. The caret is in between, or at one of the ends.
    pub to: u32,
    /// How many blanks the line of `from` begins with: new lines of an insertion begin with as many besides their own.
    pub indent: u32,
    /// Best first. They are not narrowed to the word that was begun: the editor does that, by their labels.
    pub items: Vec<Completion>,
    /// Whether there are more: then an editor has to ask again when the word grows.
    pub is_incomplete: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Completion {
    /// What the list shows, and what is compared with the word that was begun.
    pub label: String,
    /// What takes the place of that word.
    pub insert: Vec<Insert>,
    /// What it is.
    pub kind: CompletionKind,
    /// What it would do or match, in a few words: "3 pods in 2 namespaces", "a list". Empty where there is
    /// nothing to say.
    pub detail: String,
    /// One or more sentences. Names of fields and values stand between backticks.
    pub documentation: String,
}

/// A piece of an insertion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "type", content = "text", rename_all = "camelCase")
)]
#[non_exhaustive]
pub enum Insert {
    /// Text as it is. After a line break stand only the blanks that the line has more than the one of the insertion.
    Text(String),
    /// A place that is written next, with the text that stands there until then, which may be empty. The caret goes to
    /// the first of these, and on to the others in their order. Where there is none, it stands at the end.
    Place(String),
}

/// What a completion is, for its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum CompletionKind {
    /// A field of the API.
    Key,
    /// One of the words that a field may have.
    Word,
    /// Several lines at once.
    Snippet,
    /// The key of a label.
    LabelKey,
    /// The value of a label.
    LabelValue,
    /// The name of an object: a namespace, a Service, a node.
    Name,
    /// A port, by name or number.
    Port,
    /// A range of addresses.
    Block,
    /// Any other value.
    Value,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Hover {
    /// First byte of what is explained.
    pub from: u32,
    /// The byte behind it.
    pub to: u32,
    /// The field with its keys: `spec.ingress[].from`.
    pub title: String,
    /// Sentences, the most important first. Names of fields, values and pods stand between backticks.
    pub paragraphs: Vec<String>,
}

impl Completions {
    /// What takes the place of `from` to `to` when this one is chosen, as plain text: the places have the text that stands
    /// there until they are written.
    pub fn text(&self, of: &Completion) -> String {
        let plain: String = of.insert.iter().map(|it| it.text()).collect();
        plain.replace('\n', &format!("\n{}", " ".repeat(self.indent as usize)))
    }
}

impl Completion {
    /// The insertion as a snippet of the Language Server Protocol: `matchLabels:\n  $1`. For `insertTextMode:
    /// adjustIndentation`, which adds the blanks of the line.
    pub fn lsp_snippet(&self) -> String {
        self.snippet(
            |number, text| {
                let text = escaped(text, &['\\', '$', '}']);
                if text.is_empty() { format!("${number}") } else { format!("${{{number}:{text}}}") }
            },
            &['\\', '$', '}'],
        )
    }

    /// The insertion as a template for `snippet()` of CodeMirror's autocompletion, which adds the blanks of the line.
    pub fn codemirror_snippet(&self) -> String {
        self.snippet(
            |number, text| format!("${{{number}:{}}}", escaped(text, &['\\', '{', '}'])),
            &['{', '}'],
        )
    }

    /// Whether there is a place to be written in it.
    pub fn has_places(&self) -> bool {
        self.insert.iter().any(|it| matches!(it, Insert::Place(_)))
    }

    fn snippet(&self, place: impl Fn(usize, &str) -> String, special: &[char]) -> String {
        let (mut res, mut number) = (String::new(), 0);
        for it in &self.insert {
            match it {
                Insert::Text(it) => res.push_str(&escaped(it, special)),
                Insert::Place(it) => {
                    number += 1;
                    let _cannot_fail = write!(res, "{}", place(number, it));
                }
            }
        }
        res
    }
}

impl Insert {
    fn text(&self) -> &str {
        match self {
            Insert::Text(it) | Insert::Place(it) => it,
        }
    }
}

fn escaped(text: &str, special: &[char]) -> String {
    let mut res = String::with_capacity(text.len());
    for it in text.chars() {
        if special.contains(&it) {
            res.push('\\');
        }
        res.push(it);
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completion(insert: Vec<Insert>) -> Completion {
        let (detail, documentation) = (String::new(), String::new());
        Completion { label: "x".to_owned(), insert, kind: CompletionKind::Key, detail, documentation }
    }

    #[test]
    fn an_insertion_is_written_in_the_dialect_of_each_editor() {
        let it = completion(vec![
            Insert::Text("labels: {".to_owned()),
            Insert::Place("a$b".to_owned()),
            Insert::Text("}\n  ".to_owned()),
            Insert::Place(String::new()),
        ]);
        assert_eq!(it.lsp_snippet(), "labels: {${1:a\\$b}\\}\n  $2");
        assert_eq!(it.codemirror_snippet(), "labels: \\{${1:a$b}\\}\n  ${2:}");
        let all = Completions { indent: 2, items: vec![it.clone()], ..Completions::default() };
        assert_eq!(all.text(&it), "labels: {a$b}\n    ");
        assert!(it.has_places());
        assert!(!completion(vec![Insert::Text("a".to_owned())]).has_places());
    }
}

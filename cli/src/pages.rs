//! Pages of Markdown and the blocks of manifests in them: each block fenced as `netpol` is an input of its own.

use netpol_core::SourceFile;

use crate::args::Input;
use crate::folder;
use crate::input::Sources;

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line that opens it, from 1: so many lines stand above its text.
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// The pages that are named, and those below the folders that are.
pub(crate) fn read(input: &Input) -> Result<Vec<SourceFile>, String> {
    let mut sources = Sources::new(input.limit());
    for path in &input.paths {
        let failed = |it: std::io::Error| format!("{}: {it}", path.display());
        if path.is_dir() {
            folder::read_pages(path, &mut sources).map_err(failed)?;
        } else if folder::is_page(path) {
            sources.add_file(path).map_err(failed)?;
        }
    }
    sources.complete()
}

/// The blocks of a page that are fenced as `netpol`.
pub(crate) fn blocks(page: &SourceFile) -> impl Iterator<Item = Block> {
    let mut res: Vec<Block> = Vec::new();
    // The marks and the indentation of the fence that is open, and whether it is one of ours.
    let mut open: Option<(String, usize, bool)> = None;
    // How many quotes the open fence stands in.
    let mut depth = 0;
    for (line, text) in page.text.trim_start_matches('\u{feff}').lines().enumerate() {
        let (quotes, text) = unquoted(text, if open.is_some() { depth } else { usize::MAX });
        if quotes < depth {
            // The end of a quote ends what is open in it.
            open = None;
        }
        let body = text.trim_start_matches(' ');
        let indent = text.len() - body.len();
        if open.is_none() {
            depth = quotes;
        }
        match &open {
            Some((marks, _, _)) if is_closing(body, marks) => open = None,
            Some((_, inner, true)) => {
                let inner = (*inner).min(indent);
                if let Some(it) = res.last_mut() {
                    it.text.push_str(text.get(inner..).unwrap_or_default());
                    it.text.push('\n');
                }
            }
            Some(_) => {}
            None => {
                if let Some((marks, language)) = opening(body) {
                    let is_ours = language.eq_ignore_ascii_case("netpol");
                    if is_ours {
                        res.push(Block { line: line + 1, text: String::new() });
                    }
                    open = Some((marks.to_owned(), indent, is_ours));
                }
            }
        }
    }
    res.into_iter()
}

/// The marks of a line that opens a fence, and the first word behind them.
fn opening(line: &str) -> Option<(&str, &str)> {
    let mark = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let marks = line.get(..line.len() - rest.len()).filter(|it| it.len() >= 3)?;
    let info = rest.trim();
    if mark == '`' && info.contains('`') {
        return None;
    }
    // Pandoc writes `{.netpol}`.
    let info = info.trim_start_matches(['{', '.', ' ']);
    Some((marks, info.split([' ', '{', '}', ',', '\t']).next().unwrap_or_default()))
}

/// A line without the marks of the quotes that it stands in, at most so many, and how many these are.
fn unquoted(line: &str, most: usize) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(it) = rest.trim_start_matches(' ').strip_prefix('>').filter(|_| depth < most) {
        (depth, rest) = (depth + 1, it.strip_prefix(' ').unwrap_or(it));
    }
    (depth, rest)
}

fn is_closing(line: &str, marks: &str) -> bool {
    let line = line.trim_end();
    line.len() >= marks.len()
        && line.starts_with(marks)
        && line.trim_start_matches(marks.get(..1).unwrap_or_default()).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_netpol_are_found_with_their_lines() {
        let text = "# a\n\n```netpol\nkind: A\n```\n```yaml\n```netpol\nkind: B\n```\n- b\n\n  ~~~~netpol {x}\n  kind: C\n    d: e\n  ~~~\n  ~~~~\n```netpol\nkind: D\n";
        let found: Vec<Block> = blocks(&SourceFile::new("a.md", text)).collect();
        let block = |line, text: &str| Block { line, text: text.to_owned() };
        let wanted = [block(3, "kind: A\n"), block(12, "kind: C\n  d: e\n~~~\n"), block(17, "kind: D\n")];
        assert_eq!(found, wanted);
    }

    #[test]
    fn blocks_in_quotes_and_with_other_heads_are_found() {
        let text = "\u{feff}```netpol\na: 1\n```\n> ```Netpol\n> b: |\n>   > c\n> ```\n```{.netpol}\n> d\n```\n> ```netpol\n> e: 1\nnone\n```netpol\nf: 1\n";
        let found: Vec<Block> = blocks(&SourceFile::new("a.md", text)).collect();
        let texts: Vec<_> = found.iter().map(|it| (it.line, &*it.text)).collect();
        assert_eq!(
            texts,
            [(1, "a: 1\n"), (4, "b: |\n  > c\n"), (8, "> d\n"), (11, "e: 1\n"), (14, "f: 1\n")]
        );
    }
}

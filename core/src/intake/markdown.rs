//! Fences: ```` ```yaml ```` and ```` ``` ````.

use std::ops::Range;

use super::draft::is_file_name;
use crate::source::Mapped;

/// What is in a fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// YAML or JSON.
    Yaml,
    /// Commands and what they print.
    Shell,
    /// Anything else.
    Other,
    /// It does not say.
    Unnamed,
}

/// The line that opens a fence.
#[derive(Debug)]
pub(super) struct Fence<'t> {
    marks: &'t str,
    info: &'t str,
    /// The blanks before it.
    indent: usize,
}

/// Whether the line opens or closes a fence, at the margin or in a list.
pub(super) fn is_opening(line: &str) -> bool {
    Fence::open(line).is_some()
}

/// Whether lines are a page with fences. Those that are indented may stand in a text of YAML too, unless they lie in a list
/// of the page.
pub(super) fn is_page<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let (mut has_fence, mut has_list) = (false, false);
    for line in lines {
        let fence = Fence::open(line);
        if fence.as_ref().is_some_and(|it| it.indent == 0) {
            return true;
        }
        has_fence |= fence.is_some();
        let item = line.trim_start_matches(|it: char| it.is_ascii_digit());
        has_list |= item.len() < line.len() && item.starts_with(". ") || line.starts_with("* ");
    }
    has_fence && has_list
}

/// The lines of a block that stands four blanks inwards, if one begins at a byte: behind an empty line.
pub(super) fn block(text: &str, start: usize) -> Option<Range<usize>> {
    let (before, rest) = text.split_at_checked(start)?;
    let is_behind_blank = before.trim_end_matches([' ', '\r']).is_empty()
        || before
            .strip_suffix('\n')
            .is_some_and(|it| it.rsplit('\n').next().is_some_and(|line| line.trim().is_empty()));
    let code = rest.strip_prefix(BLOCK).filter(|it| is_behind_blank && !it.starts_with([' ', '\n', '\r']))?;
    code.chars().next()?;
    let (mut at, mut end) = (start, start);
    for line in rest.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        if !is_blank && !line.starts_with(BLOCK) {
            break;
        }
        at += line.len();
        end = if is_blank { end } else { at };
    }
    Some(start..end)
}

/// What a block of code without a fence begins its lines with.
const BLOCK: &str = "    ";

/// Whether a text has such a block with a manifest or a command, below a line of prose.
pub(super) fn has_block(text: &str) -> bool {
    let (mut above, mut is_blank) = ("", true);
    for line in text.lines() {
        let code = line.strip_prefix(BLOCK).unwrap_or_default();
        let is_code =
            ["apiVersion:", "kind:", "kubectl ", "$ kubectl "].iter().any(|it| code.starts_with(it));
        let is_prose = above.starts_with(|it: char| it.is_alphabetic() || it == '#')
            && above.split(':').next().is_some_and(|it| it.trim().contains(' '));
        if is_code && is_blank && is_prose {
            return true;
        }
        is_blank = line.trim().is_empty();
        above = if is_blank { above } else { line };
    }
    false
}

impl<'t> Fence<'t> {
    /// What stands around a block without a fence: four blanks before each of its lines.
    pub(super) fn block() -> Fence<'static> {
        Fence { marks: "", info: "", indent: BLOCK.len() }
    }

    /// "An info string for a backtick fence cannot contain backticks."
    pub(super) fn open(line: &'t str) -> Option<Fence<'t>> {
        let text = line.trim_start_matches(' ');
        let marks = marks(text)?;
        let info = text.get(marks.len()..).unwrap_or_default().trim();
        (!info.contains('`')).then_some(Fence { marks, info, indent: line.len() - text.len() })
    }

    /// The length of a line that closes it.
    pub(super) fn closing(&self, line: &str) -> Option<usize> {
        // "The closing fence must be at least as long as the opening one, and may only be followed by blanks."
        let text = line.trim();
        let marks = marks(text)?;
        (marks.starts_with(self.marks) && marks.len() == text.len()).then_some(line.len())
    }

    /// The lines from a byte up to what closes it.
    pub(super) fn body(&self, text: &str, start: usize) -> Range<usize> {
        let mut end = start;
        for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
            if self.closing(line).is_some() {
                break;
            }
            end += line.len();
        }
        start..end
    }

    /// Its lines without the blanks of the list that it lies in.
    pub(super) fn dedented(&self, all: &Mapped, body: Range<usize>) -> Mapped {
        let mut res = Mapped::new();
        let mut at = body.start;
        for line in all.text().get(body).unwrap_or_default().split_inclusive('\n') {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            res.copy(all, at + blanks.min(self.indent)..at + line.len());
            at += line.len();
        }
        res
    }

    pub(super) fn language(&self) -> Language {
        let word = self.info.split([' ', ',', '{', ':', '\t']).find(|it| !it.is_empty()).unwrap_or_default();
        match word.trim_start_matches('.').trim_end_matches('}').to_ascii_lowercase().as_str() {
            "yaml" | "yml" | "json" | "jsonc" | "json5" | "k8s" | "kubernetes" => Language::Yaml,
            "sh" | "bash" | "shell" | "console" | "zsh" | "shell-session" | "shellsession" | "terminal"
            | "powershell" | "pwsh" | "ps1" | "cmd" | "fish" | "bash-session" | "sh-session" | "kubectl"
            | "command" => Language::Shell,
            "" => Language::Unnamed,
            // Attributes alone: ```` ``` {title="a.yaml"} ````.
            it if it.contains('=') => Language::Unnamed,
            _ => Language::Other,
        }
    }

    /// `title="stage.yaml"`, `yaml:stage.yaml`, or a name by itself.
    pub(super) fn title(&self) -> Option<&'t str> {
        let words = self.info.split([' ', '\t', '"', '\'', '=', '{', '}', ':', ',']);
        words.map(str::trim).find(|it| is_file_name(it))
    }
}

/// The three marks or more that a line begins with.
fn marks(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    line.get(..length).filter(|_| length >= 3)
}

/// The file that a line above a fence names: "Save it as `house.yaml`:", `**house.yaml**`, `# house.yaml`.
pub(super) fn file_name(line: &str) -> Option<&str> {
    let words = line.split(|it: char| it.is_whitespace() || "`*_\"'()[]:,#<>".contains(it) && it != '_');
    let mut names = words.map(|it| it.trim_end_matches('.'));
    names.rfind(|it| is_file_name(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_tell_their_language_and_their_file() {
        let language = |line| Fence::open(line).map(|it| it.language());
        assert_eq!(language("```yaml"), Some(Language::Yaml));
        assert_eq!(language("   ~~~bash"), Some(Language::Shell));
        assert_eq!(language("````json {1,2}"), Some(Language::Yaml));
        assert_eq!(language("```{.yaml}"), Some(Language::Yaml));
        assert_eq!(language("```"), Some(Language::Unnamed));
        assert_eq!(language("```text"), Some(Language::Other));
        assert_eq!(language("```a`b"), None);
        assert_eq!(language("``yaml"), None);
        let title = |line| Fence::open(line).and_then(|it| it.title().map(str::to_owned));
        assert_eq!(title("```yaml title=\"a/b.yaml\" linenums=\"1\"").as_deref(), Some("a/b.yaml"));
        assert_eq!(title("```yaml:c.yml").as_deref(), Some("c.yml"));
        assert_eq!(title("```yaml"), None);
    }

    #[test]
    fn a_longer_fence_closes_a_shorter_one() {
        let fence = Fence::open("~~~~").unwrap();
        assert_eq!(fence.closing("~~~~~ \n"), Some(7));
        assert_eq!(fence.closing("~~~\n"), None);
        assert_eq!(fence.closing("~~~~ a\n"), None);
    }

    #[test]
    fn captions_name_files() {
        assert_eq!(file_name("Save it as `house.yaml`:"), Some("house.yaml"));
        assert_eq!(file_name("**base/a_b.yml**"), Some("base/a_b.yml"));
        assert_eq!(file_name("First the namespaces."), None);
    }
}

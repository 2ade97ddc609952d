//! What the lesson of a scenario tells its reader to do, and which cells that changes on the port that it opens with.

use super::{Case, Judge, parse_probe};
use crate::adapter::{Core, Given};
use crate::ask::Port;

/// Words that begin a sentence which asks for an edit.
const VERBS: [&str; 11] =
    ["Add", "Change", "Delete", "Drop", "Give", "Let", "Make", "Put", "Remove", "Replace", "Write"];

/// `# try DOCUMENT: OLD becomes NEW`, and the `# then` lines below it.
#[derive(Clone, Debug)]
pub struct Try {
    /// As it is written.
    line: String,
    /// The name of an object in `policies.yaml`.
    document: String,
    edit: Edit,
    /// Source, destination and the sign that their cell has afterwards.
    then: Vec<(String, String, char)>,
}

#[derive(Clone, Debug)]
enum Edit {
    /// The one line with this text becomes another.
    Line(String, String),
    /// The one line with this text goes.
    NoLine(String),
    /// The whole document goes.
    Nothing,
}

/// Reads all tries of a scenario.
pub fn read(lines: &[&str]) -> Result<Vec<Try>, String> {
    let mut tries: Vec<Try> = Vec::new();
    for line in lines {
        if let Some(rest) = line.strip_prefix("# try ") {
            let (document, edit) = edit(rest).ok_or_else(|| {
                format!("`{line}`: expected NAME: OLD becomes NEW, NAME: OLD goes, or NAME goes")
            })?;
            tries.push(Try { line: (*line).to_owned(), document, edit, then: Vec::new() });
        } else if let Some(rest) = line.strip_prefix("# then ") {
            let wrong =
                || format!("`{line}`: expected FROM -> TO: allowed, denied or unknown, below a `# try`");
            let it = tries.last_mut().ok_or_else(wrong)?;
            it.then.push(promise(rest).ok_or_else(wrong)?);
        }
    }
    Ok(tries)
}

fn edit(text: &str) -> Option<(String, Edit)> {
    let Some((document, edit)) = text.split_once(": ") else {
        return Some((text.strip_suffix(" goes")?.to_owned(), Edit::Nothing));
    };
    let edit = match edit.split_once(" becomes ") {
        Some((old, new)) => Edit::Line(old.to_owned(), new.to_owned()),
        None => Edit::NoLine(edit.strip_suffix(" goes")?.to_owned()),
    };
    Some((document.to_owned(), edit))
}

fn promise(text: &str) -> Option<(String, String, char)> {
    let (ends, word) = text.rsplit_once(": ")?;
    let (from, to) = ends.split_once(" -> ")?;
    let sign = match word {
        "allowed" => '.',
        "denied" => 'x',
        "unknown" => '?',
        _ => return None,
    };
    Some((from.to_owned(), to.to_owned(), sign))
}

impl Case {
    /// What of its lesson does not hold: each try must change the cells that it names, as it says, and no other.
    pub fn broken_promises(&self) -> Vec<String> {
        let asks = self.lesson.split(['.', ':', ';']).any(asks_for_an_edit);
        let mut broken: Vec<String> = self.tries.iter().filter_map(|it| self.broken(it).err()).collect();
        if asks && self.tries.is_empty() {
            broken.push("the lesson asks for an edit, and no `# try` says which".to_owned());
        }
        broken
    }

    fn broken(&self, it: &Try) -> Result<(), String> {
        let probe = self.open.splitn(4, ' ').nth(3).and_then(parse_probe);
        let mut edited = self.clone();
        let policies = edited.files.iter_mut().find(|it| it.0 == "policies.yaml");
        let (_, text, _) = policies.ok_or("no policies.yaml")?;
        *text = it.apply(text)?;
        let changed = changes(&self.as_shown(), &edited.as_shown(), probe)?;
        let mut promised = it.then.clone();
        promised.sort();
        if promised.is_empty() || changed != promised {
            return Err(format!("`{}`: changes {changed:?}, not {promised:?}", it.line));
        }
        Ok(())
    }

    /// As the page shows it: without the addresses that only the expectations speak of.
    fn as_shown(&self) -> Core {
        let files: Vec<(&str, &str)> = self.files.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        Core::read_files(&files, &Given::default())
    }
}

fn asks_for_an_edit(sentence: &str) -> bool {
    let sentence = sentence.trim();
    let sentence = sentence.strip_prefix("Then ").or(sentence.strip_prefix("Now ")).unwrap_or(sentence);
    let first = sentence.split(' ').next().unwrap_or_default();
    VERBS.iter().any(|it| it.eq_ignore_ascii_case(first))
}

impl Try {
    fn apply(&self, text: &str) -> Result<String, String> {
        let wrong = |what: &str| format!("`{}`: there must be one such {what}", self.line);
        let name = format!("  name: {}", self.document);
        let mut documents: Vec<String> = text.split("---\n").map(str::to_owned).collect();
        let mut named = documents.iter_mut().filter(|it| it.lines().any(|it| it == name));
        let (Some(document), None) = (named.next(), named.next()) else { return Err(wrong("object")) };
        let (old, new) = match &self.edit {
            Edit::Line(old, new) => (old, Some(new)),
            Edit::NoLine(old) => (old, None),
            Edit::Nothing => {
                document.clear();
                return Ok(documents.join("---\n"));
            }
        };
        let mut lines: Vec<String> = document.lines().map(str::to_owned).collect();
        let found: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].trim() == old).collect();
        let [at] = found[..] else { return Err(wrong("line")) };
        match new {
            Some(new) => lines[at] = lines[at].replace(old, new),
            None => _ = lines.remove(at),
        }
        *document = lines.iter().map(|it| format!("{it}\n")).collect();
        Ok(documents.join("---\n"))
    }
}

/// Cells that have another sign afterwards, by the ids of their ends.
fn changes(
    before: &Core,
    after: &Core,
    probe: Option<(&'static str, u16)>,
) -> Result<Vec<(String, String, char)>, String> {
    let ids = after.ids();
    let mut changed = Vec::new();
    for from in &ids {
        for to in &ids {
            let now = sign(after, from, to, probe)?;
            if sign(before, from, to, probe)? != now {
                changed.push((from.clone(), to.clone(), now));
            }
        }
    }
    changed.sort();
    Ok(changed)
}

fn sign(core: &Core, from: &str, to: &str, probe: Option<(&'static str, u16)>) -> Result<char, String> {
    let answer = match probe {
        Some((protocol, port)) => core.port(from, to, &Port::Number(protocol, port))?,
        None => Judge::whole(core, from, to)?,
    };
    Ok(answer.sign())
}

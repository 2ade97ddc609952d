//! What changes objects: edits of the files that leave alone what is not meant. What an edit makes is read again; where it is
//! not what was meant, more of the text is written anew.

use super::super::print;
use super::super::value::Value;
use super::{Key, Store, json};
use crate::diagnostic::Edit;
use crate::edit::Written;
use crate::source::{FileId, Location, Span};
use crate::yaml;

impl Store {
    /// Writes another text in the place of an object.
    pub(in super::super) fn replace(&mut self, key: &Key, text: &str) {
        let Some((file, whole, own)) = self.find(key).and_then(|it| it.place) else { return };
        let old = self.slice(file, own);
        let is_json = json::is_json(old) && !json::is_json(text);
        let wanted = yaml::parse(text, &mut Vec::new()).map(|it| Value::of(&it));
        let text = match &wanted {
            Some(it) if is_json => print::json(it).trim_end().to_owned(),
            Some(_) | None => text.to_owned(),
        };
        if whole == own || !self.is_of_list(file, whole) {
            let (start, mut end) = (own.start as usize, own.end as usize);
            if !old.ends_with('\n')
                && self.files.get(file).and_then(|it| it.1.get(end..)).is_some_and(|it| it.starts_with('\n'))
            {
                end += 1;
            }
            self.change(file, start, end, ended(&text));
            return self.read();
        }
        // An item of a list: its lines begin where its first one does.
        let column = self.column(file, own.start);
        let lead = if is_json { self.lead(file, own.start) } else { " ".repeat(column) };
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let end = if old.ends_with('\n') { "\n" } else { "" };
        let item = format!("{}{end}", lines.join(&format!("\n{lead}")));
        if let Some(wanted) = wanted
            && self.tries(file, own, &item, |it| it.find(key).is_some_and(|it| it.value.is_same(&wanted)))
        {
            return;
        }
        self.unlist(file, whole);
        if let Some(Some((file, whole, _))) = self.find(key).map(|it| it.place) {
            self.change(file, whole.start as usize, whole.end as usize, ended(&text));
            self.read();
        }
    }

    /// Takes an object away.
    pub(in super::super) fn remove(&mut self, key: &Key) {
        let Some((file, whole, own)) = self.find(key).and_then(|it| it.place) else { return };
        if self.is_of_list(file, whole) {
            if !self.remove_item(key, file, whole, own) {
                self.unlist(file, whole);
                self.remove(key);
            }
            return;
        }
        let text = self.files.get(file).map(|it| it.1.as_str()).unwrap_or_default();
        let (mut start, mut end) = (whole.start as usize, whole.end as usize);
        let before = text.get(..start).unwrap_or_default();
        let behind = text.get(end..).unwrap_or_default();
        // The line of dashes before it goes with it; before the first one the line behind it.
        if let Some(dashes) =
            before.trim_end().strip_suffix("---").filter(|it| it.is_empty() || it.ends_with('\n'))
        {
            start = dashes.len();
        } else if let Some(rest) = behind.strip_prefix("---\n").filter(|_| before.trim().is_empty()) {
            end = text.len() - rest.len();
        }
        self.change(file, start, end, String::new());
        self.read();
    }

    /// Takes an item out of a list; whether that could be done without writing the others anew.
    fn remove_item(&mut self, key: &Key, file: usize, whole: Span, own: Span) -> bool {
        let text = self.slice(file, whole).to_owned();
        let Some(node) = yaml::parse(&text, &mut Vec::new()) else { return false };
        let spans: Vec<Span> = node
            .get("items")
            .map(|it| it.items())
            .unwrap_or_default()
            .iter()
            .map(|it| it.span.shifted(whole.start))
            .collect();
        let Some(at) = spans.iter().position(|it| *it == own) else { return false };
        let is_rest = |others: &[Key], it: &Store| {
            it.find(key).is_none() && others.iter().all(|other| it.find(other).is_some())
        };
        let others: Vec<Key> = self.objects.iter().map(|it| it.key.clone()).filter(|it| it != key).collect();
        let file_text = self.files.get(file).map(|it| it.1.clone()).unwrap_or_default();
        if json::is_json(&text) {
            let Some(span) = json::without(&spans, at) else { return false };
            return self.tries(file, span, "", |it| is_rest(&others, it));
        }
        let location = Location { file: FileId(file as u32), span: whole };
        let edit = Written::in_text(&file_text, location).and_then(|it| it.delete(&format!("items[{at}]")));
        let Some(edit) = edit else { return false };
        self.tries(file, edit.location.span, &edit.text, |it| is_rest(&others, it))
    }

    /// Makes one edit if what it leads to is what was meant.
    fn tries(&mut self, file: usize, span: Span, text: &str, is_meant: impl Fn(&Store) -> bool) -> bool {
        let mut trial = self.clone();
        trial.change(file, span.start as usize, span.end as usize, text.to_owned());
        trial.read();
        let is_right = is_meant(&trial);
        if is_right {
            *self = trial;
        }
        is_right
    }

    /// Writes a value behind a path of keys of an object, or takes what is there away.
    pub(in super::super) fn set(&mut self, key: &Key, path: &[&str], value: Option<&Value>) {
        let Some(object) = self.find(key) else { return };
        let Some((file, _, own)) = object.place else { return };
        let mut whole = (*object.value).clone();
        match value {
            Some(it) => whole.put_at(path, it.clone()),
            None => take_at(&mut whole, path),
        }
        let is_meant = |it: &Store| it.find(key).is_some_and(|it| it.value.is_same(&whole));
        let text = self.slice(file, own).to_owned();
        if json::is_json(&text) {
            let node = yaml::parse(&text, &mut Vec::new());
            let edit = node.and_then(|it| json::edit(&text, &it, path, value));
            if let Some((span, new)) = edit
                && self.tries(file, span.shifted(own.start), &new, is_meant)
            {
                return;
            }
        } else if let Some(edits) = self.in_place(file, own, path, value) {
            let mut trial = self.clone();
            for it in edits.iter().rev() {
                let Span { start, end } = it.location.span;
                trial.change(file, start as usize, end as usize, it.text.clone());
            }
            trial.read();
            if is_meant(&trial) {
                *self = trial;
                return;
            }
        }
        self.replace(key, &print::yaml(&whole));
    }

    fn in_place(&self, file: usize, own: Span, path: &[&str], value: Option<&Value>) -> Option<Vec<Edit>> {
        let text = &self.files.get(file)?.1;
        let written = Written::in_text(text, Location { file: FileId(file as u32), span: own })?;
        let quoted = |it: &&str| format!("[{it}]");
        // Keys of labels have dots in them.
        let step = |it: &&str| if it.contains(['.', '/']) { quoted(it) } else { format!(".{it}") };
        let join = |it: &[&str]| it.iter().map(step).collect::<String>().trim_start_matches('.').to_owned();
        let (last, way) = path.split_last()?;
        let Some(value) = value else { return Some(vec![written.delete(&join(path))?]) };
        let value = value.to_yaml()?;
        if written.at(&join(path)).is_some() {
            return Some(vec![written.set(&join(path), &value)?]);
        }
        if way.is_empty() || written.at(&join(way)).is_some() {
            return Some(vec![written.insert(&join(way), last, &value)?]);
        }
        let (before, way) = way.split_last()?;
        Some(vec![written.insert(&join(way), before, &crate::edit::Yaml::map([(*last, value)]))?])
    }

    fn slice(&self, file: usize, span: Span) -> &str {
        let text = self.files.get(file).map(|it| it.1.as_str()).unwrap_or_default();
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// What stands before a byte in its line.
    fn before(&self, file: usize, at: u32) -> &str {
        let text = self.files.get(file).map(|it| it.1.as_str()).unwrap_or_default();
        text.get(..at as usize).and_then(|it| it.rsplit('\n').next()).unwrap_or_default()
    }

    fn column(&self, file: usize, at: u32) -> usize {
        self.before(file, at).chars().count()
    }

    /// The blanks that the line of a byte begins with.
    fn lead(&self, file: usize, at: u32) -> String {
        self.before(file, at).chars().take_while(|it| it.is_whitespace()).collect()
    }

    /// Whether a document is a list of several objects.
    fn is_of_list(&self, file: usize, whole: Span) -> bool {
        let text = self.slice(file, whole);
        yaml::parse(text, &mut Vec::new()).is_some_and(|it| {
            it.get("items").is_some()
                && it.get("kind").and_then(|it| it.as_str()).is_some_and(|it| it.ends_with("List"))
        })
    }

    /// Writes the objects of a list as documents of their own.
    fn unlist(&mut self, file: usize, whole: Span) {
        let Some(node) = yaml::parse(self.slice(file, whole), &mut Vec::new()) else { return };
        let items = node.get("items").map(|it| it.items()).unwrap_or_default();
        let texts: Vec<String> = items.iter().map(|it| print::yaml(&Value::of(it))).collect();
        self.change(file, whole.start as usize, whole.end as usize, texts.join("---\n"));
        self.read();
    }
}

fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

fn take_at(value: &mut Value, path: &[&str]) {
    match path {
        [] => {}
        [key] => {
            value.take(key);
        }
        [key, rest @ ..] => {
            if let Some(mut inner) = value.get(key).cloned() {
                take_at(&mut inner, rest);
                value.put(key, inner);
            }
        }
    }
}

//! The values that a field may have.

use super::items::Asked;
use super::place::{Place, What, scalar};
use super::style::Style;
use crate::kind::fields::{self, Condition, Field, Meaning, Shape, Word};
use crate::view::{Completion, CompletionKind, Insert};

/// The values that fit a shape; `entry` is the key or the element of a list that gets one.
pub(super) fn of(
    asked: &Asked<'_, '_>,
    place: &Place,
    entry: usize,
    shape: &'static Shape,
    style: &Style,
) -> Vec<Completion> {
    if let Shape::Words(words) = shape {
        asked.words(words, entry, style)
    } else if let Shape::Bool = shape {
        ["true", "false"].map(|it| plain(style, it, CompletionKind::Word, "", "")).into()
    } else if let Shape::Text(it) = shape {
        asked.named(*it, place, entry, style, true)
    } else if let Shape::Int(it) | Shape::Port(it) = shape {
        asked.named(*it, place, entry, style, false)
    } else {
        Vec::new()
    }
}

impl Asked<'_, '_> {
    /// The words that may stand there: of a list those that are not in it, and beside other fields those with which these
    /// may stand.
    fn words(&self, words: &'static [Word], entry: usize, style: &Style) -> Vec<Completion> {
        let there = self.siblings(entry);
        let own = self.sketch.entries.get(entry);
        let parent = own.and_then(|it| it.parent);
        let beside = match Place::of(self.sketch, parent).what {
            What::Fields(fields) => {
                self.sketch.children(parent).filter_map(|it| fields.get(it.1.key?)).collect()
            }
            What::Shape(_) | What::LabelValue | What::Unknown => Vec::new(),
        };
        let asks =
            |it: &&'static Field| it.only_where.filter(|it| own.and_then(|own| own.key) == Some(it.key));
        let conditions: Vec<Condition> = beside.iter().filter_map(asks).collect();
        let contradicts = |it: &Word| conditions.iter().any(|asked| !asked.holds(Some(it.text)));
        let fits = |it: &&Word| !there.contains(&it.text) && !contradicts(it);
        words.iter().filter(fits).map(|it| value(style, it.text, CompletionKind::Word, "", it.doc)).collect()
    }

    /// The other elements of a list.
    fn siblings(&self, entry: usize) -> Vec<&str> {
        let list = self.list_of(entry);
        let others =
            list.into_iter().flat_map(|it| self.sketch.children(Some(it))).filter(|it| it.0 != entry);
        others.filter_map(|it| scalar(self.sketch, it.0)).collect()
    }

    /// The list that an entry is an element of, or is itself while its new element has no dash yet.
    pub(super) fn list_of(&self, entry: usize) -> Option<usize> {
        let it = self.sketch.entries.get(entry)?;
        if it.key.is_none() { it.parent } else { Some(entry) }
    }

    /// What a scalar may name; `is_text`: numbers would have to stand in quotes, and are left out.
    fn named(
        &self,
        it: Meaning,
        place: &Place,
        entry: usize,
        style: &Style,
        is_text: bool,
    ) -> Vec<Completion> {
        match it {
            Meaning::Plain => Vec::new(),
            Meaning::ApiVersion => self.api_versions(place, style),
            Meaning::Kind => self.kinds(place, style),
            Meaning::Namespace => self.namespaces(style),
            Meaning::PodPort if is_text => self.port_names(place, entry, style),
            Meaning::PodPort => self.ports(place, entry, style),
            Meaning::PodPortName => self.port_names(place, entry, style),
            Meaning::TargetPort => self.target_ports(place, style),
            Meaning::ServicePortName => self.ports_of_service(place, entry, style, true),
            Meaning::ServicePortNumber => self.ports_of_service(place, entry, style, false),
            Meaning::Service => self.services(place, style),
            Meaning::Pod => self.pods(place, style),
            Meaning::Node => self.node_names(style),
            Meaning::Block => self.blocks(entry, style),
            Meaning::Exception => self.exceptions(entry, style),
            Meaning::PodAddress => self.pod_addresses(place, entry, style),
            Meaning::LabelKey => self.requirement(place, entry, true, style),
            Meaning::LabelValue => self.requirement(place, entry, false, style),
        }
    }

    fn api_versions(&self, place: &Place, style: &Style) -> Vec<Completion> {
        let name = self.sketch.scalar(place.root, &["kind"]);
        let mut res: Vec<Completion> = Vec::new();
        for it in fields::kinds().filter(|it| name.is_none_or(|name| name == it.name)) {
            match res.iter_mut().find(|known| known.label == it.api_version) {
                Some(known) => {
                    known.detail.push_str(", ");
                    known.detail.push_str(it.name);
                }
                None => res.push(value(style, it.api_version, CompletionKind::Value, it.name, "")),
            }
        }
        res
    }

    /// The kinds of the version that is written, or all.
    fn kinds(&self, place: &Place, style: &Style) -> Vec<Completion> {
        let version = self.sketch.scalar(place.root, &["apiVersion"]).filter(|it| !it.is_empty());
        let is_known = version.is_some_and(|version| fields::kinds().any(|it| it.api_version == version));
        let fits = |it: &fields::KindOf| !is_known || version == Some(it.api_version);
        fields::kinds()
            .filter(fits)
            .map(|it| value(style, it.name, CompletionKind::Value, it.api_version, it.doc))
            .collect()
    }
}

/// A text, in quotes where it needs them.
pub(super) fn value(style: &Style, text: &str, kind: CompletionKind, detail: &str, doc: &str) -> Completion {
    Completion {
        insert: style.insert([Insert::Text(style.word(text))]),
        ..plain(style, text, kind, detail, doc)
    }
}

/// A number, or another value that is no text: nothing between quotes.
pub(super) fn plain(style: &Style, text: &str, kind: CompletionKind, detail: &str, doc: &str) -> Completion {
    Completion {
        label: if text.is_empty() { "\"\"".to_owned() } else { text.to_owned() },
        insert: if style.quote.is_some() {
            Vec::new()
        } else {
            style.insert([Insert::Text(text.to_owned())])
        },
        kind,
        detail: detail.to_owned(),
        documentation: doc.to_owned(),
    }
}

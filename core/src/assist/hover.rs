//! What stands at a place: what the field is for, and whom a selector takes.

use super::items::Asked;
use super::keys;
use super::place::{Chosen, Place, What};
use super::select::{Things, written};
use super::sketch::{Inline, Sketch};
use crate::cluster::{LabelSet, LabelValue};
use crate::explain::nearest::{Found, Nearest, Search};
use crate::kind::fields::{self, Shape};
use crate::model::Model;
use crate::policy::Selector;
use crate::source::Span;
use crate::tri::Tri;
use crate::view::Hover;
use crate::words;

/// So many pods are named.
const NAMED: usize = 5;

/// What the field is for whose key or value is at a byte of a text.
pub(crate) fn hover(model: &Model, text: &str, offset: usize) -> Option<Hover> {
    let sketch = Sketch::new(text, offset);
    let asked = Asked { model, sketch: &sketch };
    let byte = offset.min(text.len()) as u32;
    let (entry, is_value) = sketch.entries.iter().enumerate().rev().find_map(|(at, it)| {
        let in_value = matches!(it.value, Inline::Scalar(_, span) if span.touches(byte));
        (in_value || it.key.is_some() && it.at.touches(byte)).then_some((at, in_value))
    })?;
    let place = Place::of(&sketch, Some(entry));
    let at = sketch.entries.get(entry)?;
    let Span { start, end } = match at.value {
        Inline::Scalar(_, span) if is_value => span,
        Inline::Scalar(..) | Inline::Nothing | Inline::Flow(_) | Inline::Other => at.at,
    };
    let mut paragraphs = Vec::new();
    if is_value {
        paragraphs.extend(asked.value(&place, entry));
    }
    // What it does here comes before what it is for anywhere.
    if let Some(chosen) = place.chosen {
        paragraphs.extend(asked.taken(&place, chosen));
    }
    // A pair of labels is no field; the map that it is in is one.
    paragraphs.extend(place.field.map(keys::documentation));
    let title = asked.title(&place, entry);
    (!paragraphs.is_empty()).then_some(Hover { from: start, to: end, title, paragraphs })
}

impl Asked<'_, '_> {
    /// `spec.ingress[].from`.
    fn title(&self, place: &Place, entry: usize) -> String {
        let path = self.sketch.path(Some(entry));
        let inside = path.iter().skip_while(|it| place.root.is_some_and(|root| **it <= root));
        let mut title = String::new();
        for it in inside.filter_map(|it| self.sketch.entries.get(*it)) {
            match it.key {
                Some(key) if title.is_empty() => title.push_str(key),
                Some(key) => {
                    title.push('.');
                    title.push_str(key);
                }
                None => title.push_str("[]"),
            }
        }
        title
    }

    /// What one of the words of a field means, or the kind that is named.
    fn value(&self, place: &Place, entry: usize) -> Option<String> {
        let text = super::place::scalar(self.sketch, entry)?;
        let doc = match place.what {
            What::Shape(Shape::Words(words)) => words.iter().find(|it| it.text == text)?.doc,
            What::Shape(Shape::Text(fields::Meaning::Kind)) => fields::find(text)?.doc,
            What::Shape(_) | What::Fields(_) | What::LabelValue | What::Unknown => return None,
        };
        Some(format!("`{text}`: {doc}"))
    }

    /// Whom a selector takes now, and who only just misses it.
    fn taken(&self, place: &Place, chosen: Chosen) -> Vec<String> {
        let Some(things) = self.things(place, chosen).filter(|_| !chosen.is_own()) else { return Vec::new() };
        let wanted = self.wanted(chosen, None);
        let taken = things.clone().taken(&wanted);
        if taken.len() == 0 {
            let none = format!("It selects {} now.", taken.count_all());
            let why = wanted.as_ref().and_then(|it| self.nearest(place, chosen, it));
            return std::iter::once(none).chain(why.or_else(|| self.unheard_of(chosen))).collect();
        }
        let mut res = vec![format!("It selects {} now: {}.", taken.count_all(), self.names(&taken))];
        res.extend(wanted.and_then(|it| self.nearly(things, &it)));
        res
    }

    /// "`shop/web`, `shop/api` and 3 more": of pods, as many as the rows stand for that are not named.
    fn names(&self, things: &Things<'_>) -> String {
        let cluster = &self.model.cluster;
        let unnamed: Vec<u32> = (0..things.len() as u32).skip(NAMED).collect();
        let told: Vec<String> = match things {
            Things::Pods(all) => {
                all.iter().take(NAMED).map(|it| format!("`{}`", self.model.title(it.0))).collect()
            }
            Things::Namespaces(all) => {
                all.iter().take(NAMED).map(|it| format!("`{}`", cluster.namespaces.at(it.0).name)).collect()
            }
            Things::Nodes(all) => all.iter().take(NAMED).map(|it| format!("`{}`", it.0)).collect(),
        };
        words::and_more(&told, told.len() + things.how_many(&unnamed))
    }

    /// The first label of a selector that nothing in the input has.
    fn unheard_of(&self, chosen: Chosen) -> Option<String> {
        let all = written(self.sketch, chosen, None);
        let it = all.iter().find(|it| self.model.cluster.strings.find(&it.key).is_none())?;
        Some(format!("Nothing in the input has a label `{}`.", it.key))
    }

    /// Who comes nearest to a selector that takes nothing.
    fn nearest(&self, place: &Place, chosen: Chosen, wanted: &Selector) -> Option<String> {
        let cluster = &self.model.cluster;
        let search = Search::new(cluster);
        if chosen.whose == fields::Whose::Namespaces {
            let Found::Near(it) = search.namespace(wanted) else { return None };
            let it = &it;
            let namespace = cluster.namespaces.at(it.it);
            return self.sentence(&namespace.name, &namespace.labels, it, chosen, wanted);
        }
        let scope = self.scope(place, chosen);
        let Found::Near(it) = search.pod(&scope, wanted) else { return None };
        let labels = &cluster.endpoints.at(it.it).pod()?.labels;
        self.sentence(self.model.title(it.it), labels, &it, chosen, wanted)
    }

    fn sentence<T>(
        &self,
        name: &str,
        labels: &LabelSet,
        it: &Nearest<T>,
        chosen: Chosen,
        wanted: &Selector,
    ) -> Option<String> {
        // Pods that have nothing of it are not near.
        if !it.is_meant() {
            return None;
        }
        let miss = it.misses.first()?;
        let requirement = wanted.requirements.get(miss.requirement)?;
        let has = self.has(labels, requirement.key);
        let key = self.model.text(requirement.key);
        let written = written(self.sketch, chosen, None);
        let values =
            written.iter().find(|it| it.key == key).map(|it| it.values.join(", ")).unwrap_or_default();
        let wanted = if values.is_empty() { String::new() } else { format!("; wanted: `{values}`") };
        Some(format!("`{name}` comes nearest: it has {has}{wanted}."))
    }

    /// Pods that fail one requirement of several.
    fn nearly(&self, things: Things<'_>, wanted: &Selector) -> Option<String> {
        let Things::Pods(all) = things else { return None };
        if wanted.requirements.len() < 2 {
            return None;
        }
        let (mut told, mut more) = (Vec::new(), 0);
        for (id, pod) in all {
            let mut misses = wanted.requirements.iter().filter(|it| it.test(&pod.labels) == Tri::No);
            if let (Some(miss), None) = (misses.next(), misses.next()) {
                if told.len() < NAMED {
                    told.push(format!("`{}` has {}", self.model.title(id), self.has(&pod.labels, miss.key)));
                } else {
                    more += pod.replicas as usize;
                }
            }
        }
        let sentence =
            || format!("Not selected for one label: {}.", words::and_more(&told, told.len() + more));
        (!told.is_empty()).then(sentence)
    }

    /// "`tier=backend`", "no label `tier`".
    fn has(&self, labels: &LabelSet, key: crate::ids::Symbol) -> String {
        let name = self.model.text(key);
        match labels.get(key) {
            Some(LabelValue::Known(value)) => format!("`{name}={}`", self.model.text(value)),
            Some(LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything) => {
                format!("`{name}` with a value that the input does not tell")
            }
            None => format!("no label `{name}`"),
        }
    }
}

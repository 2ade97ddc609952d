//! Labels: the keys and values that things of the input have, each with what it would match.

use super::items::Asked;
use super::place::{Chosen, Place, scalar};
use super::select::Things;
use super::sketch::Sketch;
use super::style::Style;
use super::values::value;
use crate::cluster::LabelValue;
use crate::hash::HashMap;
use crate::ids::Symbol;
use crate::view::{Completion, CompletionKind, Insert};

/// A key with more values than this is offered without them.
const MOST_VALUES: usize = 20;

/// Labels that controllers write and change: a selector that asks for one of them soon selects nothing.
const OF_CONTROLLERS: &[&str] = &["pod-template-hash", "controller-revision-hash", "pod-template-generation"];

/// Who has a label, by position among the things that are asked.
type Having = HashMap<Symbol, HashMap<Symbol, Vec<u32>>>;

impl Asked<'_, '_> {
    /// The keys of labels, and pairs of key and value, for a map that has these already.
    pub(super) fn label_keys(
        &self,
        place: &Place,
        map: usize,
        editing: Option<usize>,
        style: &Style,
    ) -> Vec<Completion> {
        let Some(chosen) = place.chosen else { return Vec::new() };
        let there: Vec<&str> = self
            .sketch
            .children(Some(map))
            .filter(|it| Some(it.0) != editing)
            .filter_map(|it| it.1.key)
            .collect();
        let fits = |key: &str| !there.contains(&key);
        let Some(things) = self.things(place, chosen) else {
            let pairs = self.template_labels(chosen).into_iter().filter(|it| fits(it.0));
            return pairs.map(|(key, value)| pair(style, key, value, "a label of the template")).collect();
        };
        let (things, having) = self.having(chosen, things, editing);
        let all = having.iter().map(|(key, values)| (*key, values.values().flatten().copied().collect()));
        let keys = self.sorted(&things, all);
        let mut items = Vec::new();
        let is_useful = |it: &str| fits(it) && !OF_CONTROLLERS.contains(&it);
        for (key, mut all) in keys.into_iter().filter(|it| is_useful(it.0)) {
            crate::order::sort_dedup(&mut all);
            items.push(key_alone(style, key, &things.count(&all)));
        }
        if style.is_name_only {
            return items;
        }
        let mut pairs = Vec::new();
        for it in &items {
            let values = self.model.cluster.strings.find(&it.label).and_then(|it| having.get(&it));
            for (value, who) in self
                .values_of(&things, values)
                .into_iter()
                .filter(|_| values.is_some_and(|it| it.len() <= MOST_VALUES))
            {
                pairs.push(pair(style, &it.label, value, &things.count(&who)));
            }
        }
        items.append(&mut pairs);
        items
    }

    /// The values of a label in a map.
    pub(super) fn label_values(
        &self,
        place: &Place,
        key: &str,
        editing: usize,
        style: &Style,
    ) -> Vec<Completion> {
        let Some(chosen) = place.chosen else { return Vec::new() };
        let Some(things) = self.things(place, chosen) else {
            let pairs = self.template_labels(chosen).into_iter().filter(|it| it.0 == key);
            return pairs
                .map(|it| value(style, it.1, CompletionKind::LabelValue, "a label of the template", ""))
                .collect();
        };
        let (things, having) = self.having(chosen, things, Some(editing));
        let values = self.model.cluster.strings.find(key).and_then(|it| having.get(&it));
        self.values_of(&things, values)
            .into_iter()
            .map(|(text, who)| value(style, text, CompletionKind::LabelValue, &things.count(&who), ""))
            .collect()
    }

    /// The keys for `key` of a requirement, or the values for its `values`.
    pub(super) fn requirement(
        &self,
        place: &Place,
        entry: usize,
        is_key: bool,
        style: &Style,
    ) -> Vec<Completion> {
        let Some(chosen) = place.chosen else { return Vec::new() };
        // The element of `matchExpressions` that the entry stands in.
        let path = self.sketch.path(Some(entry));
        let inside = path.iter().skip_while(|it| **it != chosen.entry).copied();
        let element =
            inside.skip(1).find(|it| self.sketch.entries.get(*it).is_some_and(|it| it.key.is_none()));
        let Some(things) = self.things(place, chosen) else { return Vec::new() };
        let (things, having) = self.having(chosen, things, element);
        if is_key {
            let all = having.iter().map(|(key, values)| (*key, values.values().flatten().copied().collect()));
            let texts = self.sorted(&things, all).into_iter();
            return texts
                .map(|(key, who)| value(style, key, CompletionKind::LabelKey, &things.count(&who), ""))
                .collect();
        }
        let key = self.sketch.scalar(element, &["key"]).and_then(|it| self.model.cluster.strings.find(it));
        let list = self.sketch.child(element, "values");
        let there: Vec<&str> = list.map_or_else(Vec::new, |list| {
            let others = self.sketch.children(Some(list)).filter(|it| it.0 != entry);
            others.filter_map(|it| scalar(self.sketch, it.0)).collect()
        });
        self.values_of(&things, key.and_then(|it| having.get(&it)))
            .into_iter()
            .filter(|it| !there.contains(&it.0))
            .map(|(text, who)| value(style, text, CompletionKind::LabelValue, &things.count(&who), ""))
            .collect()
    }

    /// The things that all other requirements take, and who of them has which label. A choice adds one more requirement
    /// of equality, which takes those that have it.
    fn having<'a>(&self, chosen: Chosen, things: Things<'a>, editing: Option<usize>) -> (Things<'a>, Having) {
        // What an object has itself limits nothing.
        let things = if chosen.is_own() { things } else { things.taken(&self.wanted(chosen, editing)) };
        let mut having: Having = HashMap::default();
        for (at, labels) in things.labels().into_iter().enumerate() {
            for (key, value) in labels.iter() {
                match value {
                    LabelValue::Known(value) => {
                        having.entry(key).or_default().entry(value).or_default().push(at as u32);
                    }
                    LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => {}
                }
            }
        }
        (things, having)
    }

    fn values_of(
        &self,
        things: &Things<'_>,
        values: Option<&HashMap<Symbol, Vec<u32>>>,
    ) -> Vec<(&str, Vec<u32>)> {
        self.sorted(things, values.into_iter().flatten().map(|(value, who)| (*value, who.clone())))
    }

    /// Those that most have first, then by their texts.
    fn sorted(
        &self,
        things: &Things<'_>,
        all: impl Iterator<Item = (Symbol, Vec<u32>)>,
    ) -> Vec<(&str, Vec<u32>)> {
        let text = |it| self.model.cluster.strings.text(it);
        let counted = |(it, who): (Symbol, Vec<u32>)| (things.how_many(&who), text(it), who);
        let mut all: Vec<(usize, &str, Vec<u32>)> = all.map(counted).collect();
        crate::order::sort_by(&mut all, |a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        all.into_iter().map(|(_, text, who)| (text, who)).collect()
    }

    /// The labels of the template beside the selector of a workload.
    fn template_labels(&self, chosen: Chosen) -> Vec<(&str, &str)> {
        let spec = self.sketch.entries.get(chosen.entry).and_then(|it| it.parent);
        let labels = child_at(self.sketch, spec, &["template", "metadata", "labels"]);
        let pairs = labels.into_iter().flat_map(|it| self.sketch.children(Some(it)));
        pairs.filter_map(|(at, it)| Some((it.key?, scalar(self.sketch, at)?))).collect()
    }
}

fn child_at(sketch: &Sketch<'_>, of: Option<usize>, keys: &[&str]) -> Option<usize> {
    keys.iter().try_fold(of?, |at, key| sketch.child(Some(at), key))
}

fn key_alone(style: &Style, key: &str, detail: &str) -> Completion {
    let written = style.word(key);
    let (open, close) = if style.needs_braces { ("{", "}") } else { ("", "") };
    let pieces = if style.is_name_only {
        vec![Insert::Text(written)]
    } else {
        let place = Insert::Place(String::new());
        vec![Insert::Text(format!("{open}{written}: ")), place, Insert::Text(close.to_owned())]
    };
    Completion {
        label: key.to_owned(),
        insert: style.insert(pieces),
        kind: CompletionKind::LabelKey,
        detail: detail.to_owned(),
        documentation: String::new(),
    }
}

fn pair(style: &Style, key: &str, value: &str, detail: &str) -> Completion {
    let (open, close) = if style.needs_braces { ("{", "}") } else { ("", "") };
    Completion {
        label: format!("{key}: {value}"),
        insert: style.insert([Insert::Text(format!(
            "{open}{}: {}{close}",
            style.word(key),
            style.fresh(value)
        ))]),
        kind: CompletionKind::LabelValue,
        detail: detail.to_owned(),
        documentation: String::new(),
    }
}

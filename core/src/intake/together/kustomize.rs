//! Kustomizations: what `kustomize build` makes of the resources that are among the documents.
//!
//! Enters: documents, with the names of their files. Leaves: the resources as they are deployed, at their places; a
//! document that is no resource stays as it is. Of several overlays of one base, the first is built. What is not modelled
//! is named.

mod labels;
mod names;
mod notes;
mod patch;
mod patches;
pub(super) mod target;

use std::collections::{BTreeMap, BTreeSet};

use super::named;
use super::tree::Item;
use crate::intake::draft::file_names;
use crate::intake::{Draft, Note};
use crate::source::{Location, Mapped, SourceFile};
use crate::yaml;

use patches::{Patch, patches};

/// So deep may kustomizations stand on each other.
const MAX_DEPTH: usize = 20;
/// So many resources may all of them make, and so often may one be built for another.
const MAX_RESOURCES: usize = 10_000;
const MAX_BUILDS: usize = 1_000;
/// A kustomization is short: longer ones are not built.
const MAX_BYTES: usize = 200_000;

/// Builds the kustomizations among the documents.
pub(super) fn build(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    let may_be = |it: &Draft| {
        let text = it.text(files);
        let is_named = text.contains("kustomize.config.k8s.io") || text.contains("Kustomization");
        text.len() < MAX_BYTES && (is_named || !it.is_plain && KEYS.iter().any(|key| text.contains(key)))
    };
    let is_long = |it: &&Draft| {
        let text = it.text(files);
        text.len() >= MAX_BYTES
            && text.contains("kustomize.config.k8s.io")
            && text.lines().any(|it| it.trim_end() == "kind: Kustomization")
    };
    notes.extend(drafts.iter().filter(is_long).map(|it| notes::too_long(it.place())));
    if !drafts.iter().any(may_be) {
        return;
    }
    let mut names: Vec<String> = file_names(drafts, files).iter().map(|it| named::resolve("", it)).collect();
    let above = named::common_folder(&names);
    for it in &mut names {
        *it = it.get(above..).unwrap_or_default().to_owned();
    }
    let all: Vec<Kustomization> = (drafts.iter().zip(&names).enumerate())
        .filter(|it| may_be(it.1.0))
        .filter_map(|(place, (draft, name))| Kustomization::read(place, name, &draft.mapped(files)))
        .collect();
    if all.is_empty() {
        return;
    }
    let mut builder = Builder {
        drafts,
        files,
        by_name: BTreeMap::new(),
        by_path: BTreeMap::new(),
        unread: BTreeSet::new(),
        gone: all.iter().map(|it| it.place).collect(),
        parts: BTreeMap::new(),
        made: 0,
        builds: 0,
        left: patch::MAX_VALUES,
        notes,
    };
    for it in &all {
        builder.by_path.entry(&it.name).or_insert(it);
        builder.by_path.entry(&it.folder).or_insert(it);
    }
    for (place, name) in names.iter().enumerate().filter(|it| !builder.gone.contains(&it.0)) {
        builder.by_name.entry(name).or_default().push(place);
    }
    let bases: BTreeSet<usize> = all
        .iter()
        .flat_map(|it| it.listed(PARTS).into_iter().map(move |path| (it, path.0)))
        .filter_map(|(it, path)| Some(builder.find(it, &path).0?.place))
        .collect();
    let mut res: BTreeMap<usize, Vec<Resource>> = BTreeMap::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for root in all.iter().filter(|it| !it.is_component && !bases.contains(&it.place)) {
        let places = builder.places(root, 0);
        if places.iter().any(|it| used.contains(it)) {
            builder.notes.push(notes::other_overlay(root));
            builder.gone.extend(places.difference(&used));
            continue;
        }
        used.extend(&places);
        let built = builder.build(root, 0);
        if !built.is_empty() {
            builder.notes.push(notes::built(root, built.len()));
        }
        for it in built {
            res.entry(it.place).or_default().push(it);
        }
    }
    let (gone, unread) = (builder.gone, builder.unread);
    *drafts = std::mem::take(drafts)
        .into_iter()
        .enumerate()
        .flat_map(|(place, draft)| match res.remove(&place) {
            Some(them) => {
                let as_is = them.len() == 1 && them.iter().all(|it| !it.is_changed);
                if as_is {
                    vec![draft]
                } else {
                    them.iter().map(|it| Draft::made(it.item.written())).collect()
                }
            }
            // What cannot be read is told as ever.
            None if unread.contains(&place) => vec![draft],
            None if gone.contains(&place) || used.contains(&place) => Vec::new(),
            None => vec![draft],
        })
        .collect();
}

/// What tells a kustomization without a kind.
const KEYS: [&str; 6] = ["resources:", "bases:", "namePrefix:", "commonLabels:", "patches:", "kustomization"];

/// A kustomization among the documents.
pub(super) struct Kustomization {
    place: usize,
    /// Of its file.
    name: String,
    folder: String,
    item: Item,
    at: Location,
    is_component: bool,
}

impl Kustomization {
    fn read(place: usize, name: &str, text: &Mapped) -> Option<Kustomization> {
        let item = Item::parse(text)?;
        let (kind, version) = (item.str_at(&["kind"]), item.str_at(&["apiVersion"]));
        let is_own = version.is_none_or(|it| it.starts_with("kustomize.config.k8s.io"));
        let is_named =
            matches!(named::base(name), "kustomization.yaml" | "kustomization.yml" | "Kustomization");
        let lists = ["resources", "bases"]
            .iter()
            .filter_map(|it| item.get(it))
            .any(|it| !it.items().is_empty() && it.items().iter().all(|it| it.as_str().is_some()));
        let is_one = is_own
            && match kind {
                Some("Kustomization" | "Component") => true,
                Some(_) => false,
                None => is_named || lists,
            };
        let is_component = kind == Some("Component");
        let at = item.place().filter(|_| is_one)?;
        let folder = named::folder(name).to_owned();
        Some(Kustomization { place, name: name.to_owned(), folder, item, at, is_component })
    }

    /// The texts of some of its lists.
    fn listed(&self, keys: &[&str]) -> Vec<(String, Location)> {
        let items = keys.iter().filter_map(|it| self.item.get(it)).flat_map(Item::items);
        items.filter_map(|it| Some((it.as_str()?.to_owned(), it.place()?))).collect()
    }

    /// What it is called in notes: its folder, else its file.
    fn shown(&self) -> &str {
        if self.folder.is_empty() { &self.name } else { &self.folder }
    }
}

/// An object on its way through kustomizations.
pub(super) struct Resource {
    place: usize,
    item: Item,
    is_changed: bool,
    /// What it was called, and the namespaces it was in, before they were changed.
    names: Vec<String>,
    namespaces: Vec<String>,
}

struct Builder<'b> {
    drafts: &'b [Draft],
    files: &'b [SourceFile],
    /// Documents that are no kustomizations, by the names of their files.
    by_name: BTreeMap<&'b str, Vec<usize>>,
    /// Kustomizations, by the names of their files and folders.
    by_path: BTreeMap<&'b str, &'b Kustomization>,
    /// Documents that are no YAML.
    unread: BTreeSet<usize>,
    /// Documents that are no objects: kustomizations and patches.
    gone: BTreeSet<usize>,
    /// The documents of each kustomization that was asked for them, by its place.
    parts: BTreeMap<usize, BTreeSet<usize>>,
    made: usize,
    builds: usize,
    /// How many values operations may still put into objects.
    left: usize,
    notes: &'b mut Vec<Note>,
}

const PARTS: &[&str] = &["resources", "bases", "components"];

impl<'b> Builder<'b> {
    /// What a path in a kustomization names: another kustomization, or documents of a file.
    fn find(&self, of: &Kustomization, path: &str) -> (Option<&'b Kustomization>, Vec<usize>) {
        let path = named::resolve(&of.folder, path);
        let other = self.by_path.get(path.as_str()).copied().filter(|it| it.place != of.place);
        (other, self.by_name.get(path.as_str()).cloned().unwrap_or_default())
    }

    /// All documents that it is made of.
    fn places(&mut self, of: &Kustomization, depth: usize) -> BTreeSet<usize> {
        if let Some(it) = self.parts.get(&of.place) {
            return it.clone();
        }
        let mut res = BTreeSet::new();
        for (path, _) in of.listed(PARTS).into_iter().take(if depth < MAX_DEPTH { usize::MAX } else { 0 }) {
            let (other, places) = self.find(of, &path);
            match other {
                Some(it) => res.extend(self.places(it, depth + 1)),
                None => res.extend(places),
            }
        }
        for (path, ..) in patches(of).iter().filter_map(|it| it.path.clone()) {
            self.gone.extend(self.find(of, &path).1);
        }
        self.parts.insert(of.place, res.clone());
        res
    }

    /// The resources of one, as it changes them.
    fn build(&mut self, of: &'b Kustomization, depth: usize) -> Vec<Resource> {
        let mut res = Vec::new();
        self.builds += 1;
        if depth >= MAX_DEPTH || self.builds > MAX_BUILDS || self.made > MAX_RESOURCES {
            if self.builds == MAX_BUILDS + 1 {
                self.notes.push(notes::too_much(of.at));
            }
            return res;
        }
        for (path, at) in of.listed(&["resources", "bases"]) {
            match self.find(of, &path) {
                (Some(other), _) => res.extend(self.build(other, depth + 1)),
                (None, places) if places.is_empty() => self.notes.push(notes::missing(&path, at)),
                (None, places) => places.into_iter().for_each(|place| res.extend(self.resource(place))),
            }
        }
        // Components change what was gathered by the one that names them, before that does.
        for (path, at) in of.listed(&["components"]) {
            match self.find(of, &path).0 {
                Some(other) => {
                    for (path, at) in other.listed(&["resources"]) {
                        match self.find(other, &path) {
                            (Some(base), _) => res.extend(self.build(base, depth + 1)),
                            (None, places) if places.is_empty() => self.notes.push(notes::missing(&path, at)),
                            (None, places) => places.into_iter().for_each(|it| res.extend(self.resource(it))),
                        }
                    }
                    self.change(other, &mut res);
                }
                None => self.notes.push(notes::missing(&path, at)),
            }
        }
        self.change(of, &mut res);
        res
    }

    fn resource(&mut self, place: usize) -> Option<Resource> {
        self.made += 1;
        if self.made > MAX_RESOURCES {
            if self.made == MAX_RESOURCES + 1 {
                self.notes.push(notes::too_much(self.drafts.get(place)?.place()));
            }
            return None;
        }
        let item = Item::parse(&self.drafts.get(place)?.mapped(self.files));
        let Some(item) = item.filter(|it| it.get("kind").is_some()) else {
            self.unread.insert(place);
            return None;
        };
        let names = Vec::from_iter(item.str_at(&["metadata", "name"]).map(str::to_owned));
        let namespaces = Vec::from_iter(item.str_at(&["metadata", "namespace"]).map(str::to_owned));
        Some(Resource { place, item, is_changed: false, names, namespaces })
    }

    /// What one kustomization changes, in kustomize's own order.
    fn change(&mut self, of: &Kustomization, all: &mut Vec<Resource>) {
        let before: Vec<Item> = all.iter().map(|it| it.item.clone()).collect();
        let patches = patches(of);
        for it in patches.iter().filter(|it| !it.is_late) {
            self.patch(of, it, all);
        }
        if let Some(namespace) =
            of.item.get("namespace").filter(|it| it.as_str().is_some_and(|it| !it.is_empty()))
        {
            all.iter_mut().for_each(|it| names::set_namespace(it, namespace, of.at));
        }
        names::rename(of, all);
        let mut peers = Vec::new();
        for (labels, reach, key) in labels::sets(of) {
            for it in all.iter_mut() {
                let found = labels::write(&mut it.item, labels.fields(), reach);
                peers.extend(
                    found.into_iter().map(|peer| (it.names.last().cloned().unwrap_or_default(), peer, key)),
                );
            }
        }
        self.notes.extend(notes::missed(of, &peers, all));
        for it in patches.iter().filter(|it| it.is_late) {
            self.patch(of, it, all);
        }
        for it in of.item.get("replicas").map(Item::items).unwrap_or_default() {
            let (Some(name), Some(count)) = (it.str_at(&["name"]), it.get("count")) else { continue };
            for resource in all.iter_mut().filter(|it| it.names.iter().any(|own| own == name)) {
                if resource.item.at(&["spec", "template"]).is_some() {
                    resource.item.change(&["spec"], of.at, |it| it.set("replicas", of.at, count.clone()));
                }
            }
        }
        for (it, before) in all.iter_mut().zip(&before) {
            it.is_changed |= !it.item.same(before);
        }
        self.notes.extend(notes::not_modelled(of));
    }

    fn patch(&mut self, of: &Kustomization, patch: &Patch, all: &mut Vec<Resource>) {
        let mut texts: Vec<Mapped> = Vec::new();
        if let Some((path, at)) = &patch.path {
            let places = self.find(of, path).1;
            if places.is_empty() {
                self.notes.push(notes::missing(path, *at));
            }
            texts.extend(places.iter().filter_map(|it| self.drafts.get(*it)).map(|it| it.mapped(self.files)));
        } else if let Some((text, at)) = &patch.text {
            for it in yaml::split(text) {
                let mut part = Mapped::new();
                part.put(it.text, *at);
                texts.push(part);
            }
        }
        for text in texts {
            let Some(content) = Item::parse(&text) else {
                self.notes.push(notes::unreadable_patch(patch.at));
                continue;
            };
            let mut is_used = false;
            let mut deleted = Vec::new();
            for (place, it) in all.iter_mut().enumerate() {
                if !target::is_for(it, patch.target.as_ref(), &content) {
                    continue;
                }
                is_used = true;
                it.is_changed = true;
                match &content {
                    Item::List(operations) => {
                        let before = it.item.clone();
                        if let Err(why) = patch::operate(&mut it.item, operations, &mut self.left) {
                            it.item = before;
                            self.notes.push(notes::no_fit(patch.at, &why));
                            if why == patch::Refused::TooMuch {
                                break;
                            }
                        }
                    }
                    Item::Map(_) | Item::Scalar(_) => {
                        let mut content = content.clone();
                        // With a target, the patch's own name and kind say nothing.
                        if patch.target.is_some() {
                            content.remove("apiVersion");
                            content.remove("kind");
                            content.change(&["metadata"], patch.at, |it| it.remove("name"));
                        }
                        if !patch::merge(&mut it.item, &content) {
                            deleted.push(place);
                        }
                    }
                }
            }
            for place in deleted.into_iter().rev() {
                all.remove(place);
            }
            if !is_used {
                self.notes.push(notes::no_target(patch.at));
            }
        }
    }
}

#[cfg(test)]
mod tests;

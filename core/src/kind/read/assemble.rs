//! All objects to all manifests.
//!
//! Enters: the objects of each part of the files. Leaves: [`Read`], with places that count from the start of each file.
//! Here is what needs more than one document: duplicates, generated names, and what is said once per kind. Deliberately
//! not here: what objects of one kind are together; it is in the folder of the kind.

use std::sync::Arc;

use super::between::Between;
use super::document::{Body, DocumentRead, Object};
use super::duplicate::duplicate;
use super::made::Made;
use super::missing::{MissingObject, MissingPolicy, RejectedPolicy};
use super::parts::{Counts, Part, Reads};
use super::placeholders::Placeholders;
use super::tally::Tally;
use crate::diagnostic::{Code, Diagnostic, Most, Severity};
use crate::hash::{HashMap, HashSet};
use crate::kind::{Manifest, cluster_policy, kinds, pod};
use crate::pause::Pause;
use crate::source::{Location, Mapped, Origin};

/// What the files hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// In reading order; of objects that are there twice only the later one.
    pub manifests: Arc<[Manifest]>,
    /// In reading order, then what concerns several objects.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether something the author meant to be there is missing: every verdict then carries a mark.
    pub incomplete: bool,
    /// Whether there is an object of a kind for which no reader was there: what follows from the others is wrong.
    pub unread: bool,
    /// Whether a policy is refused and what was meant is not told, because what tells it was not there.
    pub unexplained: bool,
    /// Whether that is, or is also, because a text needs a form that was not there.
    pub lacks_forms: bool,
    /// Policies that take no part because of an error.
    pub policies_rejected: Vec<RejectedPolicy>,
    /// These, and the policies of kinds that are not evaluated: what they say of pods is missing from the verdicts.
    pub missing: Vec<MissingPolicy>,
    /// What stays in force as it was when it could be read: kind, namespace and name, and the text that is there now.
    pub last_versions: Vec<(String, Location)>,
    /// Documents, and items of lists, that count and can be read in one way only, whole, in reading order.
    pub documents: Vec<Location>,
    /// Documents with tests of connections in them, whole, in reading order; some in texts that were made of the files.
    pub tests: Vec<Location>,
    /// Texts that were made of the files: what a place in a file with a number behind theirs leads to.
    pub made: Arc<[Mapped]>,
}

/// Objects of parts of the files, in reading order, as one whole, with what stands between the parts.
pub(in crate::kind) async fn assemble(
    parts: &[Part],
    reads: Reads,
    between: Vec<Between>,
    made: Made<'_>,
    pause: &Pause,
) -> Read {
    /// As long as reading so many bytes an object takes.
    const OBJECT: usize = 64;
    let mut assembly = Assembly::new(made);
    assembly.readable = readable(&reads);
    // There may be a million of each: these lists do not grow.
    assembly.read.documents.reserve_exact(parts.len());
    assembly.read.missing.reserve_exact(reads.reads.iter().filter(|it| it.nothing().is_some()).count());
    let mut between = between.into_iter().peekable();
    let counts = reads.counts();
    for ((part, read), counts) in parts.iter().zip(reads.reads).zip(counts) {
        let (origin, at, is_in_doubt) = (part.origin, part.at, part.is_in_doubt);
        while let Some(it) = between.next_if(|it| it.at <= at) {
            assembly.between(it);
        }
        pause.after(OBJECT * read.objects.len().max(1)).await;
        match counts {
            Counts::All => {}
            Counts::Problems => {
                assembly.read.incomplete = true;
                assembly.read.unexplained |= read.unexplained;
                assembly.problems(&read, origin);
                continue;
            }
            Counts::Objects => {
                assembly.read.documents.push(part.whole());
                read.objects.iter().for_each(|it| assembly.last_version(it.clone(), origin));
                continue;
            }
        }
        assembly.read.incomplete |= read.incomplete;
        assembly.read.unread |= read.unread;
        assembly.read.unexplained |= read.unexplained;
        if !is_in_doubt {
            assembly.read.documents.push(part.whole());
        }
        if read.has_tests && !is_in_doubt {
            assembly.read.tests.push(part.whole());
        }
        if !is_in_doubt {
            assembly.tell(&read.diagnostics, origin, "");
            assembly.nothing_of(&read, part);
        }
        assembly.most.leave_out_too(&read.most, |it| made.real(origin.locate(it.span)));
        match Arc::try_unwrap(read) {
            Ok(read) => read.objects.into_iter().for_each(|it| assembly.add(it, origin, is_in_doubt)),
            Err(read) => read.objects.iter().for_each(|it| assembly.add(it.clone(), origin, is_in_doubt)),
        }
    }
    between.for_each(|it| assembly.between(it));
    pause.here().await;
    assembly.finish(pause).await
}

struct Assembly<'r> {
    /// Texts that were made of the files.
    made: Made<'r>,
    read: Read,
    /// Manifests in reading order; `None` where a later one took the place.
    manifests: Vec<Option<Manifest>>,
    known: HashMap<Key, Known>,
    generated: HashMap<Key, u32>,
    tally: Tally,
    most: Most,
    placeholders: Placeholders,
    /// Of objects that can be read, where others stay in force in their last versions.
    readable: HashSet<Key>,
}

/// The names of objects that can be read; none where nothing stays in force in its last version.
fn readable(reads: &Reads) -> HashSet<Key> {
    if !reads.has_last() {
        return HashSet::default();
    }
    let whole = reads.reads.iter().zip(reads.counts()).filter(|it| it.1 == Counts::All);
    let manifests = whole.flat_map(|it| &it.0.objects).filter(|it| matches!(it.body, Body::Manifest(_)));
    manifests.map(key).collect()
}

fn key(it: &Object) -> Key {
    (it.group.clone(), it.kind.clone(), it.namespace.clone(), it.name.clone())
}

/// Group, kind, namespace, name.
type Key = (Arc<str>, Arc<str>, Arc<str>, Arc<str>);

struct Known {
    content: u64,
    location: Location,
    manifest: Option<usize>,
}

impl<'r> Assembly<'r> {
    fn new(made: Made<'r>) -> Assembly<'r> {
        Assembly {
            made,
            read: Read::default(),
            manifests: Vec::new(),
            known: HashMap::default(),
            generated: HashMap::default(),
            tally: Tally::default(),
            most: Most::default(),
            placeholders: Placeholders::default(),
            readable: HashSet::default(),
        }
    }

    /// A document of which nothing could be read may be a policy, and may concern all.
    fn nothing_of(&mut self, read: &DocumentRead, part: &Part) {
        if let Some(it) = read.nothing() {
            self.unreadable(&it.message, self.made.real(part.whole()));
        }
    }

    fn unreadable(&mut self, message: &str, at: Location) {
        let last = self.read.missing.last().and_then(|it| it.message()).filter(|it| ***it == *message);
        let message = last.map_or_else(|| message.into(), Arc::clone);
        self.read.missing.push(MissingPolicy::any(message, at));
    }

    fn between(&mut self, it: Between) {
        self.read.incomplete |= it.is_incomplete;
        if it.is_unbounded {
            self.unreadable(&it.problem.message, it.at);
        }
        if self.most.has_room(it.problem.severity, it.problem.location) {
            self.read.diagnostics.push(it.problem);
        }
    }

    /// Diagnostics of one document or object, moved to their places in the file.
    fn tell(&mut self, diagnostics: &[Diagnostic], origin: Origin, object: &str) {
        for it in diagnostics {
            let location = it.location.map(|it| self.made.real(origin.locate(it.span)));
            if it.code == Code::UnfilledPlaceholder && self.placeholders.is_known(it, location) {
                continue;
            }
            if self.most.has_room(it.severity, location) {
                let it = self.made.problem(it, origin, object);
                self.placeholders.first(&it, self.read.diagnostics.len());
                self.read.diagnostics.push(it);
            }
        }
    }

    /// What is wrong with a text whose last version stays in force.
    fn problems(&mut self, read: &DocumentRead, origin: Origin) {
        self.tell(&read.diagnostics, origin, "");
        self.most.leave_out_too(&read.most, |it| self.made.real(origin.locate(it.span)));
        for it in &read.objects {
            self.tell(&it.diagnostics, origin, &label(&it.kind, &it.namespace, &it.name));
        }
    }

    /// An object as it was when its text could be read.
    fn last_version(&mut self, mut object: Object, origin: Origin) {
        // One that can be read is what its author sees.
        if self.readable.contains(&key(&object)) {
            return;
        }
        let Body::Manifest(manifest) = &mut object.body else { return };
        manifest.meta_mut().is_last_version = true;
        object.diagnostics.clear();
        let at = self.made.real(origin.locate(object.span));
        let object_label = label(&object.kind, &object.namespace, &object.name);
        if self.most.has_room(Severity::Info, Some(at)) {
            let message = "the last version of this that could be read stays in force";
            let it = Diagnostic::new(Severity::Info, Code::LastVersion, message);
            let (object, location) = (object_label.clone(), Some(at));
            self.read.diagnostics.push(Diagnostic { object, location, ..it });
        }
        self.read.last_versions.push((object_label, at));
        self.add(object, origin, false);
    }

    fn add(&mut self, object: Object, origin: Origin, is_in_doubt: bool) {
        let Object {
            kind,
            group,
            namespace,
            mut name,
            name_is_generated,
            span,
            content,
            body,
            selected,
            diagnostics,
        } = object;
        if name_is_generated {
            let key = (group.clone(), kind.clone(), namespace.clone(), name.clone());
            let count = self.generated.entry(key).or_insert(0);
            *count += 1;
            name = format!("{name}~{count}").into();
        }
        let location = self.made.real(origin.locate(span));
        // What is said of such an object is said once, where it can be read in several ways.
        if is_in_doubt && !matches!(&body, Body::Manifest(it) if it.as_policy().is_some()) {
            // One that is refused is in force with another value, perhaps.
            let policy = kinds::find(&group, &kind).and_then(|it| it.policy);
            if let Some(kind) = policy.filter(|_| body == Body::Refused) {
                let title = label(kind.as_str(), &namespace, &name);
                let namespace = kind.is_namespaced().then(|| namespace.to_string());
                let it = MissingObject { title, namespace, selected };
                self.read.missing.push(MissingPolicy::object(it, location));
            }
            return;
        }
        if !diagnostics.is_empty() && !is_in_doubt {
            self.tell(&diagnostics, origin, &label(&kind, &namespace, &name));
        }
        let manifest = match body {
            Body::Manifest(it) => Some(*it),
            Body::ForeignPolicy => {
                self.tally.foreign(&kind, &group, location);
                let is_everywhere =
                    namespace.is_empty() && ["Cluster", "Global"].iter().any(|it| kind.contains(it));
                let title = label(&kind, &namespace, &name);
                let namespace = (!is_everywhere).then(|| namespace.to_string());
                let it = MissingObject { title, namespace, selected };
                return self.read.missing.push(MissingPolicy::object(it, location));
            }
            Body::Ignored => return self.tally.ignored(&kind, location),
            Body::Refused => {
                if let Some(kind) = kinds::find(&group, &kind).and_then(|it| it.policy) {
                    let title = label(kind.as_str(), &namespace, &name);
                    let lives_in = kind.is_namespaced().then(|| namespace.to_string());
                    let it = MissingObject { title, namespace: lives_in, selected };
                    self.read.missing.push(MissingPolicy::object(it, location));
                    let namespace = if kind.is_namespaced() { namespace.to_string() } else { String::new() };
                    let name = name.to_string();
                    self.read.policies_rejected.push(RejectedPolicy { kind, namespace, name, location });
                }
                return;
            }
        };
        let slot = manifest.map(|mut it| {
            let meta = it.meta_mut();
            meta.origin = origin;
            meta.is_in_doubt = is_in_doubt;
            if name_is_generated {
                meta.name.value = name.to_string();
            }
            self.manifests.push(Some(it));
            self.manifests.len() - 1
        });
        let known = Known { content, location, manifest: slot };
        // Of an object that can be read in several ways, each is there.
        if name_is_generated || is_in_doubt {
            return;
        }
        let key = (group, kind, namespace, name);
        match self.known.get_mut(&key) {
            Some(it) => {
                let earlier = std::mem::replace(it, known);
                self.duplicate(&earlier, content, location, label(&key.1, &key.2, &key.3));
            }
            None => {
                self.known.insert(key, known);
            }
        }
    }

    /// "The later one is evaluated: that is what applying the stream would leave behind".
    fn duplicate(&mut self, earlier: &Known, content: u64, location: Location, object: String) {
        if let Some(slot) = earlier.manifest.and_then(|it| self.manifests.get_mut(it)) {
            *slot = None;
        }
        let problem = duplicate(earlier.content == content, object, location, earlier.location);
        if self.most.has_room(problem.severity, Some(location)) {
            self.read.diagnostics.push(problem);
        }
    }

    async fn finish(mut self, pause: &Pause) -> Read {
        // As long as reading so many bytes it takes to move an object, or to forget its name.
        const MOVED: usize = 4;
        let mut manifests = Vec::with_capacity(self.manifests.len());
        for it in self.manifests {
            manifests.extend(it);
            pause.after(MOVED).await;
        }
        self.read.manifests = manifests.into();
        for it in self.known {
            drop(it);
            pause.after(MOVED).await;
        }
        let mut several = Vec::new();
        // What is wrong with the text that is there has to be mended first.
        let there = self.read.manifests.iter().filter(|it| !it.meta().is_last_version);
        pod::shared_addresses(there.clone(), &mut several);
        cluster_policy::mixed_generations(there, &mut several);
        for it in &mut several {
            let places = it.location.iter_mut().chain(it.related.iter_mut().map(|it| &mut it.0));
            places.for_each(|it| *it = self.made.real(*it));
        }
        pause.here().await;
        self.tally.report(&mut several);
        self.placeholders.report(&mut self.read.diagnostics);
        several.retain(|it| self.most.has_room(it.severity, it.location));
        self.read.diagnostics.extend(several);
        self.read.diagnostics.extend(self.most.rest());
        self.read
    }
}

/// `NetworkPolicy shop/allow-web`.
pub(in crate::kind) fn label(kind: &str, namespace: &str, name: &str) -> String {
    let slash = if namespace.is_empty() { "" } else { "/" };
    format!("{kind} {namespace}{slash}{name}").trim_end().to_owned()
}

#[cfg(test)]
mod tests;

//! What was meant where the API server refuses a policy: a range of ports as text, a list of blocks in one string, a
//! protocol in small letters. One file for each finding, and [`NOTATIONS`], which lists them.
//!
//! Enters: the tree of a policy, and what was said against it. Leaves: the same problems with a sentence about the input
//! before the server's words, with what to write, and with edits that write it. Deliberately not here: whether something
//! is refused; an error that a finding explains stays the error it is.

mod block_notation;
mod dropped_field;
mod empty_peer;
mod host_name_as_address;
mod impossible_end_port;
mod impossible_exception;
mod old_peer_shape;
mod policy_types_notation;
mod port_notation;
mod protocol_notation;
mod repeated_label_key;
mod scene;
mod selector_labels;
mod selector_notation;
#[cfg(test)]
mod tests;
mod uncanonical_block;
mod unusable_selector;

use crate::diagnostic::{About, Code, Diagnostic, FixClass};
use crate::kind::PolicyKind;
use crate::kind::check::{MAX_PROBLEMS, Path, Report, is_explained, location};
use crate::source::Span;
use crate::yaml::{Node, Value};

use scene::{Meant, Place, Scene};

pub(in crate::kind) use unusable_selector::UNUSABLE_SELECTOR;

macro_rules! notations {
    ($($file:ident::$notation:ident,)*) => {
        /// All notations, in the order of their ids: of several that know a place the first has the word.
        pub static NOTATIONS: &[Entry] = &[$(Entry::of::<$file::$notation>(),)*];
        /// What there is to know about them. Who names notations and looks for none needs no more.
        pub(crate) static ABOUTS: &[&About] = &[$(<$file::$notation as Notation>::ABOUT,)*];
    };
}

notations! {
    impossible_exception::ImpossibleException,
    old_peer_shape::OldPeerShape,
    impossible_end_port::ImpossibleEndPort,
    unusable_selector::UnusableSelector,
    uncanonical_block::UncanonicalBlock,
    port_notation::PortNotation,
    host_name_as_address::HostNameAsAddress,
    block_notation::BlockNotation,
    protocol_notation::ProtocolNotation,
    policy_types_notation::PolicyTypesNotation,
    repeated_label_key::RepeatedLabelKey,
    dropped_field::DroppedField,
    selector_notation::SelectorNotation,
    empty_peer::EmptyPeer,
}

/// A notation.
#[cfg_attr(
    not(any(test, feature = "examples", feature = "internals")),
    expect(dead_code, reason = "the examples are for tests and documentation")
)]
trait Notation {
    /// Its number, its code, and what it is.
    const ABOUT: &'static About;
    /// The classes of the fixes that it offers.
    const FIXES: &'static [FixClass];
    /// Manifests in which it stands.
    const FIRES: &'static str;
    /// The same as the API has them.
    const QUIET: &'static str;
    /// What was meant, if it stands in this place.
    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant>;
}

/// An entry of [`NOTATIONS`].
#[derive(Debug)]
pub struct Entry {
    /// Its number, its code, and what it is.
    pub about: &'static About,
    see: fn(&Scene<'_>, &Place<'_>) -> Option<Meant>,
    /// The classes of the fixes that it offers; empty where a reader must decide what to do.
    #[cfg(any(test, feature = "examples", feature = "internals"))]
    pub fixes: &'static [FixClass],
    /// Manifests in which it stands, and the same as the API has them. The page has no use for them.
    #[cfg(any(test, feature = "examples", feature = "internals"))]
    pub examples: (&'static str, &'static str),
}

impl Entry {
    const fn of<N: Notation>() -> Entry {
        Entry {
            about: N::ABOUT,
            see: N::see,
            #[cfg(any(test, feature = "examples", feature = "internals"))]
            fixes: N::FIXES,
            #[cfg(any(test, feature = "examples", feature = "internals"))]
            examples: (N::FIRES, N::QUIET),
        }
    }
}

/// Says what was meant, where something was said against a policy.
pub(in crate::kind) fn explain(kind: PolicyKind, root: &Node<'_>, is_strict: bool, report: &mut Report<'_>) {
    let scene = Scene::new(kind, root, is_strict, report);
    let mut found = Vec::new();
    let place = Place { node: root, entry: None, path: &Path::Root, way: "", parent: None };
    look(&scene, &place, &mut found);
    for (about, meant) in found {
        tell(about, meant, report);
    }
}

/// Goes through the tree in the order of the text.
fn look(scene: &Scene<'_>, place: &Place<'_>, found: &mut Vec<(&'static About, Meant)>) {
    if found.len() >= MAX_PROBLEMS {
        return;
    }
    found.extend(NOTATIONS.iter().filter_map(|it| Some((it.about, (it.see)(scene, place)?))));
    match &place.node.value {
        Value::Sequence(items) => {
            for (index, node) in items.iter().enumerate() {
                let path = place.path.item(index);
                look(scene, &Place { node, entry: None, path: &path, parent: Some(place), ..*place }, found);
            }
        }
        Value::Mapping(entries) => {
            // What only some objects have, of any size, is no part of a policy.
            for entry in entries.iter().filter(|it| !place.way.is_empty() || it.key == "spec") {
                let dot = if place.way.is_empty() { "" } else { "." };
                let way = format!("{}{dot}{}", place.way, entry.key);
                let path = place.path.field(&entry.key);
                let parent = Some(place);
                look(
                    scene,
                    &Place { node: &entry.value, entry: Some(entry), path: &path, way: &way, parent },
                    found,
                );
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}

/// The words of the API server, where a sentence about shapes stands before them.
fn server_words(message: &str) -> &str {
    let inner = message.find(" (json: ").and_then(|at| message.get(at + 2..)?.strip_suffix(')'));
    inner.unwrap_or(message)
}

/// "A decode or validation error that a finding explains stays the error it is, with the finding's words as its help."
fn tell(about: &'static About, meant: Meant, report: &mut Report<'_>) {
    let is_in = |it: Span| {
        let holds = |whole: &Span| whole.start <= it.start && it.start < whole.end.max(whole.start + 1);
        meant.covers.iter().any(holds)
    };
    let is_hit = |it: &Diagnostic| {
        let is_free = it.finding.is_none_or(|it| it.id == about.id);
        let is_meant = is_explained(it.code) && is_free && it.message.contains(meant.says);
        is_meant && it.location.is_some_and(|it| is_in(it.span))
    };
    // What is to be filled in is no notation (L-84).
    if report.diagnostics.iter().filter(|it| is_hit(it)).any(|it| it.code == Code::UnfilledPlaceholder) {
        return;
    }
    let mut is_first = true;
    report.diagnostics.retain_mut(|it| {
        if !is_hit(it) {
            return true;
        }
        if !is_first && !meant.keeps_all {
            return false;
        }
        it.finding = Some(about);
        if !meant.message.is_empty() {
            it.message = format!("{} ({})", meant.message, server_words(&it.message));
        }
        if !meant.help.is_empty() {
            // What becomes of the rule until then stays true.
            let effect = it.help.find("until then").and_then(|at| it.help.get(at..));
            it.help = effect.map_or_else(|| meant.help.clone(), |effect| format!("{}; {effect}", meant.help));
        }
        if is_first {
            it.location = Some(location(meant.at));
            it.fixes.clone_from(&meant.fixes);
        }
        is_first = false;
        true
    });
}

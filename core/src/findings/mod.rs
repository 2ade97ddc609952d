//! Everything that is wrong with an input, or worth knowing: what reading found and what lints find, without what its
//! author does not want to hear.
//!
//! Enters: a `Model`. Leaves: diagnostics, and what there is to know about a kind of them by its name. Deliberately not
//! here: finding them, which `kind`, `lint` and `expect` do.

mod ignore;
#[cfg(test)]
mod tests;

use std::pin::Pin;

use crate::compare;
#[cfg(any(test, feature = "examples", feature = "internals"))]
use crate::diagnostic::FixClass;
use crate::diagnostic::{About, Code, Diagnostic};
use crate::expect;
use crate::kind;
use crate::lint;
use crate::model::Model;
use crate::pause::{Pause, at_once};
use crate::words;

/// Adds to what was found, stopping in between.
pub(crate) type Finder = for<'m> fn(&'m Model, &'m mut Vec<Diagnostic>, &'m Pause) -> Adding<'m>;

/// Adding to what was found.
type Adding<'m> = Pin<Box<dyn Future<Output = ()> + 'm>>;

/// Expectations that cannot be read.
pub(crate) const EXPECTATIONS: Finder =
    |model, found, _| Box::pin(async move { found.extend(expect::unread(model)) });
/// Lints that run without being asked for.
pub(crate) const LINTS: Finder = |model, found, pause| Box::pin(lint::usual(model, found, pause));

/// What reading found and what these find besides, in the order of files and lines as far as they are of one stage, without
/// what is not wanted. `has_lints`: whether the lints that run by themselves are among them, so that of one of these it
/// can be said that it is not found.
pub(crate) fn by(model: &Model, finders: &[Finder], has_lints: bool) -> Vec<Diagnostic> {
    at_once(async |pause| in_steps(model, finders, has_lints, &pause).await)
}

/// The same, stopping in between.
pub(crate) async fn in_steps(
    model: &Model,
    finders: &[Finder],
    has_lints: bool,
    pause: &Pause,
) -> Vec<Diagnostic> {
    let mut found = model.read.diagnostics.clone();
    for find in finders {
        find(model, &mut found, pause).await;
        pause.here().await;
    }
    ignore::wanted(model, found, has_lints)
}

/// Those findings of lints that are asked for by name, also such on request. What the author of an object does not want to
/// hear is left out.
pub(crate) fn chosen(model: &Model, choose: impl Fn(&'static lint::Meta) -> bool) -> Vec<Diagnostic> {
    ignore::without(model, at_once(async |pause| lint::find(model, choose, &pause).await))
}

/// What is known of every kind of finding: first those of reading, then what was meant where something is refused, then
/// lints in the order of their numbers.
pub fn known() -> impl Iterator<Item = &'static About> {
    let of_reading = Code::ALL.iter().map(|it| it.about());
    // Some have a code of reading.
    let notations = kind::NOTATION_ABOUTS.iter().copied();
    let notations = notations.filter(|it| Code::ALL.iter().all(|code| code.about().code != it.code));
    let of_lints = lint::METAS.iter().map(|it| &it.about);
    of_reading.chain(notations).chain(of_lints).chain([&compare::unused::ABOUT])
}

/// The classes of the fixes that are offered for findings of a kind, manifests in which there is one, and such in which
/// there is none. `None` for what reading finds.
#[cfg(any(test, feature = "examples", feature = "internals"))]
pub fn examples(about: &About) -> Option<(&'static [FixClass], (&'static str, &'static str))> {
    let rule = lint::RULES.iter().find(|it| it.meta.about.code == about.code);
    let notation = || kind::NOTATIONS.iter().find(|it| it.about.code == about.code);
    rule.map(|it| (it.meta.fixes, it.examples)).or_else(|| notation().map(|it| (it.fixes, it.examples)))
}

/// A kind of finding by its name (`stray-dash`) or its number (`L-71`), in any case.
pub fn named(name: &str) -> Option<&'static About> {
    let is = |it: &str| !it.is_empty() && it.eq_ignore_ascii_case(name);
    known().find(|it| is(it.code)).or_else(|| known().find(|it| is(it.id)))
}

/// The name of a finding that is most like one that none has.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    words::closest(name, known().map(|it| it.code))
}

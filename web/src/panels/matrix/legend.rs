//! What the signs and marks of the matrix mean.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::view::{EndpointView, FoldView};

/// Verdict, sign and word.
type Entry = (&'static str, &'static str, &'static str);

const ANY_PORT: [Entry; 4] =
    [("all", "●", "all"), ("some", "◐", "some"), ("none", "×", "denied"), ("unknown", "?", "undecided")];
const ONE_PORT: [Entry; 3] =
    [("allowed", "✓", "allowed"), ("denied", "×", "denied"), ("unknown", "?", "undecided")];
/// Of two ends that cannot meet.
const UNREACHABLE: Entry = ("unreachable", "–", "no common address family");

/// What a head or cell shows besides its verdict: the class of its swatch, and its words.
type Mark = (&'static str, &'static str);
const WITHOUT: Mark = ("swatch without", "a policy was left out");
const STAND_IN: Mark = ("swatch stand-in", "stand-in");
/// In place of a sign.
const SHARE: &str = "3 of 4";
const UNMET: Mark = ("swatch unmet", "not as expected");

pub(super) fn legend(page: Playground, ui: Ui) -> AnyView {
    let v6 = |it: &EndpointView| it.ranges.iter().any(|it| it.0.is_ipv6());
    // Where no endpoint has an IPv6 address, all have a family in common.
    let families = Memo::new(move |_| page.endpoints.read().iter().any(v6));
    let without = Memo::new(move |_| page.endpoints.read().iter().any(|it| it.is_missing_a_policy));
    let stand_ins = Memo::new(move |_| page.endpoints.read().iter().any(|it| it.is_stand_in));
    let folded = Memo::new(move |_| {
        let (folds, folding) = (page.folds.read(), ui.folding.read());
        let endpoints = page.endpoints.read();
        // Pods that nothing tells apart say the same.
        let differ = |it: &&FoldView| 1 < it.parts.len();
        let first = |it: &FoldView| it.members.first().and_then(|it| endpoints.get(*it as usize));
        folds.iter().filter(differ).filter_map(first).any(|it| folding.folds(&it.id, endpoints.len()))
    });
    let unmet = Memo::new(move |_| page.expected.read().as_ref().is_some_and(|it| it.has_marks));
    let entry = |(verdict, sign, word): Entry| {
        view! {
            <span>
                <i class="swatch" data-verdict=verdict aria-hidden="true">{sign}</i>
                {word}
            </span>
        }
    };
    let entries = move || {
        let signs: &[Entry] = if page.probe() == Probe::Any { &ANY_PORT } else { &ONE_PORT };
        signs.iter().copied().chain(families.get().then_some(UNREACHABLE)).map(entry).collect_view()
    };
    let mark = |(class, words): Mark| view! { <span><i class=class aria-hidden="true"></i>{words}</span> };
    let marks = move || {
        let there = [(without.get(), WITHOUT), (stand_ins.get(), STAND_IN), (unmet.get(), UNMET)];
        there.into_iter().filter(|it| it.0).map(|it| mark(it.1)).collect_view()
    };
    let share = move || {
        folded.get().then(|| {
            view! {
                <span>
                    <i class="swatch share" data-verdict="some" aria-hidden="true">{SHARE}</i>
                    "not the same for all pods of a row"
                </span>
            }
        })
    };
    view! { <div class="legend">{entries}{share}{marks}</div> }.into_any()
}

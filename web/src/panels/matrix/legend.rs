//! What the signs and marks of the matrix mean.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::view::EndpointView;

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

pub(super) fn legend(page: Playground, _: Ui) -> AnyView {
    let v6 = |it: &EndpointView| it.ranges.iter().any(|it| it.0.is_ipv6());
    // Where no endpoint has an IPv6 address, all have a family in common.
    let families = Memo::new(move |_| page.endpoints.read().iter().any(v6));
    let without = Memo::new(move |_| page.endpoints.read().iter().any(|it| it.is_missing_a_policy));
    let stand_ins = Memo::new(move |_| page.endpoints.read().iter().any(|it| it.is_stand_in));
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
        let there = [(without.get(), WITHOUT), (stand_ins.get(), STAND_IN)];
        there.into_iter().filter(|it| it.0).map(|it| mark(it.1)).collect_view()
    };
    view! { <div class="legend">{entries}{marks}</div> }.into_any()
}

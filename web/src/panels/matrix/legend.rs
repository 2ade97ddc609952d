//! What the signs of the matrix mean.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::view::EndpointView;

/// Verdict, sign and word.
type Entry = (&'static str, &'static str, &'static str);

const ANY_PORT: [Entry; 4] =
    [("all", "●", "all"), ("some", "◐", "some"), ("none", "×", "none"), ("unknown", "?", "depends")];
const ONE_PORT: [Entry; 3] =
    [("allowed", "✓", "allowed"), ("denied", "×", "denied"), ("unknown", "?", "depends")];
/// Of two ends that cannot meet.
const UNREACHABLE: Entry = ("unreachable", "–", "no common address family");

pub(super) fn legend(page: Playground, _: Ui) -> AnyView {
    let v6 = |it: &EndpointView| it.ranges.iter().any(|it| it.0.is_ipv6());
    // Where no endpoint has an IPv6 address, all have a family in common.
    let families = Memo::new(move |_| page.endpoints.read().iter().any(v6));
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
    view! { <div class="legend">{entries}</div> }.into_any()
}

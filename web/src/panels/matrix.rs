//! The tab *Matrix*: which source reaches which destination, with the choice of ports, the filter, and the line below.

pub mod banner;
mod empty;
mod legend;
pub mod port_picker;
pub mod preview;
mod stand_ins;
pub mod strip;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;
use netpol_core::view::EndpointKind;

use crate::later::{Later, late};
use crate::matrix::{Filter, FoldToggle, Matrix};
use crate::panels::lesson::Lesson;
use crate::widgets::filter_field::FilterField;
use banner::CrashBanner;
use empty::reason;
use legend::legend;
use port_picker::PortPicker;
use preview::Preview;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::MATRIX,
    name: "Matrix",
    key: Some("Digit2"),
    focus: "[role=gridcell][tabindex='0']",
    place: TabPlace::Above,
    part: Part::First(view),
    badge: None,
    beside: Some(legend),
};

/// The matrix with all that belongs to it.
pub fn view(page: Playground, ui: Ui) -> AnyView {
    let filter = Memo::new(move |_| Filter::of(page, ui));
    let is_empty = Memo::new(move |_| {
        let (all, folds, filter) = (page.endpoints.read(), page.folds.read(), filter.read());
        all.iter().all(|it| it.kind == EndpointKind::External)
            || !filter.sources.allow_any(&all, &folds)
            || !filter.destinations.allow_any(&all, &folds)
    });
    let drawn = move || match is_empty.get() {
        true => view! { <div class="nothing"><Later page ui view=reason/></div> }.into_any(),
        false => untrack(|| view! { <Matrix page ui filter/> }.into_any()),
    };
    view! {
        <Lesson page ui/>
        <div class="bar">
            <div class="ports"><Later page ui view=ports/></div>
            <FilterField
                text=ui.filter
                placeholder="filter, or from → to"
                label="Filter by namespace, label or name; an arrow separates sources from destinations"
                title="Namespace, label or name. `web -> db` filters sources and destinations separately."
            />
            <FoldToggle page ui/>
        </div>
        <div class="banners"><Later page ui view=crash/><Later page ui view=stand_ins::line/></div>
        <div class="drawn">{drawn}</div>
        // At the foot, so that nothing moves where changes come and go.
        <div class="mx-foot">
            <Preview page ui/>
            <Later page ui view=strip::strip/>
        </div>
    }
    .into_any()
}

late! {
    /// The choice of ports.
    fn ports(page: Playground, _ui: Ui) {
        view! { <PortPicker page/> }
    }
}

late! {
    /// A line over the matrix when the evaluator failed.
    fn crash(page: Playground, _ui: Ui) {
        view! { <CrashBanner page/> }
    }
}

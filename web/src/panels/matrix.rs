//! The tab *Matrix*: which source reaches which destination, with the choice of ports, the filter, and the line below.

mod empty;
mod legend;
pub mod preview;

pub(crate) use empty::reason;

use leptos::prelude::*;
use netpol_core::view::EndpointKind;

use crate::components::lesson::Lesson;
use crate::components::matrix::{Filter, FoldToggle, Matrix};
use crate::components::port_picker::PortPicker;
use crate::later::Room;
use crate::state::Playground;
use crate::ui::{Panel, Part, Tab, TabPlace, Ui};
use crate::widgets::filter_field::FilterField;
use legend::legend;
use preview::Preview;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::MATRIX,
    name: "Matrix",
    key: Some("Digit2"),
    focus: "[role=gridcell][tabindex='0']",
    place: TabPlace::Above,
    part: Part::First(view),
    beside: Some(legend),
};

/// The matrix with all that belongs to it.
pub fn view(page: Playground, ui: Ui) -> AnyView {
    let filter = Memo::new(move |_| Filter::new(&ui.filter.read()));
    let is_empty =
        Memo::new(move |_| page.endpoints.read().iter().all(|it| it.kind == EndpointKind::External));
    let drawn = move || match is_empty.get() {
        true => view! { <div class="nothing"><Room page ui of=|it| it.nothing/></div> }.into_any(),
        false => untrack(|| view! { <Matrix page ui filter/> }.into_any()),
    };
    view! {
        <Lesson page ui/>
        <div class="bar">
            <div class="ports"><Room page ui of=|it| it.ports/></div>
            <FilterField
                text=ui.filter
                placeholder="filter, or from → to"
                label="Filter by namespace, label or name; an arrow separates sources from destinations"
                title="Namespace, label or name. `web -> db` filters sources and destinations separately."
            />
            <FoldToggle page ui/>
        </div>
        <div class="banners"><Room page ui of=|it| it.banners/></div>
        <div class="drawn">{drawn}</div>
        <Preview page ui/>
    }
    .into_any()
}

/// Nothing stands beside the name.
pub fn badge(_: Playground, _: Ui) -> AnyView {
    ().into_any()
}

/// The choice of ports, which comes with the second part of the program.
pub(crate) fn ports(page: Playground, _: Ui) -> AnyView {
    view! { <PortPicker page/> }.into_any()
}

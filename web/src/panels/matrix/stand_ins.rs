//! One line over a matrix of pods that were made up.

use crate::state::{Playground, Ui};
use leptos::prelude::*;

use crate::base::browser::{focus, frame};
use crate::base::markup::shown;
use crate::later::late;

late! {
    /// How many stand-ins there are and what they are made from, with the button that makes pods of the input of them.
    pub(super) fn line(page: Playground, ui: Ui) {
        view! { <Line page ui/> }
    }
}

#[component]
fn Line(page: Playground, ui: Ui) -> impl IntoView {
    let said = move || page.analysis.read().ask(|it| it.stand_ins().map(|it| it.sentence)).flatten();
    let said = Memo::new(move |_| said());
    let write = move |_| {
        ui.write_stand_ins();
        // The button goes; the matrix stays.
        frame(|| focus("[role=gridcell][tabindex='0']"));
    };
    move || {
        said.get().map(|said| {
            view! {
                <p class="offer made-up" data-testid="stand-ins">
                    <span>
                        <i class="swatch stand-in" aria-hidden="true"></i>
                        {shown(&said)}
                    </span>
                    <Show when=move || !ui.readonly.get()>
                        <button
                            type="button"
                            class="link"
                            title="They become pods of your own, which you can change"
                            on:click=write
                        >
                            "Write them to cluster.yaml"
                        </button>
                    </Show>
                </p>
            }
        })
    }
}

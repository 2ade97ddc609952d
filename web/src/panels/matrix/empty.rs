//! What to do when there is nothing to draw.

use crate::state::{Pause, Playground, Ui};
use leptos::prelude::*;
use netpol_core::view::EndpointKind;

use crate::base::browser::{focus, frame};
use crate::later::late;
use crate::panels::pause::{Reading, closed};

late! {
    /// Why there is no matrix, and how to get one.
    pub(super) fn reason(page: Playground, ui: Ui) {
        let has_pods = move || page.endpoints.read().iter().any(|it| it.kind != EndpointKind::External);
        let clear = move |_| {
            ui.filter.set(String::new());
            focus(".bar .filter input");
        };
        let show_all = move |_| {
            ui.only_changed.set(false);
            frame(|| focus("[role=gridcell][tabindex='0']"));
        };
        let is_blank = move || page.files().list.iter().all(|it| it.text.trim().is_empty());
        let command = || view! { <code>"kubectl get ns,pods,deploy,svc,netpol -A -o yaml"</code> };
        move || {
            if page.pause() == Some(Pause::Closed) {
                closed()
            } else if page.pause().is_some() {
                view! { <h2>"Not evaluated"</h2> }.into_any()
            } else if page.is_behind() {
                view! { <Reading page/> }.into_any()
            } else if has_pods() && ui.only_changed.get() {
                view! {
                    <p role="alert">"No row or column that this filter lets through has changed."</p>
                    <button type="button" on:click=show_all>"Show all rows and columns"</button>
                }
                .into_any()
            } else if has_pods() {
                view! {
                    <p role="alert">"No row or column matches this filter."</p>
                    <button type="button" on:click=clear>"Clear the filter"</button>
                }
                .into_any()
            } else if is_blank() {
                view! {
                    <h2>"Nothing here yet"</h2>
                    <p>
                        "Paste or drop YAML: pods, deployments, namespaces, network policies. "
                        {command()}
                        " gives all of it. Or choose a scenario at the top."
                    </p>
                }
                .into_any()
            } else {
                view! {
                    <h2>"No pods yet"</h2>
                    <p>
                        "The matrix shows which pod reaches which, so it needs pods: write pods or deployments into "
                        <code>"cluster.yaml"</code>
                        ", or paste the output of "
                        {command()}
                        "."
                    </p>
                }
                .into_any()
            }
        }
    }
}

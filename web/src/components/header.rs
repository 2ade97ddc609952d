//! The top line.

use super::frame_bar;
use super::icons::{Icon, glyph};
use super::scenario_menu::scenario_menu;
use crate::dom::{El, button, el};
use crate::embed::framed;
use crate::later::when_here;
use crate::preferences::{Preferences, Theme};
use crate::reactive::{Memo, Signal};
use crate::state::Playground;
use crate::ui::{Dialog, Ui};
use netpol_core::settings;

/// Brand, scenario, and what concerns the whole page.
pub fn header(page: Playground, ui: Ui, preferences: Signal<Preferences>) -> El {
    let name = el("span").text("Netpol Playground");
    let header = el("header").child(el("h1").class("logo").child(glyph(Icon::Brand)).child(name));
    let line = header.clone();
    when_here(page.arrival, move |it| (it.header)(line, page, ui, preferences));
    header
}

pub(crate) fn fill(header: El, page: Playground, ui: Ui, preferences: Signal<Preferences>) {
    if framed() {
        return frame_bar::fill(header, ui);
    }
    let stays = el("span")
        .class("stays")
        .attr("title", "The evaluator runs in this page. Nothing that you type is sent anywhere.")
        .child(glyph(Icon::Lock))
        .text("stays in your browser");
    let share = button("primary")
        .attr("title", "Link, QR code, Markdown (Ctrl+S copies the link at once)")
        .attr("aria-haspopup", "dialog")
        .on_click(move || ui.dialog.set(Some(Dialog::Share { refused: false })))
        .text("Share");
    let help = button("ghost square")
        .attr("aria-label", "Keyboard and help")
        .attr("title", "Keyboard and help (?)")
        .on_click(move || ui.dialog.set(Some(Dialog::Shortcuts)))
        .text("?");
    header
        .child(scenario_menu(page, ui))
        .child(el("span").class("grow"))
        .child(stays)
        .child(share)
        .child(settings_button(page, ui))
        .child(theme_button(preferences))
        .child(help);
}

/// Opens the settings, and says whether all of them stand as usual: a link may bring others.
fn settings_button(page: Playground, ui: Ui) -> El {
    let changed = Memo::new(move || settings::changed(&page.settings()));
    let label = move || {
        Some(match changed.get() {
            0 => "Settings".to_owned(),
            n => format!("Settings, {n} changed"),
        })
    };
    button("ghost square settings-button")
        .attr("aria-haspopup", "dialog")
        .attr_with("aria-label", label)
        .attr_with("title", label)
        .on_click(move || ui.dialog.set(Some(Dialog::Settings)))
        .child(glyph(Icon::Knobs))
        .part(move || {
            let n = changed.get();
            (0 < n).then(|| el("small").class("count").attr("aria-hidden", "true").text(&n.to_string()))
        })
}

/// Goes round: system, light, dark.
fn theme_button(preferences: Signal<Preferences>) -> El {
    let label = move || Some(format!("Colours: {}", preferences.read().theme.as_str()));
    let icon = move || match preferences.read().theme {
        Theme::System => Icon::System,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    button("ghost square")
        .attr_with("aria-label", label)
        .attr_with("title", label)
        .on_click(move || preferences.update(|it| it.theme = it.theme.next()))
        .part(move || Some(glyph(icon())))
}

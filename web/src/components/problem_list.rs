//! What is wrong with the files; a click goes to the line.

use netpol_core::diagnostic::Severity;
use netpol_core::view::ProblemView;

use crate::dom::{El, button, el};
use crate::later::filled;
use crate::reactive::Memo;
use crate::state::Playground;
use crate::ui::Ui;

/// All problems, in the order of files and lines.
pub fn problem_list(page: Playground, ui: Ui) -> El {
    filled(el("div").class("problems").attr("data-testid", "problems"), page, ui, |it| it.problem_list)
}

pub(crate) fn fill(list: El, page: Playground, ui: Ui) {
    let names = super::file_tabs::names(page);
    let all = move || {
        let problems = page.problems.get();
        if problems.is_empty() {
            let nothing = el("div").class("nothing").child(el("h2").text("No problems"));
            return Some(nothing.child(el("p").text("Every document was understood.")));
        }
        // One cause is one message; the editor marks each of its places.
        let firsts = (0..).zip(problems.iter()).filter(|it| it.1.repeats.is_none());
        let more = |first: u32| problems.iter().filter(|it| it.repeats == Some(first)).count();
        Some(el("ul").children(firsts.map(|(at, it)| el("li").child(problem(page, ui, names, it, more(at))))))
    };
    list.part(all);
}

fn problem(page: Playground, ui: Ui, names: Memo<String>, it: &ProblemView, more: usize) -> El {
    let sign = match it.severity {
        Severity::Error => "✕",
        Severity::Warning => "!",
        Severity::Info => "i",
    };
    let word = it.severity.as_str();
    let context = match (it.object.as_str(), it.field.as_str()) {
        ("", it) | (it, "") => it.to_owned(),
        (object, field) => format!("{object} · {field}"),
    };
    let mut text =
        el("span").class("problem-text").child(marked(el("span").class("problem-message"), &it.message));
    if !it.help.is_empty() {
        text = text.child(marked(el("span").class("problem-help"), &it.help));
    }
    let context =
        el("span").class("problem-context").text(&context).text(" ").child(el("code").text(it.code));
    let sign =
        el("i").class(&format!("severity {word}")).attr("role", "img").attr("aria-label", word).text(sign);
    let whole = button("problem").child(sign).child(text.child(context));
    let at = el("span").class("problem-place");
    let Some(place) = it.place else { return whole.attr("disabled", "").child(at) };
    let at = at.text_with(move || {
        let _made_of = names.get();
        let files = page.files_now();
        let file = files.list.get(place.file as usize);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        file.map_or_else(String::new, |it| format!("{}:{}{more}", it.name, place.from_line))
    });
    whole.on_click(move || ui.go_to(place)).child(at)
}

/// Text with what stands in backticks as code, at the end of an element.
pub fn marked(into: El, text: &str) -> El {
    text.split('`').enumerate().fold(into, |into, (at, it)| match at % 2 {
        0 => into.text(it),
        _ => into.child(el("code").text(it)),
    })
}

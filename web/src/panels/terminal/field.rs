//! The field for the next command: its keys, its history, what a word may become.

use leptos::html;
use leptos::prelude::*;
use web_sys::{ClipboardEvent, HtmlTextAreaElement, KeyboardEvent};

use super::screen::{FIELD, KEYS, Kept};
use super::text::{bytes, caret, common, is_marked};
use crate::base::browser::{focus, frame};
use crate::base::markup::shown;

/// So many words are listed.
const LISTED: usize = 60;

/// What a word may become.
#[derive(Clone, Debug, PartialEq)]
struct Fits {
    /// Where the word begins, in bytes.
    start: usize,
    all: Vec<String>,
    /// Which one stands in the field.
    chosen: Option<usize>,
}

/// The line that is written, with what stands before it.
#[component]
pub fn Field(held: Kept, tick: ArcRwSignal<u64>) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let fits = RwSignal::new(None::<Fits>);
    let it = Writing {
        held,
        node,
        fits,
        back: StoredValue::new(0),
        draft: StoredValue::new(String::new()),
        leaves: StoredValue::new(false),
    };
    let opened = tick.clone();
    let prompt = move || {
        tick.track();
        held.with_value(|it| it.prompt())
    };
    let open = move || {
        opened.track();
        let open = held.with_value(|it| it.open());
        let lines = open.lines().enumerate().map(|(at, line)| {
            let prompt = if at == 0 { "$ " } else { "> " };
            view! { <div class="term-line"><span class="term-prompt">{prompt}</span>{shown(line)}</div> }
        });
        lines.collect_view()
    };
    let keys = [
        ("Complete", "Tab", Key::Complete),
        ("Earlier command", "↑", Key::Earlier),
        ("Later command", "↓", Key::Later),
        ("Give up the line", "Ctrl C", Key::GiveUp),
        ("Run", "Enter", Key::Run),
    ];
    let key = move |(label, text, key): (&'static str, &'static str, Key)| {
        let press = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            it.press(key);
            focus(FIELD);
        };
        view! { <button type="button" aria-label=label on:click=press>{text}</button> }
    };
    view! {
        {open}
        <div class="term-field">
            <label class="term-prompt" for="terminal-field">{move || shown(&prompt())}</label>
            <textarea
                id="terminal-field"
                node_ref=node
                rows="1"
                aria-label="Command"
                aria-describedby=KEYS
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                enterkeyhint="go"
                on:keydown=move |event| it.key(&event)
                on:input=move |_| it.changed()
                on:paste=move |event| it.paste(&event)
            ></textarea>
        </div>
        <Fitting it/>
        <div class="term-buttons" role="group" aria-label="Keys">{keys.map(key).collect_view()}</div>
    }
}

/// What fits, where several do.
#[component]
fn Fitting(it: Writing) -> impl IntoView {
    let list = move || {
        let fits = it.fits.get().filter(|it| 1 < it.all.len())?;
        let more = fits.all.len().saturating_sub(LISTED);
        let one = |(at, word): (usize, &String)| {
            let choose = move |event: leptos::ev::MouseEvent| {
                event.stop_propagation();
                it.choose(at);
                it.fits.set(None);
                focus(FIELD);
            };
            let is_chosen = fits.chosen == Some(at);
            view! {
                <button type="button" tabindex="-1" class="term-fit" class:chosen=is_chosen on:click=choose>
                    {shown(word)}
                </button>
            }
        };
        let words = fits.all.iter().take(LISTED).enumerate().map(one).collect_view();
        let more = (more > 0).then(|| shown(&format!("and {more} more")));
        Some(view! {
            <div class="term-fits">
                {words}
                {more}
            </div>
        })
    };
    let said = move || match it.fits.get() {
        Some(fits) => match fits.chosen.and_then(|at| fits.all.get(at)) {
            Some(word) => shown(word),
            None if fits.all.is_empty() => shown("Nothing fits."),
            None => shown(&format!("{} fit: {}", fits.all.len(), first(&fits.all))),
        },
        None => shown(""),
    };
    view! {
        {list}
        <p class="term-said" role="status">{said}</p>
    }
}

fn first(all: &[String]) -> String {
    all.iter().take(8).map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[derive(Clone, Copy)]
enum Key {
    Complete,
    Earlier,
    Later,
    GiveUp,
    Run,
}

#[derive(Clone, Copy)]
struct Writing {
    held: Kept,
    node: NodeRef<html::Textarea>,
    fits: RwSignal<Option<Fits>>,
    /// How many commands back; what was written before one went back.
    back: StoredValue<usize>,
    draft: StoredValue<String>,
    /// Whether Tab leaves.
    leaves: StoredValue<bool>,
}

impl Writing {
    fn field(self) -> Option<HtmlTextAreaElement> {
        self.node.get_untracked()
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(field) = self.field().filter(|_| !event.is_composing()) else { return };
        let (control, other) = (event.ctrl_key(), event.alt_key() || event.meta_key());
        let key = event.key();
        let leaves = self.leaves.get_value();
        self.leaves.set_value(key == "Escape");
        let value = field.value();
        let caret = caret(&field, &value);
        let (before, behind) = value.split_at_checked(caret).unwrap_or((&value, ""));
        let done = match key.as_str() {
            "Tab" if !event.shift_key() && !control && !other => {
                if leaves {
                    self.fits.set(None);
                    return;
                }
                self.complete();
                true
            }
            " " if control => {
                self.complete();
                true
            }
            "Escape" => {
                self.fits.set(None);
                false
            }
            "Enter" if !event.shift_key() && !other => {
                self.press(Key::Run);
                true
            }
            "ArrowUp" if !before.contains('\n') && !other && !control => {
                self.press(Key::Earlier);
                true
            }
            "ArrowDown" if !behind.contains('\n') && !other && !control => {
                self.press(Key::Later);
                true
            }
            "c" if control && !other && !is_marked(&field) => {
                self.press(Key::GiveUp);
                true
            }
            "l" if control && !other => {
                self.held.with_value(|it| it.wipe());
                true
            }
            "d" if control && !other && value.is_empty() => {
                self.held.with_value(|it| it.end());
                true
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    }

    fn press(self, key: Key) {
        let Some(field) = self.field() else { return };
        match key {
            Key::Complete => self.complete(),
            Key::Earlier => self.go(1),
            Key::Later => self.go(-1),
            Key::GiveUp => {
                let line = field.value();
                self.write("", 0);
                self.changed();
                self.held.with_value(|it| it.give_up(&line));
            }
            Key::Run => {
                let text = field.value();
                self.write("", 0);
                self.changed();
                self.held.with_value(|it| it.enter(&text));
            }
        }
    }

    /// Something was written.
    fn changed(self) {
        self.fits.set(None);
        self.back.set_value(0);
        self.grow();
    }

    /// As high as what is in it.
    fn grow(self) {
        if let Some(field) = self.field() {
            let lines = field.value().split('\n').count().clamp(1, 12);
            field.set_rows(lines as u32);
        }
    }

    fn write(self, text: &str, caret: usize) {
        let Some(field) = self.field() else { return };
        field.set_value(text);
        let units = text.get(..caret).unwrap_or(text).encode_utf16().count() as u32;
        // A field that is out of the document has no caret.
        let _ = field.set_selection_range(units, units);
        self.grow();
    }

    /// Goes back in the history, or forth.
    fn go(self, by: isize) {
        let Some(field) = self.field() else { return };
        let now = self.back.get_value();
        let next = now.saturating_add_signed(by);
        let found = self.held.with_value(|it| {
            let history = it.history.borrow();
            if next == 0 {
                None
            } else {
                history.len().checked_sub(next).and_then(|at| history.get(at).cloned())
            }
        });
        let text = match found {
            Some(it) => it,
            None if next == 0 && now > 0 => self.draft.get_value(),
            None => return,
        };
        if now == 0 {
            self.draft.set_value(field.value());
        }
        self.fits.set(None);
        self.back.set_value(next);
        self.write(&text, text.len());
    }

    /// Completes the word before the caret; where several fit, as far as they agree, then lists them, then takes one after
    /// the other.
    fn complete(self) {
        let Some(field) = self.field() else { return };
        if let Some(fits) = self.fits.get_untracked().filter(|it| 1 < it.all.len()) {
            let next = fits.chosen.map_or(0, |it| it + 1) % fits.all.len();
            return self.choose(next);
        }
        let value = field.value();
        let caret = caret(&field, &value);
        let line = value.get(..caret).unwrap_or(&value).to_owned();
        let from = line.rfind('\n').map_or(0, |it| it + 1);
        let last = line.get(from..).unwrap_or_default().to_owned();
        let (start, all) = self.held.with_value(|it| it.ask(|it| it.complete(&last, last.len())));
        let start = start + from;
        let rest = value.get(caret..).unwrap_or_default();
        let typed = line.get(start..).unwrap_or_default();
        if let [only] = all.as_slice() {
            let gap = if only.ends_with(['=', '/', ' ']) { "" } else { " " };
            self.put(&line, start, &format!("{only}{gap}"), rest);
            self.fits.set(None);
            return;
        }
        let common = common(&all);
        if typed.len() < common.len() {
            self.put(&line, start, &common, rest);
        }
        self.fits.set(Some(Fits { start, all, chosen: None }));
        frame(|| {
            if let Some(it) = document().query_selector(".term-fits").ok().flatten() {
                it.scroll_into_view_with_bool(false);
            }
        });
    }

    fn put(self, line: &str, start: usize, word: &str, rest: &str) {
        let before = format!("{}{word}", line.get(..start).unwrap_or_default());
        self.write(&format!("{before}{rest}"), before.len());
    }

    /// Takes one of the words that fit.
    fn choose(self, at: usize) {
        let Some((field, fits)) = self.field().zip(self.fits.get_untracked()) else { return };
        let Some(word) = fits.all.get(at) else { return };
        let value = field.value();
        let caret = caret(&field, &value);
        let rest = value.get(caret..).unwrap_or_default();
        self.put(&value, fits.start, word, rest);
        self.fits.set(Some(Fits { chosen: Some(at), ..fits }));
    }

    /// Several lines are carried out as they come; what stands behind the last line break stays to be finished.
    fn paste(self, event: &ClipboardEvent) {
        let Some((field, data)) = self.field().zip(event.clipboard_data()) else { return };
        let text = data.get_data("text/plain").unwrap_or_default().replace("\r\n", "\n");
        if !text.contains('\n') {
            return;
        }
        event.prevent_default();
        let value = field.value();
        let units = |it: Result<Option<u32>, _>| it.ok().flatten().unwrap_or_default() as usize;
        let start = bytes(&value, units(field.selection_start()));
        let end = bytes(&value, units(field.selection_end()));
        let all = format!(
            "{}{text}{}",
            value.get(..start).unwrap_or_default(),
            value.get(end..).unwrap_or_default()
        );
        let (lines, last) = all.rsplit_once('\n').unwrap_or(("", &all));
        self.write(last, last.len());
        self.fits.set(None);
        let lines = lines.to_owned();
        let held = self.held;
        frame(move || {
            held.try_with_value(|it| it.enter(&lines));
        });
    }
}

//! Of a large file the editor shows one object at a time: an editor that holds all of it takes seconds for each change. What
//! is said of places in the file is moved to the text that is shown, and back.

use std::sync::Arc;

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::view::{LensLine, Place, ProblemView, StretchView};
use netpol_core::{Analysis, SourceFile};

use super::model::Mark;
use super::plain::beginning;
use crate::base::markup::shown;
use crate::model::files::LARGE;

/// The stretch of a file that the editor shows.
pub(super) struct Excerpt {
    /// The name of the file, and all of its text.
    file: String,
    whole: Arc<str>,
    /// What was looked for, where it was found: before the files are read, their beginning is shown.
    found_at: Option<u32>,
    pub(super) text: Arc<str>,
    place: Place,
    object: String,
    previous: Option<u32>,
    next: Option<u32>,
}

/// What of a file is looked at: its name, and a position in UTF-16 units.
pub(super) type Spot = Option<(String, u32)>;

/// What the editor shows of the file that is open; `None` where it shows all of it.
pub(super) fn excerpt(page: Playground, spot: RwSignal<Spot>) -> Memo<Option<Arc<Excerpt>>> {
    Memo::new_with_compare(
        move |last: Option<&Option<Arc<Excerpt>>>| {
            let files = page.files();
            let file = files.shown();
            if !is_large(&file) {
                return None;
            }
            let asked = spot.read().as_ref().filter(|it| it.0 == file.name).map(|it| it.1);
            let at = asked.unwrap_or_default();
            let is_same = |it: &&Arc<Excerpt>| it.file == file.name && Arc::ptr_eq(&it.whole, &file.text);
            let last = last.and_then(Option::as_ref).filter(is_same);
            if let Some(last) = last.filter(|it| it.found_at == Some(at)) {
                return Some(Arc::clone(last));
            }
            let settled = page.settled.read();
            let active = files.active as u32;
            let is_known = settled.revision == files.revision
                && settled.crash.is_none()
                && settled.awaits.is_none()
                && !settled.analysis.is_unread();
            let find = move |it: &Analysis| {
                let found = it.stretch(active, at)?;
                // Before the first object stands what is of no interest by itself.
                let first = found.next.filter(|_| asked.is_none() && found.object.is_empty());
                first.map_or(Some(found), |first| it.stretch(active, first))
            };
            let found = is_known.then(|| settled.ask(find)).flatten().flatten();
            match (found, last) {
                (Some(it), _) => Some(Arc::new(Excerpt::found(&file, at, it))),
                (None, Some(last)) => Some(Arc::clone(last)),
                (None, None) => Some(Arc::new(Excerpt::beginning(&file, active))),
            }
        },
        |before, now| match (before.and_then(Option::as_ref), now.and_then(Option::as_ref)) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
            (before, now) => before.is_some() != now.is_some(),
        },
    )
}

/// Whether no editor shows all of it.
pub(super) fn is_large(it: &SourceFile) -> bool {
    LARGE < it.text.len()
}

impl Excerpt {
    fn found(file: &SourceFile, at: u32, it: StretchView) -> Excerpt {
        Excerpt {
            file: file.name.clone(),
            whole: Arc::clone(&file.text),
            found_at: Some(at),
            text: Arc::from(it.text),
            place: it.place,
            object: it.object,
            previous: it.previous,
            next: it.next,
        }
    }

    /// Before it is known which objects there are.
    fn beginning(file: &SourceFile, at: u32) -> Excerpt {
        let text = beginning(&file.text);
        let to = text.encode_utf16().count() as u32;
        let to_line = text.matches('\n').count() as u32 + 1;
        Excerpt {
            file: file.name.clone(),
            whole: Arc::clone(&file.text),
            found_at: None,
            text: Arc::from(text),
            place: Place { file: at, from: 0, to, from_line: 1, to_line },
            object: String::new(),
            previous: None,
            next: None,
        }
    }

    /// How many lines of the file stand before it.
    pub(super) fn lead(&self) -> u32 {
        self.place.from_line - 1
    }

    /// A position in the file as one in the text; `None` where that is elsewhere.
    pub(super) fn inside(&self, at: u32) -> Option<u32> {
        at.checked_sub(self.place.from).filter(|_| at <= self.place.to)
    }

    /// A position in the text as one in the file.
    pub(super) fn outside(&self, at: u32) -> u32 {
        self.place.from + at
    }

    /// The line of the text that a line of the file is.
    fn line(&self, it: u32) -> Option<u32> {
        (self.place.from_line..=self.place.to_line).contains(&it).then(|| it - self.lead())
    }

    /// As much of a place as is in the text.
    pub(super) fn place(&self, it: Place) -> Option<Place> {
        let (from, to) = (it.from.max(self.place.from), it.to.min(self.place.to));
        let (first, last) = self.lines(it.from_line, it.to_line)?;
        (from <= to).then(|| Place {
            from: from - self.place.from,
            to: to - self.place.from,
            from_line: first,
            to_line: last,
            ..it
        })
    }

    fn lines(&self, first: u32, last: u32) -> Option<(u32, u32)> {
        let first = self.line(first.max(self.place.from_line))?;
        Some((first, self.line(last.min(self.place.to_line))?)).filter(|it| it.0 <= it.1)
    }

    pub(super) fn mark(&self, it: Mark) -> Option<Mark> {
        let (from_line, to_line) = self.lines(it.from_line, it.to_line)?;
        Some(Mark { from_line, to_line, ..it })
    }

    pub(super) fn problem(&self, mut it: ProblemView) -> Option<ProblemView> {
        it.place = Some(self.place(it.place?)?);
        Some(it)
    }

    pub(super) fn lens(&self, mut it: LensLine) -> Option<LensLine> {
        // A policy of which the beginning is elsewhere has its words there.
        let begins = self.place.from_line <= it.place.from_line;
        it.place = self.place(it.place).filter(|_| begins)?;
        Some(it)
    }
}

/// A line over the text: what is shown of a large file, and the ways to the rest of it.
pub(super) fn line(ui: Ui, excerpt: Memo<Option<Arc<Excerpt>>>, spot: RwSignal<Spot>) -> impl IntoView {
    view! { <Line ui excerpt spot/> }
}

#[component]
fn Line(ui: Ui, excerpt: Memo<Option<Arc<Excerpt>>>, spot: RwSignal<Spot>) -> impl IntoView {
    let line = move || {
        let it = excerpt.get()?;
        let megabytes = it.whole.len() / 1_000_000;
        let Place { from_line, to_line, .. } = it.place;
        let what = if it.object.is_empty() { "some lines" } else { it.object.as_str() };
        let words = format!(
            "{} has {megabytes} MB. It can be read here by object, and not written: each key would write all of it anew. \
             This is {what}, lines {from_line} to {to_line}.",
            it.file
        );
        let go = |to: Option<u32>, text: &'static str| {
            let file = it.file.clone();
            let go = move |_| {
                if let Some(at) = to {
                    spot.set(Some((file.clone(), at)));
                }
            };
            view! { <button type="button" class="link" disabled=to.is_none() on:click=go>{text}</button> }
        };
        Some(view! {
            <p class="offer rewritten" data-testid="excerpt">
                <span>{shown(&words)}</span>
                {go(it.previous, "Previous")}
                {go(it.next, "Next")}
                <button type="button" class="link" on:click=move |_| ui.open_outline()>"Find an object"</button>
            </p>
        })
    };
    view! { <div class="banners" role="status">{line}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt() -> Excerpt {
        let file = SourceFile::new("a.yaml", "one\ntwo\nthree\n");
        let place = Place { file: 0, from: 4, to: 8, from_line: 2, to_line: 2 };
        Excerpt { place, text: Arc::from("two\n"), ..Excerpt::beginning(&file, 0) }
    }

    #[test]
    fn places_are_moved_into_the_text_and_cut_to_it() {
        let it = excerpt();
        let place = |from, to, from_line, to_line| Place { file: 0, from, to, from_line, to_line };
        assert_eq!(it.place(place(5, 7, 2, 2)), Some(place(1, 3, 1, 1)));
        assert_eq!(it.place(place(0, 14, 1, 3)), Some(place(0, 4, 1, 1)));
        assert_eq!(it.place(place(0, 2, 1, 1)), None);
        assert_eq!(it.place(place(9, 12, 3, 3)), None);
        assert_eq!((it.inside(3), it.inside(6), it.inside(9)), (None, Some(2), None));
        assert_eq!(it.outside(2), 6);
        assert_eq!(it.lead(), 1);
    }

    #[test]
    fn before_the_objects_are_known_the_beginning_is_shown() {
        let it = Excerpt::beginning(&SourceFile::new("a.yaml", "ä\n".repeat(9_000)), 0);
        assert_eq!((it.place.from, it.lead()), (0, 0));
        assert_eq!(it.text.encode_utf16().count() as u32, it.place.to);
        assert!(it.text.len() < 18_000 && it.found_at.is_none());
    }
}

//! Tasks that the page does not bring: those of a file, and those that a number makes of a scenario or of what is open.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::practice::{NoRepair, Repair as Made, TaskProblem};

use super::{Open, Practice};
use crate::base::markup::{shown, word};
use crate::engine::Arrival;
use crate::later;
use crate::model::embed::framed;
use crate::model::practice::own::{self, Own, Repair};
use crate::model::scenario::{self, Scenario};
use crate::panels::author;

/// Numbers of repairs that the page draws are below this: people can read them to each other.
const NUMBERS: f64 = 10_000.0;

/// Whether a repair that is being made is still wanted, and who shows that it is being made.
pub struct Asked {
    still: Box<dyn Fn() -> bool>,
    _busy: Option<Busy>,
}

impl Asked {
    fn new(still: impl Fn() -> bool + 'static, busy: Option<Busy>) -> Asked {
        Asked { still: Box::new(still), _busy: busy }
    }

    /// Whether it is.
    pub fn goes_on(&self) -> bool {
        (self.still)()
    }
}

/// One of the repairs that are being made, until it is dropped: also where a part of the page does not come.
struct Busy(RwSignal<u32>);

impl Busy {
    fn new(all: RwSignal<u32>) -> Busy {
        all.update(|it| *it += 1);
        Busy(all)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        // The catalogue may be closed by now.
        let _gone = self.0.try_update(|it| *it = it.saturating_sub(1));
    }
}

/// What a repair is made of.
pub struct From {
    /// What the files are called together.
    pub title: String,
    /// Files that are right.
    pub files: Vec<SourceFile>,
    /// Which task.
    pub seed: u64,
    /// Who waits for it.
    pub asked: Asked,
}

/// What comes of it.
pub type Then = Box<dyn FnOnce(Option<Result<Made, NoRepair>>)>;

impl Practice {
    /// Opens a task that the page does not bring, by its name or its text. Says whether it is one.
    pub(super) fn open_own(self, wanted: &str) -> bool {
        if own::is_text(wanted) {
            self.open_text(wanted);
            return true;
        }
        match Own::of(wanted) {
            Some(Own::Repair(it)) => self.open_repair(it, None),
            Some(Own::File) => {
                self.fails("This task travels with its link, and cannot be opened by its name.".to_owned())
            }
            None => return false,
        }
        true
    }

    /// Opens the task of a file.
    pub(crate) fn open_text(self, text: &str) {
        match own::of_text(text) {
            Ok((name, task)) => {
                self.asked.update_value(|it| *it += 1);
                self.begin(own::entry(&name, &task), Arc::new(task));
            }
            Err(found) => self.fails(format!("This is no task that can be read: {}.", first(&found))),
        }
    }

    /// Opens a task that a number makes.
    fn open_repair(self, it: Repair, busy: Option<Busy>) {
        let is_wanted = self.ask();
        self.make(it.clone(), Asked::new(is_wanted, busy), move |made| {
            if !is_wanted() {
                return;
            }
            match made {
                Ok(made) => self.begin(own::entry(&it.name(), &made.task), Arc::new(made.task)),
                Err(why) => self.fails(why),
            }
        });
    }

    /// The page was opened with the files of such a task. Says whether it is one.
    pub(super) fn find_own(self, name: &str) -> bool {
        match Own::of(name) {
            None => false,
            Some(Own::File) => {
                self.find_file();
                true
            }
            Some(Own::Repair(it)) => {
                let name = name.to_owned();
                let now = name.clone();
                let is_open = move || untrack(|| self.ui.task()).as_deref() == Some(now.as_str());
                self.make(it, Asked::new(is_open.clone(), None), move |made| match made {
                    _ if !is_open() => (),
                    Ok(made) => {
                        self.is_here(Open {
                            entry: own::entry(&name, &made.task),
                            task: Arc::new(made.task),
                        });
                        self.compare();
                    }
                    Err(why) => {
                        self.is_missing.set(true);
                        self.ui.complain(why);
                    }
                });
                true
            }
        }
    }

    fn find_file(self) {
        let text = self.page.files_now().task;
        match own::of_text(&text) {
            Ok((name, task)) => {
                let mut now = untrack(|| self.ui.snapshot());
                let scenario = own::scenario_of(&name);
                if now.scenario != scenario {
                    // A link may say anything: the answer is kept with the task that this is.
                    now.scenario = scenario;
                    self.page.restore(now);
                }
                self.is_here(Open { entry: own::entry(&name, &task), task: Arc::new(task) });
                self.compare();
            }
            Err(found) => {
                self.is_missing.set(true);
                self.ui.complain(format!("The task of this link cannot be read: {}.", first(&found)));
            }
        }
    }

    /// Makes a repair of a scenario; `Err` says why there is none.
    fn make(self, it: Repair, asked: Asked, then: impl FnOnce(Result<Made, String>) + 'static) {
        let Some(scenario) = Scenario::by_slug(&it.scenario) else {
            return then(Err(format!("There is no scenario “{}”.", it.scenario)));
        };
        if !it.is_current() {
            return then(Err(
                "This number was made by another version of the page, which made another task of it."
                    .to_owned(),
            ));
        }
        scenario::fetch(scenario.slug, move |text| {
            let Some(text) = text else {
                return then(Err(format!("The scenario “{}” could not be loaded.", scenario.title)));
            };
            let files = scenario::open("", &text).files;
            let from = From { title: scenario.title.to_owned(), files, seed: it.seed, asked };
            self.break_files(from, move |made| {
                then(made.map_err(|why| format!("There is no repair of this: {why}.")))
            });
        });
    }

    /// Makes a repair of the files that are open.
    fn open_repair_of_files(self, busy: Busy) {
        let is_wanted = self.ask();
        let files = self.page.files_now().list.to_vec();
        let title = files.first().map(|it| it.name.clone()).unwrap_or_default();
        let from = From { title, files, seed: drawn(), asked: Asked::new(is_wanted, Some(busy)) };
        self.break_files(from, move |made| {
            if !is_wanted() {
                return;
            }
            match made {
                Ok(made) => self.open_text(&made.file),
                Err(why) => self.ui.complain(format!("There is no repair of these files: {why}.")),
            }
        });
    }

    /// Another task is asked for: of two the later one counts. Whether this one is still wanted, the result says.
    fn ask(self) -> impl Fn() -> bool + Copy + 'static {
        self.asked.update_value(|it| *it += 1);
        let number = self.asked.get_value();
        move || self.asked.try_get_value() == Some(number)
    }

    fn break_files(self, from: From, then: impl FnOnce(Result<Made, String>) + 'static) {
        const LACKS: &str = "a part of the page did not come; try it again";
        let kinds = self.page.own.kinds;
        self.page.ask_for_kinds();
        let has_come = Signal::derive(move || !matches!(kinds.get(), Arrival::Expected));
        later::once(has_come, move || {
            // Without it these files are others, and the number makes another task of them.
            if kinds.get_untracked().here().is_none() {
                return then(Err(LACKS.to_owned()));
            }
            let then: Then = Box::new(move |made| {
                then(made.map_or(Err(LACKS.to_owned()), |it| it.map_err(|it| it.to_string())));
            });
            later::run(self.ui, author::broken(self, from, then));
        });
    }
}

/// The first thing that is wrong with a file.
fn first(found: &[TaskProblem]) -> String {
    found.first().map(|it| format!("line {}: {}", it.line, it.message)).unwrap_or_default()
}

/// A number by chance.
fn drawn() -> u64 {
    (js_sys::Math::random() * NUMBERS) as u64
}

/// Repairs in the catalogue: of which scenario, and by which number.
#[component]
pub fn Repairs(it: Practice) -> impl IntoView {
    let chosen = RwSignal::new(Scenario::all().next().map(|it| it.slug).unwrap_or_default().to_owned());
    let number = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let solved = move || {
        let progress = it.progress.read();
        let done = progress.0.iter().filter(|it| it.1.done != 0).map(|it| it.0.as_str());
        own::solved(done)
    };
    let making = RwSignal::new(0_u32);
    let is_making = move || making.get() != 0;
    let begin = move || {
        let text = number.read_untracked().trim().to_owned();
        let slug = chosen.get_untracked();
        if slug.is_empty() {
            return it.open_repair_of_files(Busy::new(making));
        }
        match if text.is_empty() { Some(Repair::new(&slug, drawn())) } else { Repair::typed(&slug, &text) } {
            Some(repair) => it.open_repair(repair, Some(Busy::new(making))),
            None => wrong.set(true),
        }
    };
    let options =
        Scenario::all().map(|it| view! { <option value=it.slug>{shown(it.title)}</option> }).collect_view();
    let is_open = move || chosen.read().is_empty();
    view! {
        <section class="group repair-tasks" aria-label="Repairs" data-testid="repair-tasks">
            <h3>
                "Repairs "
                <span class="dim">{move || shown(&format!("{} solved", solved()))}</span>
            </h3>
            <p class="dim">
                "Policies that were right, with one or two typical mistakes in them. There is always another one; the same number makes the same one."
            </p>
            <form
                class="repair-bar"
                on:submit=move |event| {
                    event.prevent_default();
                    begin();
                }
            >
                <label>
                    <span>"Of"</span>
                    <select
                        prop:value=move || chosen.get()
                        on:change=move |event| chosen.set(event_target_value(&event))
                    >
                        {options}
                        <option value="">{shown("What is open now")}</option>
                    </select>
                </label>
                <label>
                    <span>"Number"</span>
                    <input
                        type="text"
                        inputmode="numeric"
                        size="7"
                        placeholder="any"
                        disabled=is_open
                        aria-invalid=move || word(wrong.get())
                        prop:value=move || number.get()
                        on:input=move |event| {
                            wrong.set(false);
                            number.set(event_target_value(&event));
                        }
                    />
                </label>
                <button type="submit" class="primary" aria-busy=move || word(is_making())>{shown("Begin")}</button>
            </form>
            <p class="dim" role="status">
                {move || match (wrong.get(), is_making()) {
                    (true, _) => Some("A number such as 17 was expected, or 1.17 with its version."),
                    (false, true) => Some("Making…"),
                    (false, false) => None,
                }}
            </p>
        </section>
    }
}

/// Below the text of a repair: its number, and the way to another one.
#[component]
pub fn Another(it: Practice, open: Open) -> impl IntoView {
    let repair = match Own::of(open.entry.name) {
        Some(Own::Repair(it)) => Some(it),
        Some(Own::File) | None => None,
    };
    repair.map(|own| {
        let number = shown(&format!("Number {}", own.number()));
        let scenario = own.scenario;
        let another = move |_| it.open_repair(Repair::new(&scenario, drawn()), None);
        let address = (!framed()).then_some("It stands in the address, and in a link.");
        view! {
            <p class="another">
                <span class="dim" title=address>{number}</span>
                <button type="button" class="small" on:click=another>"Another one"</button>
            </p>
        }
    })
}

//! The settings: every knob of the evaluation with what it decides. Turning one evaluates at once.
//!
//! What is typed is only kept here while it is wrong; the state holds values that mean something.

use crate::base::browser::effect;
use leptos::prelude::*;

use crate::base::markup::{shown, word};
use crate::later::late;
use crate::state::Playground;
use crate::widgets::marked::Marked;
use crate::widgets::rule::Rule;
use netpol_core::settings::{self, GROUPS, Knob, Shape};

/// Of each knob: why the text of its field is not accepted, or empty.
type Errors = RwSignal<Vec<RwSignal<String>>>;

late! {
    in settings;
    /// What the dialog holds.
    pub fn content(page: Playground) {
        view! { <Settings page/> }
    }
}

/// What the dialog holds.
#[component]
fn Settings(page: Playground) -> impl IntoView {
    let changed = Memo::new(move |_| settings::changed(&page.settings()));
    // What is wrong with the text of each knob.
    let errors: Errors = RwSignal::new(Vec::new());
    let status = move || {
        let wrong = errors.read().iter().filter(|it| !it.read().is_empty()).count();
        let wrong = match wrong {
            0 => "",
            1 => "One field is not accepted. Its setting stays as it was. ",
            _ => "Some fields are not accepted. Their settings stay as they were. ",
        };
        let changed = match changed.get() {
            0 if wrong.is_empty() => "All settings have their default values.",
            0 => "",
            1 => "1 setting differs from its default.",
            n => return shown(&format!("{wrong}{n} settings differ from their defaults.")),
        };
        shown(&format!("{wrong}{changed}"))
    };
    view! {
        <div class="settings" data-testid="settings">
            <p>"They are part of the link and of the draft. Everyone who opens the link sees the same answers."</p>
            {GROUPS
                .iter()
                .map(|it| {
                    view! {
                        <section>
                            <h3>{shown(it.title)}</h3>
                            <p>{it.says}</p>
                            {it.knobs.iter().map(|knob| view! { <KnobRow page knob errors/> }).collect_view()}
                        </section>
                    }
                })
                .collect_view()}
        </div>
        <div class="settings-foot">
            <span role="status">{status}</span>
            <button
                type="button"
                disabled=move || changed.get() == 0
                on:click=move |_| page.set_settings(String::new())
            >
                "Reset to defaults"
            </button>
        </div>
    }
}

/// One knob: its name, what it decides, its values, and the case that it settles.
#[component]
fn KnobRow(page: Playground, knob: &'static Knob, errors: Errors) -> impl IntoView {
    // What stands in the state; fields show it whenever it changes elsewhere.
    let value = Memo::new(move |_| settings::value(&page.settings(), knob));
    let error = RwSignal::new(String::new());
    errors.update(|it| it.push(error));
    let (title, says, case) =
        (format!("{}-title", knob.key), format!("{}-says", knob.key), format!("{}-error", knob.key));
    let described = format!("{says} {case}");
    let reset = move |_| {
        error.set(String::new());
        page.set_settings(settings::without(&page.settings(), knob));
    };
    let name = match knob.shape {
        Shape::Choice(_) => {
            view! { <span class="knob-title" id=title.clone()>{shown(knob.title)}</span> }.into_any()
        }
        Shape::Line(_) | Shape::Lines(_) => {
            view! { <label for=knob.key class="knob-title" id=title.clone()>{shown(knob.title)}</label> }
                .into_any()
        }
    };
    let control = match knob.shape {
        Shape::Choice(choices) => {
            let one = |&(key, label)| view! { <Choice page knob value key label/> };
            view! {
                <div class="choices" role="radiogroup" aria-labelledby=title aria-describedby=described>
                    {choices.iter().map(one).collect_view()}
                </div>
            }
            .into_any()
        }
        Shape::Line(example) => view! { <Field page knob value error example described/> }.into_any(),
        Shape::Lines(example) => {
            view! { <Field page knob value error example described lines=true/> }.into_any()
        }
    };
    let contested = knob.contested.map(|(tag, text)| {
        view! {
            <p class="case">
                <Rule tag title="Implementations answer this case differently"/>
                <Marked text/>
            </p>
        }
    });
    view! {
        <div class="knob" class:turned=move || value.read().is_some() data-knob=knob.key>
            <div class="knob-head">
                {name}
                <Show when=move || value.read().is_some()>
                    <button type="button" class="link" aria-label=shown(&format!("Reset {}", knob.title)) on:click=reset>
                        "reset"
                    </button>
                </Show>
            </div>
            <p class="says" id=says><Marked text=knob.says/></p>
            {control}
            <p class="field-error" id=case role="status">{move || view! { <Marked text=error.get()/> }}</p>
            {contested}
        </div>
    }
}

/// One value of a choice.
#[component]
fn Choice(
    page: Playground,
    knob: &'static Knob,
    value: Memo<Option<String>>,
    key: &'static str,
    label: &'static str,
) -> impl IntoView {
    let checked = move || value.read().as_deref().unwrap_or(knob.default) == key;
    let turn = move |event| {
        if event_target_checked(&event)
            && let Ok(it) = settings::with(&page.settings(), knob, key)
        {
            page.set_settings(it);
        }
    };
    view! {
        <label>
            <input type="radio" name=knob.key value=key prop:checked=checked on:change=turn/>
            <span>{label}</span>
            {(key == knob.default).then(|| view! { <small>"default"</small> })}
        </label>
    }
}

/// A field for text. A mistake is told when the field is left, or at once where one is told already; the evaluation
/// keeps the last value that meant something.
#[component]
fn Field(
    page: Playground,
    knob: &'static Knob,
    value: Memo<Option<String>>,
    error: RwSignal<String>,
    example: &'static str,
    described: String,
    /// Whether it has more than one line.
    #[prop(optional)]
    lines: bool,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    // The last text that came from here: what the user types is not tidied under the caret.
    let own = StoredValue::new(None::<Option<String>>);
    effect(move || {
        let value = value.get();
        if own.try_update_value(Option::take).flatten().as_ref() != Some(&value) {
            text.set(value.as_deref().unwrap_or(knob.default).to_owned());
            error.set(String::new());
        }
    });
    let read = move |text: String, finished: bool| match settings::with(&page.settings(), knob, &text) {
        Ok(it) => {
            error.set(String::new());
            let _gone = own.try_set_value(Some(settings::value(&it, knob)));
            page.set_settings(it);
        }
        // A field that is taken away while it is written says a last time that it has changed.
        Err(it) if finished || error.try_with_untracked(|it| !it.is_empty()) == Some(true) => {
            error.set(it.to_string())
        }
        Err(_) => (),
    };
    let typed = move |event| read(event_target_value(&event), false);
    let left = move |event| read(event_target_value(&event), true);
    let is_wrong = move || !error.read().is_empty();
    let rows = move || {
        let lines = value.read().as_deref().unwrap_or(knob.default).lines().count();
        (lines + 1).clamp(2, 6).to_string()
    };
    match lines {
        false => view! {
            <input
                type="text"
                id=knob.key
                placeholder=example
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-describedby=described
                aria-invalid=move || word(is_wrong())
                prop:value=text
                on:input=typed
                on:change=left
            />
        }
        .into_any(),
        true => view! {
            <textarea
                id=knob.key
                placeholder=example
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-describedby=described
                aria-invalid=move || word(is_wrong())
                rows=rows
                prop:value=text
                on:input=typed
                on:change=left
            ></textarea>
        }
        .into_any(),
    }
}

//! Text of users reaches the document through `shown(…)`: a plain `String` in the page's markup is found here.
//!
//! Reads the source of every `view!`, because Rust cannot: Leptos renders any `String`. What it finds are contents and
//! attributes that people read, where the expression is a field of text (those of `core::view` and of links), a
//! parameter or variable of type `String`, or `format!`, outside of `shown(…)`. A component that shows a property takes
//! `Shown` for it. What the documents of a running page hold is checked by `tests/browser/hostile.spec.mjs`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use netpol_tests::paths;

/// Attributes that people read, or have read to them.
const READ: [&str; 5] = ["title", "aria-label", "aria-description", "placeholder", "alt"];

/// Where the types stand whose text is written by users, in part or whole.
const TYPES: [&str; 5] =
    ["core/src/view", "core/src/source", "web/src/model", "web/src/state/ui.rs", "web/src/state/ui"];

fn rust_files(path: PathBuf) -> Vec<PathBuf> {
    if path.extension().is_some_and(|it| it == "rs") {
        return vec![path];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.flat_map(|it| rust_files(it.path())).collect();
    files.sort();
    files
}

/// Names of fields that are text.
fn text_fields() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for path in TYPES.iter().flat_map(|it| rust_files(paths::root().join(it))) {
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let field = line.trim().strip_prefix("pub ").and_then(|it| it.split_once(": "));
            if let Some((name, kind)) = field.filter(|it| is_name(it.0))
                && is_text(kind.trim_end_matches(','))
            {
                fields.insert(name.to_owned());
            }
        }
    }
    fields
}

fn is_name(it: &str) -> bool {
    !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '_')
}

/// Whether a type is text, or holds one for a view.
fn is_text(kind: &str) -> bool {
    let kind = kind.trim();
    let inner = ["Option<", "Memo<", "RwSignal<", "Signal<", "Vec<", "&"];
    let inside = inner.iter().find_map(|it| kind.strip_prefix(it));
    matches!(kind, "String" | "Arc<str>" | "Rc<str>" | "&str")
        || inside.is_some_and(|it| is_text(it.trim_end_matches('>')))
}

/// Where the bracket that opens at `start` closes; strings, characters and comments are skipped.
fn closing(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0, start);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(text, at),
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 2,
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += text[at..].find('\n').unwrap_or(text.len() - at - 1);
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => (),
        }
        at += 1;
    }
    text.len() - 1
}

/// Where the string that begins at `start` ends.
fn end_of_string(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// The bodies of all `view!`, those inside of others too, each with where it begins.
fn views(text: &str) -> Vec<(usize, &str)> {
    let starts = text.match_indices("view! {").map(|it| it.0 + "view! ".len());
    starts.map(|it| (it + 1, &text[it + 1..closing(text, it)])).collect()
}

/// What stands in a `view!`, each with where it begins.
enum Part<'a> {
    /// An element begins; `ends` says that it has no content.
    Open { tag: &'a str, attributes: Vec<(&'a str, usize, &'a str)>, ends: bool },
    /// The last one that began ends.
    Close,
    /// An expression among the contents.
    Hole(&'a str),
}

fn parts(body: &str) -> Vec<(usize, Part<'_>)> {
    let mut found = Vec::new();
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', _) => at = end_of_string(body, at),
            (b'/', Some(b'/')) => at += body[at..].find('\n').unwrap_or(0),
            (b'{', _) => {
                let end = closing(body, at);
                found.push((at + 1, Part::Hole(&body[at + 1..end])));
                at = end;
            }
            (b'<', Some(b'/')) => {
                found.push((at, Part::Close));
                at += body[at..].find('>').unwrap_or(0);
            }
            (b'<', Some(it)) if it.is_ascii_alphabetic() => {
                let (end, tag) = tag(body, at + 1);
                found.push((at, tag));
                at = end;
            }
            _ => (),
        }
        at += 1;
    }
    found
}

/// An opening tag, and where it ends.
fn tag(body: &str, start: usize) -> (usize, Part<'_>) {
    let bytes = body.as_bytes();
    let name = |from: usize| {
        let end = body[from..].find(|it: char| !(it.is_alphanumeric() || "_:-".contains(it)));
        from + end.unwrap_or(body.len() - from)
    };
    let mut at = name(start);
    let (tag, mut attributes, mut ends) = (&body[start..at], Vec::new(), false);
    while at < bytes.len() && bytes[at] != b'>' {
        let end = name(at);
        if end == at {
            ends = bytes[at] == b'/';
            if bytes[at] == b'{' {
                let end = closing(body, at);
                attributes.push(("", at + 1, &body[at + 1..end]));
                at = end;
            }
            at += 1;
            continue;
        }
        let attribute = &body[at..end];
        at = end;
        let value = if bytes.get(at) == Some(&b'=') { at + 1 } else { at };
        at = end_of_value(body, value).max(value);
        attributes.push((attribute, value, body[value..at].trim()));
    }
    // These have no content, whether they are closed or not.
    ends |= ["br", "hr", "img", "input", "path"].contains(&tag);
    (at, Part::Open { tag, attributes, ends })
}

/// What a `view!` shows: the expression, and where it stands.
fn holes(body: &str) -> Vec<(usize, &str)> {
    let shown = |(at, part)| match part {
        Part::Hole(it) => vec![(at, it)],
        // What a component shows of its properties is seen in the component.
        Part::Open { tag, attributes, .. } if tag.starts_with(|it: char| it.is_lowercase()) => {
            let read = attributes.into_iter().filter(|it| READ.contains(&it.0));
            read.map(|(_, at, value)| (at, value)).collect()
        }
        Part::Open { .. } | Part::Close => Vec::new(),
    };
    parts(body).into_iter().flat_map(shown).collect()
}

/// The elements of a `view!` that never change, with their attributes: Leptos hands those to the browser as markup.
fn constant(body: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    // Of the elements around: where it begins, its names, and whether nothing in it changes.
    let mut around: Vec<(usize, Vec<String>, bool)> = Vec::new();
    let mut close = |around: &mut Vec<(usize, Vec<String>, bool)>| {
        let Some((at, names, same)) = around.pop() else { return };
        if same {
            found.extend(names.into_iter().map(|it| (at, it)));
        } else if let Some(it) = around.last_mut() {
            it.2 = false;
        }
    };
    for (at, part) in parts(body) {
        match part {
            Part::Open { tag, attributes, ends } => {
                let same = tag.starts_with(|it: char| it.is_lowercase())
                    && attributes.iter().all(|it| !it.0.is_empty() && !it.0.contains(':'))
                    && attributes.iter().all(|it| it.2.is_empty() || it.2.starts_with('"'));
                let names = std::iter::once(format!("<{tag}>"));
                let names = names.chain(attributes.iter().map(|it| it.0.to_owned())).collect();
                around.push((at, names, same));
                if ends {
                    close(&mut around);
                }
            }
            Part::Close => close(&mut around),
            Part::Hole(_) => {
                if let Some(it) = around.last_mut() {
                    it.2 = false;
                }
            }
        }
    }
    found
}

/// Where the value of an attribute ends: before the next attribute, or at the end of the tag.
fn end_of_value(body: &str, start: usize) -> usize {
    let bytes = body.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(body, at),
            b'(' | b'[' | b'{' => at = closing(body, at),
            b'>' if !matches!(bytes[at - 1], b'=' | b'-') => return at,
            b'/' if bytes.get(at + 1) == Some(&b'>') => return at,
            it if it.is_ascii_whitespace() => {
                let rest = body[at..].trim_start();
                let word: String =
                    rest.chars().take_while(|it| it.is_alphanumeric() || "_:-".contains(*it)).collect();
                let after = &rest[word.len()..];
                let is_attribute = !word.is_empty()
                    && !matches!(word.as_str(), "move" | "if" | "match" | "else")
                    && (after.starts_with('=') && !after.starts_with("==") && !after.starts_with("=>")
                        || after.starts_with(['>', '\n', ' '])
                        || after.starts_with("/>"));
                if is_attribute || rest.starts_with('>') || rest.starts_with("/>") || rest.starts_with('{') {
                    return at;
                }
            }
            _ => (),
        }
        at += 1;
    }
    at
}

/// An expression without its strings, without what `shown(…)` is told, and without the `view!` in it, which is looked at
/// by itself.
fn bare(expression: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < expression.len() {
        let rest = &expression[at..];
        if rest.starts_with('"') {
            at = end_of_string(expression, at) + 1;
        } else if let Some(call) = ["shown(", "view! {"].iter().find(|it| rest.starts_with(**it)) {
            at = closing(expression, at + call.len() - 1) + 1;
        } else {
            let it = rest.chars().next().unwrap();
            out.push(it);
            at += it.len_utf8();
        }
    }
    out
}

/// Whether an expression is text by its form.
fn shows_text(expression: &str, fields: &BTreeSet<String>, own: &BTreeSet<String>) -> bool {
    let bare = bare(expression);
    let bare = bare.trim();
    if bare.contains("format!(") {
        return true;
    }
    // The value of a closure, a block, or one after a condition.
    let last = bare.rsplit(['|', '{', ';']).next().unwrap_or(bare).trim().trim_end_matches('}').trim();
    let calls = [
        ".clone()",
        ".get()",
        ".get_untracked()",
        ".to_owned()",
        ".to_string()",
        ".as_str()",
        ".cloned()",
        ".unwrap_or_default()",
    ];
    let mut value = last;
    while let Some(it) = calls.iter().find_map(|it| value.strip_suffix(it)) {
        value = it.trim_end();
    }
    let value = value.trim_start_matches(['&', '*']);
    if !value.chars().all(|it| it.is_alphanumeric() || "_.".contains(it)) {
        return false;
    }
    match value.rsplit_once('.') {
        Some((_, field)) => fields.contains(field),
        None => own.contains(value),
    }
}

/// The parameters and variables of the function around a place that are text.
fn own_text(text: &str, place: usize, fields: &BTreeSet<String>) -> BTreeSet<String> {
    let before = &text[..place];
    let start = before.rfind("\nfn ").max(before.rfind("\npub fn ")).max(before.rfind("\npub(crate) fn "));
    let function = &before[start.unwrap_or(0)..];
    let mut own = BTreeSet::new();
    let open = function.find('(').unwrap_or(0);
    let parameters = &function[open..closing(function, open).max(open)];
    for it in parameters.split([',', '(', '\n']) {
        if let Some((name, _)) = it.split_once(':').filter(|it| is_text(it.1)) {
            own.insert(name.trim().to_owned());
        }
    }
    for (at, _) in function.match_indices("let ") {
        let Some((name, rest)) = function[at + 4..].split_once(" = ") else { continue };
        let name = name.trim_start_matches("mut ").split(':').next().unwrap_or_default().trim();
        let value = rest.split(";\n").next().unwrap_or_default();
        if is_name(name) {
            let is_text = !value.contains("view! {") && shows_text(value, fields, &BTreeSet::new());
            if is_text {
                own.insert(name.to_owned())
            } else {
                own.remove(name)
            };
        }
    }
    own
}

fn plain_text(text: &str, fields: &BTreeSet<String>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (start, body) in views(text) {
        for (at, expression) in holes(body) {
            let own = own_text(text, start + at, fields);
            if shows_text(expression, fields, &own) {
                let line = text[..start + at].matches('\n').count() + 1;
                found.push((line, expression.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    found
}

#[test]
fn text_of_users_is_shown_and_not_written() {
    let fields = text_fields();
    assert!(fields.contains("sentence") && fields.contains("from"), "the types are elsewhere: {fields:?}");
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for path in rust_files(paths::root().join("web/src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(paths::root()).unwrap().display().to_string();
        seen += text.matches("shown(").count();
        wrong.extend(plain_text(&text, &fields).iter().map(|(line, it)| format!("{name}:{line}: {it}")));
    }
    assert!(50 < seen, "the markup is elsewhere");
    assert!(wrong.is_empty(), "text without `shown(…)`:\n{}", wrong.join("\n"));
}

#[test]
fn plain_text_is_found_wherever_it_stands() {
    let fields = text_fields();
    let component = |body: &str| {
        format!(
            "#[component]\nfn A(page: Playground, it: View, label: String, said: RwSignal<String>, n: usize) {{\n    \
             let title = format!(\"a {{n}}\");\n    let known = shown(&title);\n    view! {{\n        {body}\n    }}\n}}\n"
        )
    };
    for wrong in [
        "<p>{it.sentence}</p>",
        "<p>{it.sentence.clone()}</p>",
        "<p>{label}</p>",
        "<p class=\"a\">\"to \" {move || said.get()}</p>",
        "<p>{title}</p>",
        "<p title=it.from.clone() class=\"a\">\"x\"</p>",
        "<button on:click=move |_| page.go() aria-label=format!(\"Open {}\", n)>\"x\"</button>",
        "<p>{move || if n == 0 { shown(\"\") } else { it.sentence.clone() }}</p>",
        "<ul>{list.map(|it| view! { <li>{it.to.clone()}</li> }).collect_view()}</ul>",
    ] {
        assert_eq!(plain_text(&component(wrong), &fields).len(), 1, "{wrong}");
    }
    for right in [
        "<p>{shown(&it.sentence)}</p>",
        "<p>{known} {n} \"text\"</p>",
        "<p data-from=it.from.clone() id=format!(\"a{n}\")>{move || shown(&said.read())}</p>",
        "<Item label=label.clone() title=shown(&title)/>",
        "<p class=move || if it.from.is_empty() { \"a\" } else { \"b\" }>{it.from.is_empty().then(|| 1)}</p>",
        "<ul>{list.map(|it| view! { <li>{shown(&it.to)}</li> }).collect_view()}</ul>",
    ] {
        assert_eq!(plain_text(&component(right), &fields), [], "{right}");
    }
}

/// A list of words in `static/boot.js`.
fn allowed(name: &str) -> BTreeSet<String> {
    let script = std::fs::read_to_string(paths::root().join("static/boot.js")).unwrap();
    let list =
        script.split_once(&format!("const {name} = \"")).and_then(|it| it.1.split_once('"')).unwrap().0;
    list.split(' ').map(str::to_owned).collect()
}

#[test]
fn constant_markup_is_what_the_page_lets_through() {
    let (tags, attributes) = (allowed("TAGS"), allowed("ATTRIBUTES"));
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for path in rust_files(paths::root().join("web/src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (start, body) in views(&text) {
            for (at, name) in constant(body) {
                seen += 1;
                let tag = name.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
                if !tag.map_or_else(|| attributes.contains(&name), |it| tags.contains(it)) {
                    let line = text[..start + at].matches('\n').count() + 1;
                    let path = path.strip_prefix(paths::root()).unwrap().display();
                    wrong.push(format!("{path}:{line}: {name}"));
                }
            }
        }
    }
    assert!(20 < seen, "the markup is elsewhere");
    assert!(
        wrong.is_empty(),
        "the policy for constant markup in static/boot.js refuses these. Let it pass what only shows; of what acts, make \
         one attribute an expression, and Leptos writes the element by itself:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn markup_that_never_changes_is_told_from_what_does() {
    let names = |body: &str| constant(body).into_iter().map(|it| it.1).collect::<Vec<_>>().join(" ");
    for (body, expected) in [
        ("<p class=\"a\">\"b\"</p>", "<p> class"),
        ("<p class=a>\"b\"</p>", ""),
        ("<p>{a}</p>", ""),
        ("<div><A b/><p>\"c\"</p></div>", "<p>"),
        ("<div><hr/><input type=\"text\" hidden/></div>", "<hr> <input> type hidden <div>"),
        ("<p><b on:click=a>\"b\"</b></p>", ""),
    ] {
        assert_eq!(names(body), expected, "{body}");
    }
}

/// The editor is written in JavaScript: what it marks is read from its source.
#[test]
fn the_editor_marks_what_the_page_shows() {
    let source = std::fs::read_to_string(paths::root().join("web/editor/src/hidden.js")).unwrap();
    let (_, rest) = source.split_once("const HIDDEN = /").unwrap();
    let (own, _) = rest.split_once("/gu;").unwrap();
    // Of CodeMirror's `highlightSpecialChars`.
    let theirs = r"\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202d\u202e\u2066\u2067\u2069\ufeff\ufff9-\ufffc";
    let number =
        |it: &str| u32::from_str_radix(&it.chars().filter(char::is_ascii_hexdigit).collect::<String>(), 16);
    let mut marked: Vec<(u32, u32)> = Vec::new();
    let mut is_stretch = false;
    for part in format!("{own}{theirs}").split("\\u").skip(1) {
        let it = number(part).unwrap();
        match marked.last_mut().filter(|_| is_stretch) {
            Some(stretch) => stretch.1 = it,
            None => marked.push((it, it)),
        }
        is_stretch = part.contains('-');
    }
    let is_marked = |it: char| marked.iter().any(|at| (at.0..=at.1).contains(&(it as u32)));
    let missed: Vec<char> =
        ('\0'..=char::MAX).filter(|it| netpol_core::visible::is_hidden(*it) && !is_marked(*it)).collect();
    assert!(missed.is_empty(), "the editor does not mark {missed:?}");
    let shown = own.split("\\u").count() - 1;
    assert!(10 < shown, "the list is elsewhere");
}

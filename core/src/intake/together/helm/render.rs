//! Rendering a template under a reading of its holes.
//!
//! A hole is read in two ways: as a value that is not set, and as one that is. Where both print the same, the hole does
//! not matter. Deliberately not here: what a difference means.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use super::super::tree::{Data, Item};
use super::functions;
use super::parse::{Arm, Kind, Operand, Part, Pipe};
use super::value::{Val, What};
use crate::source::{Location, Mapped, Span};

/// So deep may blocks and helpers stand in each other while they are rendered.
const MAX_DEPTH: usize = 60;

/// A hole that was met.
#[derive(Clone, Debug)]
pub(in super::super) struct Met {
    pub(in super::super) name: Rc<str>,
    /// What depends on it in the text that was made.
    pub(in super::super) range: Range<usize>,
    /// The action.
    pub(in super::super) at: Location,
    /// Whether what was printed stands for the hole, and does not only depend on it.
    pub(in super::super) is_printed: bool,
}

/// A helper: the text that it stands in, and its parts.
pub(super) type Helper<'v> = (&'v Mapped, &'v [Part]);

/// Renders the templates of a chart.
pub(super) struct Renderer<'v> {
    /// Values, release and chart.
    pub(super) root: &'v Item,
    pub(super) helpers: &'v BTreeMap<String, Helper<'v>>,
    /// Whether holes are read as set.
    pub(super) is_set: bool,
    /// How many bytes and steps are left.
    pub(super) left: usize,
    pub(super) met: Vec<Met>,
    /// What was left out of the text because there is too much of it.
    pub(super) cuts: BTreeSet<&'static str>,
    depth: usize,
}

/// What names mean at a place of a template.
#[derive(Clone)]
struct Scope<'v> {
    dot: Val<'v>,
    /// The innermost last; of `$` the name is empty.
    variables: Vec<(String, Val<'v>)>,
}

impl<'v> Renderer<'v> {
    pub(super) fn new(
        root: &'v Item,
        helpers: &'v BTreeMap<String, Helper<'v>>,
        is_set: bool,
        left: usize,
    ) -> Self {
        Renderer { root, helpers, is_set, left, met: Vec::new(), cuts: BTreeSet::new(), depth: 0 }
    }

    /// The text of a template.
    pub(super) fn render(&mut self, text: &'v Mapped, parts: &'v [Part]) -> Mapped {
        let root = Val { what: What::Root, ..Val::default() };
        let mut out = Mapped::new();
        self.parts(
            (text, parts),
            &mut Scope { dot: root.clone(), variables: vec![(String::new(), root)] },
            &mut out,
        );
        out
    }

    fn parts(&mut self, (text, parts): Helper<'v>, scope: &mut Scope<'v>, out: &mut Mapped) {
        if self.depth >= MAX_DEPTH {
            if !parts.is_empty() {
                self.cuts.insert("blocks that stand more than 60 deep in each other");
            }
            return;
        }
        self.depth += 1;
        let variables = scope.variables.len();
        for part in parts {
            if self.left == 0 {
                break;
            }
            let before = out.text().len();
            match part {
                Part::Text(range) => out.copy(text, range.clone()),
                Part::Unknown { at } => {
                    let name = text.text().get(at.clone()).unwrap_or_default();
                    self.print(Val::hole(shortened(name)), locate(text, at), out);
                }
                Part::Print { at, pipe } => {
                    let place = locate(text, at);
                    let value = self.pipe(text, pipe, scope, place);
                    if pipe.variables.is_empty() {
                        self.print(value, place, out);
                    } else {
                        set(pipe, value, scope);
                    }
                }
                Part::Block { kind, arms, otherwise } => {
                    let holes = self.block(text, (*kind, arms, otherwise), scope, out);
                    self.meet(holes, before..out.text().len(), false);
                }
            }
            self.left = self.left.saturating_sub(1 + out.text().len() - before);
        }
        scope.variables.truncate(variables);
        self.depth -= 1;
    }

    /// Remembers holes that a stretch of the text depends on.
    fn meet(&mut self, holes: Vec<(Rc<str>, Location)>, range: Range<usize>, is_printed: bool) {
        for (name, at) in holes {
            if self.met.len() < 10_000 {
                self.met.push(Met { name, range: range.clone(), at, is_printed });
            } else {
                self.cuts.insert("what depends on values that are not in the input, past 10,000 times");
            }
        }
    }

    fn print(&mut self, value: Val<'v>, at: Location, out: &mut Mapped) {
        let before = out.text().len();
        match value.printed(self.is_set, at) {
            Some(text) => out.copy(&text, 0..text.text().len()),
            // What Go prints of lists and maps is in no manifest.
            None => {
                let hole = Val::hole("a list or map that is printed without `toYaml`");
                return self.print(hole, at, out);
            }
        }
        let holes = value.holes.into_iter().map(|it| (it, at)).collect();
        self.meet(holes, before..out.text().len(), true);
    }

    /// Renders a block, and tells the holes that its conditions depend on.
    fn block(
        &mut self,
        text: &'v Mapped,
        (kind, arms, otherwise): (Kind, &'v [Arm], &'v [Part]),
        scope: &mut Scope<'v>,
        out: &mut Mapped,
    ) -> Vec<(Rc<str>, Location)> {
        let mut holes = Vec::new();
        let variables = scope.variables.len();
        for arm in arms {
            let at = locate(text, &arm.at);
            let value = self.pipe(text, &arm.pipe, scope, at);
            let is_open = !value.holes.is_empty();
            holes.extend(value.holes.iter().map(|it| (it.clone(), at)));
            let is_taken = if is_open { self.is_set } else { value.is_true() };
            if kind == Kind::Range && is_taken {
                self.range((text, arm), value, scope, out);
                scope.variables.truncate(variables);
                return holes;
            }
            if !arm.pipe.variables.is_empty() {
                set(&arm.pipe, value.clone(), scope);
            }
            if is_taken {
                let outer = (kind == Kind::With).then(|| std::mem::replace(&mut scope.dot, value));
                self.parts((text, &arm.body), scope, out);
                if let Some(outer) = outer {
                    scope.dot = outer;
                }
                scope.variables.truncate(variables);
                return holes;
            }
        }
        self.parts((text, otherwise), scope, out);
        scope.variables.truncate(variables);
        holes
    }

    /// Renders the body of a `range` for each item.
    fn range(
        &mut self,
        (text, arm): (&'v Mapped, &'v Arm),
        value: Val<'v>,
        scope: &mut Scope<'v>,
        out: &mut Mapped,
    ) {
        let at = locate(text, &arm.at);
        let item = |it: Cow<'v, Item>| Val {
            what: if it.is_null() { What::Nil } else { What::Item(it) },
            ..Val::default()
        };
        let int = |it: usize| Val::of(Data::Int(it as i64), at);
        let turns: Vec<(Val<'v>, Val<'v>)> = match &value.what {
            What::Item(Cow::Borrowed(Item::List(items))) => {
                items.iter().enumerate().map(|(place, it)| (int(place), item(Cow::Borrowed(it)))).collect()
            }
            What::Item(it) => match it.as_ref() {
                Item::List(items) => {
                    let items = items.iter().enumerate();
                    items.map(|(place, it)| (int(place), item(Cow::Owned(it.clone())))).collect()
                }
                Item::Map(fields) => {
                    // "The map's values are visited in sorted key order."
                    let mut fields: Vec<_> = fields.iter().collect();
                    fields.sort_by(|one, two| one.key.cmp(&two.key));
                    let turn = |it: &super::super::tree::Field| {
                        (Val::of(Data::Text(it.key.clone()), it.at), item(Cow::Owned(it.value.clone())))
                    };
                    fields.into_iter().map(turn).collect()
                }
                Item::Scalar(_) => {
                    let count = value.as_int().unwrap_or_default();
                    if count > 10_000 {
                        self.cuts.insert("the turns of a `range` past 10,000");
                    }
                    let count = count.clamp(0, 10_000) as usize;
                    (0..count).map(|it| (int(it), int(it))).collect()
                }
            },
            What::Nil => {
                let hole = value.holes.first().map(|it| Val::hole(format!("{it}[]")));
                hole.into_iter().map(|it| (int(0), it)).collect()
            }
            What::Root | What::Text(_) => Vec::new(),
        };
        // What a turn costs, whatever it prints.
        const TURN: usize = 16;
        self.left = self.left.saturating_sub(turns.len() * TURN);
        for (key, it) in turns {
            if self.left == 0 {
                break;
            }
            self.left = self.left.saturating_sub(it.size());
            let variables = scope.variables.len();
            match arm.pipe.variables.as_slice() {
                [name] => scope.variables.push((name.clone(), it.clone())),
                [index, name] => {
                    scope.variables.push((index.clone(), key));
                    scope.variables.push((name.clone(), it.clone()));
                }
                _ => {}
            }
            let outer = std::mem::replace(&mut scope.dot, it);
            self.parts((text, &arm.body), scope, out);
            scope.dot = outer;
            scope.variables.truncate(variables);
        }
    }

    fn pipe(&mut self, text: &'v Mapped, pipe: &'v Pipe, scope: &mut Scope<'v>, at: Location) -> Val<'v> {
        let mut last: Option<Val<'v>> = None;
        for command in &pipe.commands {
            last = Some(self.command(text, command, last, scope, at));
        }
        last.unwrap_or_else(|| {
            let span = at.span;
            Val::hole(format!("the template at byte {}", span.start))
        })
    }

    fn command(
        &mut self,
        text: &'v Mapped,
        command: &'v [Operand],
        last: Option<Val<'v>>,
        scope: &mut Scope<'v>,
        at: Location,
    ) -> Val<'v> {
        let Some((first, rest)) = command.split_first() else { return Val::default() };
        self.left = self.left.saturating_sub(1);
        if let Operand::Word(name) = first {
            let mut args: Vec<Val<'v>> = rest.iter().map(|it| self.operand(text, it, scope, at)).collect();
            args.extend(last);
            return match name.as_str() {
                "include" => self.include(args),
                _ => functions::call(name, args, self.is_set, at, &mut self.left),
            };
        }
        let value = self.operand(text, first, scope, at);
        if rest.is_empty() && last.is_none() {
            return value;
        }
        // A method, such as `.Capabilities.APIVersions.Has`.
        let name = value.holes.first().cloned().unwrap_or_else(|| Rc::from("a method of a value"));
        Val::hole(name)
    }

    fn operand(
        &mut self,
        text: &'v Mapped,
        operand: &'v Operand,
        scope: &mut Scope<'v>,
        at: Location,
    ) -> Val<'v> {
        let root = self.root;
        let fields = |value: &Val<'v>, path: &[String]| match path.split_first() {
            Some((first, rest)) => {
                rest.iter().fold(value.field(root, first), |it, name| it.field(root, name))
            }
            None => value.clone(),
        };
        let value = match operand {
            Operand::Dot(path) => fields(&scope.dot, path),
            Operand::Variable(name, path) => {
                let found = scope.variables.iter().rev().find(|it| it.0 == *name);
                match found {
                    Some(it) => fields(&it.1, path),
                    None => fields(&Val::hole(format!("${name}")), path),
                }
            }
            Operand::Nested(pipe, path) => {
                let value = self.pipe(text, pipe, scope, at);
                fields(&value, path)
            }
            Operand::Word(name) if name == "include" => Val::hole("include"),
            Operand::Word(name) => functions::call(name, Vec::new(), self.is_set, at, &mut self.left),
            Operand::Text(it) => Val::of(Data::Text(it.clone()), at),
            Operand::Int(it) => Val::of(Data::Int(*it), at),
            Operand::Float(it) => Val::of(Data::Float(it.clone()), at),
            Operand::Bool(it) => Val::of(Data::Bool(*it), at),
            Operand::Nil => Val::default(),
        };
        // A list or map that was made is copied.
        if matches!(value.what, What::Item(Cow::Owned(_))) {
            self.left = self.left.saturating_sub(value.size());
        }
        value
    }

    /// What a helper prints.
    fn include(&mut self, args: Vec<Val<'v>>) -> Val<'v> {
        let mut args = args.into_iter();
        let name = args.next().and_then(|it| it.data()).map(|it| it.shown()).unwrap_or_default();
        let Some((text, parts)) = self.helpers.get(&name).copied().filter(|_| self.depth < MAX_DEPTH) else {
            return Val::hole(format!("include {name:?}"));
        };
        let dot = args.next().unwrap_or_default();
        let met = self.met.len();
        let mut out = Mapped::new();
        self.parts(
            (text, parts),
            &mut Scope { dot: dot.clone(), variables: vec![(String::new(), dot)] },
            &mut out,
        );
        let holes: Vec<_> = self.met.drain(met.min(self.met.len())..).map(|it| it.name).collect();
        Val::text(out).with_holes(holes)
    }
}

fn set<'v>(pipe: &Pipe, value: Val<'v>, scope: &mut Scope<'v>) {
    for name in &pipe.variables {
        match scope.variables.iter_mut().rev().find(|it| it.0 == *name && !pipe.is_new) {
            Some(it) => it.1 = value.clone(),
            None => scope.variables.push((name.clone(), value.clone())),
        }
    }
}

fn locate(text: &Mapped, range: &Range<usize>) -> Location {
    text.locate(Span::new(range.start as u32, range.end as u32))
}

/// What an action says, to be named.
pub(super) fn shortened(code: &str) -> String {
    let code = code.trim_start_matches(['{', '-']).trim_end_matches(['}', '-']).trim();
    let end = code.char_indices().nth(60).map_or(code.len(), |it| it.0);
    code.get(..end).unwrap_or(code).to_owned()
}

//! All ways to read lines without their indentation that the schema of the kind allows.
//!
//! Line after line, with all states that are possible so far: which keys are open, and what stands in them. States that
//! are the same are joined, however they came about, so that a doubt at the beginning does not double all that follows.

use super::lines::{Line, Written};
use super::schema::{Asked, Shape, Type, of_kind};

/// So many readings are told.
pub(super) const MAX_READINGS: usize = 8;
/// So many states are followed at once.
const MAX_STATES: usize = 32;

/// A reading of the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The blanks before each line.
    pub(super) indents: Vec<u16>,
    /// How unlikely it is: keys that were taken for labels and could be fields.
    pub(super) cost: u32,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The likeliest first.
    pub(super) readings: Vec<Reading>,
    /// Whether there are more.
    pub(super) is_more: bool,
    /// Whether a line stands below a key of which nothing is known.
    pub(super) is_open: bool,
    /// The line that no reading has a place for, if there is none.
    pub(super) stuck: Option<usize>,
}

/// What may still be done: a step is one line in one state.
#[derive(Debug)]
pub(super) struct Budget(pub(super) u32);

/// A key that is open: what follows may stand in it.
#[derive(Clone)]
struct Frame<'t> {
    shape: Shape,
    indent: u16,
    /// Fields of an object that are there.
    seen: u64,
    /// Keys of a map that are there.
    keys: Vec<&'t str>,
}

/// A step of a reading: how far its line is indented, and what came before.
struct Step {
    indent: u16,
    before: Option<u32>,
}

#[derive(Clone)]
struct State<'t> {
    frames: Vec<Frame<'t>>,
    /// The last step of each reading that leads here, and its cost.
    readings: Vec<(u32, Option<u32>)>,
    is_more: bool,
    is_open: bool,
}

/// The readings of some lines as an object.
pub(super) fn search<'t>(lines: &[Line<'t>], root: Shape, asked: Asked, budget: &mut Budget) -> Found {
    let mut search = Search { lines, asked, steps: Vec::new() };
    let frames = vec![Frame::new(root, 0)];
    let mut states = vec![State { frames, readings: vec![(0, None)], is_more: false, is_open: false }];
    for (at, line) in lines.iter().enumerate() {
        let mut next: Vec<State<'t>> = Vec::new();
        for state in &states {
            let cost = state.frames.iter().map(|it| 1 + it.keys.len() / 4).sum::<usize>();
            let cost = u32::try_from(cost).unwrap_or(u32::MAX);
            let Some(left) = budget.0.checked_sub(cost) else {
                return Found { is_more: true, stuck: Some(at), ..Found::default() };
            };
            budget.0 = left;
            search.place(state, at, line, &mut next);
        }
        if next.is_empty() {
            return Found { stuck: Some(at), ..Found::default() };
        }
        if next.len() > MAX_STATES {
            next.truncate(MAX_STATES);
            next.iter_mut().for_each(|it| it.is_more = true);
        }
        states = next;
    }
    search.finish(states)
}

struct Search<'s, 't> {
    lines: &'s [Line<'t>],
    asked: Asked,
    steps: Vec<Step>,
}

impl<'t> Search<'_, 't> {
    /// All places of a line.
    fn place(&mut self, state: &State<'t>, at: usize, line: &Line<'t>, next: &mut Vec<State<'t>>) {
        let mut could_be_field = false;
        let mut placed = Vec::new();
        for depth in (0..state.frames.len()).rev() {
            let Some(frame) = state.frames.get(depth) else { break };
            let opened = if line.has_dash { self.item(frame, at, line) } else { self.entry(frame, line) };
            if let Some((frame, opened, indent)) = opened {
                let mut frames = state.frames.get(..depth).unwrap_or_default().to_vec();
                let is_label = matches!(frame.shape, Shape::Map);
                let is_open = matches!(frame.shape, Shape::Open);
                could_be_field |= !is_label;
                frames.push(frame);
                frames.extend(opened);
                placed.push((frames, indent, is_label, is_open));
            }
            if !self.can_close(frame) {
                break;
            }
        }
        for (frames, indent, is_label, is_open) in placed {
            let cost = u32::from(is_label && could_be_field);
            let readings = state.readings.iter().map(|(sum, before)| {
                self.steps.push(Step { indent, before: *before });
                (sum + cost, Some(self.steps.len() as u32 - 1))
            });
            let readings = readings.collect();
            let is_open = is_open || state.is_open;
            join(next, State { frames, readings, is_more: state.is_more, is_open });
        }
    }

    /// A line with a key, in a frame: the frame as it is then, and what the line opens.
    fn entry(&self, frame: &Frame<'t>, line: &Line<'t>) -> Option<(Frame<'t>, Vec<Frame<'t>>, u16)> {
        let key = line.key?;
        let mut frame = frame.clone();
        let indent = frame.indent;
        let opened = self.add(&mut frame, key, line)?;
        Some((frame, Vec::from_iter(opened), indent))
    }

    /// A line with a dash, in a frame.
    fn item(
        &self,
        frame: &Frame<'t>,
        at: usize,
        line: &Line<'t>,
    ) -> Option<(Frame<'t>, Vec<Frame<'t>>, u16)> {
        let frame = frame.clone();
        let indent = frame.indent;
        let item = match frame.shape {
            Shape::Texts => Shape::Text,
            Shape::Items(kind) => Shape::Object(kind),
            Shape::Manifests => Shape::Object(kind_of(self.lines.get(at..).unwrap_or_default())?),
            Shape::Open => return Some((frame, Vec::new(), indent)),
            Shape::Text | Shape::Word(_) | Shape::Map | Shape::Object(_) => return None,
        };
        let mut opened = Vec::new();
        match (line.key, item) {
            (Some(key), Shape::Object(_)) => {
                let mut it = Frame::new(item, indent + 2);
                let inner = self.add(&mut it, key, line)?;
                opened.push(it);
                opened.extend(inner);
            }
            (Some(_), _) => return None,
            (None, _) => opened.extend(self.opened(item, line, indent + 2)?),
        }
        Some((frame, opened, indent))
    }

    /// Adds a key to a frame; what it opens.
    fn add(&self, frame: &mut Frame<'t>, key: &'t str, line: &Line<'t>) -> Option<Option<Frame<'t>>> {
        let shape = match frame.shape {
            Shape::Object(kind) => {
                let (number, shape) = kind.field(key)?;
                let bit = 1_u64.checked_shl(number)?;
                if frame.seen & bit != 0 {
                    return None;
                }
                frame.seen |= bit;
                shape
            }
            Shape::Map => {
                if frame.keys.contains(&key) {
                    return None;
                }
                frame.keys.push(key);
                Shape::Text
            }
            Shape::Open => return Some(None),
            Shape::Text | Shape::Word(_) | Shape::Texts | Shape::Items(_) | Shape::Manifests => return None,
        };
        self.opened(shape, line, frame.indent)
    }

    /// What a value opens, if it may stand there at all; `indent` is that of its key, or of what stands behind a dash.
    fn opened(&self, shape: Shape, line: &Line<'t>, indent: u16) -> Option<Option<Frame<'t>>> {
        let asked = self.asked;
        let inner = if line.key.is_some() { indent + 2 } else { indent };
        match &line.value {
            Written::Nothing if shape.is_open() => {
                // The dashes of a list stand below the first letter of its key.
                let is_list = matches!(shape, Shape::Texts | Shape::Items(_) | Shape::Manifests);
                Some(Some(Frame::new(shape, if is_list { indent } else { inner })))
            }
            Written::Nothing => asked.allows_null(shape).then_some(None),
            Written::Text("null" | "~") => asked.allows_null(shape).then_some(None),
            Written::Text(it) => match shape {
                Shape::Text | Shape::Open => Some(None),
                Shape::Word(words) => (asked != Asked::All || words.contains(it)).then_some(None),
                Shape::Map | Shape::Texts | Shape::Object(_) | Shape::Items(_) | Shape::Manifests => None,
            },
            Written::Alias => Some(None),
            Written::Flow(node) => shape.fits(node, asked).then_some(None),
        }
    }

    /// Whether nothing lacks in a frame.
    fn can_close(&self, frame: &Frame<'t>) -> bool {
        let Shape::Object(kind) = frame.shape else { return true };
        let is_there = |key: &str| {
            kind.field(key).and_then(|it| 1_u64.checked_shl(it.0)).is_some_and(|it| frame.seen & it != 0)
        };
        self.asked != Asked::All || kind.needs.iter().all(|it| it.iter().any(|it| is_there(it)))
    }

    fn finish(self, states: Vec<State<'t>>) -> Found {
        let mut res = Found::default();
        for state in states {
            if !state.frames.iter().all(|it| self.can_close(it)) {
                continue;
            }
            res.is_more |= state.is_more;
            res.is_open |= state.is_open;
            for (cost, last) in state.readings {
                let mut indents = Vec::with_capacity(self.lines.len());
                let mut step = last;
                while let Some(it) = step.and_then(|it| self.steps.get(it as usize)) {
                    indents.push(it.indent);
                    step = it.before;
                }
                indents.reverse();
                if !res.readings.iter().any(|it| it.indents == indents) {
                    res.readings.push(Reading { indents, cost });
                }
            }
        }
        crate::order::sort_by_key(&mut res.readings, |it| it.cost);
        if res.readings.len() > MAX_READINGS {
            res.readings.truncate(MAX_READINGS);
            res.is_more = true;
        }
        if res.readings.is_empty() {
            res.stuck = Some(self.lines.len());
        }
        res
    }
}

impl<'t> Frame<'t> {
    fn new(shape: Shape, indent: u16) -> Frame<'t> {
        Frame { shape, indent, seen: 0, keys: Vec::new() }
    }

    fn is(&self, other: &Frame<'t>) -> bool {
        self.shape.is(other.shape)
            && (self.indent, self.seen) == (other.indent, other.seen)
            && self.keys == other.keys
    }
}

/// Adds a state to those that there are.
fn join<'t>(states: &mut Vec<State<'t>>, new: State<'t>) {
    let is_same = |it: &&mut State<'t>| {
        it.frames.len() == new.frames.len() && it.frames.iter().zip(&new.frames).all(|(one, two)| one.is(two))
    };
    match states.iter_mut().find(is_same) {
        Some(it) => {
            it.readings.extend(new.readings);
            it.is_more |= new.is_more || it.readings.len() > MAX_READINGS;
            it.is_open |= new.is_open;
            crate::order::sort_by_key(&mut it.readings, |it| it.0);
            it.readings.truncate(MAX_READINGS);
        }
        None => states.push(new),
    }
}

/// The object that lines begin with: its kind stands in its first two.
fn kind_of(lines: &[Line<'_>]) -> Option<&'static Type> {
    let value = |key: &str| {
        let line = lines.iter().take(2).find(|it| it.key == Some(key));
        line.and_then(|it| if let Written::Text(it) = it.value { Some(it) } else { None })
    };
    Some(of_kind(value("apiVersion").unwrap_or_default(), value("kind")?))
}

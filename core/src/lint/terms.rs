//! Requirements of selectors: words for them, what contradicts itself, and edits that change, delete or move them.

use super::Facts;
use super::asks::{Ask, Of};
use crate::diagnostic::{Edit, Fix, FixClass};
use crate::edit::{Written, Yaml};
use crate::hash::HashMap;
use crate::kind::{LabelSelector, NAME_LABEL, Operator, Requirement};
use crate::order::sort_by_key;
use crate::words;

/// So many values and requirements are named in a sentence.
const NAMED: usize = 4;

/// A requirement as people write it: `app=web`, `tier in (a, b)`.
pub(super) fn requirement(it: &Requirement) -> String {
    let told: Vec<&str> = it.values.iter().take(NAMED).map(String::as_str).collect();
    let values = words::and_more(&told, it.values.len());
    match it.operator {
        Operator::Equals => format!("{}={values}", it.key),
        Operator::In if it.values.len() == 1 => format!("{}={values}", it.key),
        Operator::In => format!("{} in ({values})", it.key),
        Operator::NotIn => format!("{} not in ({values})", it.key),
        Operator::Exists => format!("{} present", it.key),
        Operator::DoesNotExist => format!("{} absent", it.key),
    }
}

/// All requirements of a selector: `app=web and tier=back`.
pub(super) fn selector(it: &LabelSelector) -> String {
    let told: Vec<String> = it.requirements.iter().take(NAMED).map(requirement).collect();
    let more = it.requirements.len().saturating_sub(told.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", told.join(" and "))
}

/// The requirement that contradicts those before it, by its position: then nothing can match.
pub(super) fn contradiction(it: &LabelSelector) -> Option<usize> {
    if it.requirements.len() < 2 {
        return None;
    }
    /// What is still possible for one key.
    #[derive(Default)]
    struct Possible<'r> {
        /// The values that all requirements before allow; `None`: any.
        values: Option<Vec<&'r str>>,
        excluded: Vec<&'r str>,
        is_wanted: bool,
        is_unwanted: bool,
    }
    let mut keys: HashMap<&str, Possible<'_>> = HashMap::default();
    for (nth, it) in it.requirements.iter().enumerate() {
        let key = keys.entry(&it.key).or_default();
        match it.operator {
            Operator::Equals | Operator::In => {
                key.is_wanted = true;
                let is_left = |value: &&str| key.values.as_ref().is_none_or(|it| it.contains(value));
                key.values = Some(it.values.iter().map(String::as_str).filter(is_left).collect());
            }
            Operator::NotIn => key.excluded.extend(it.values.iter().map(String::as_str)),
            Operator::Exists => key.is_wanted = true,
            Operator::DoesNotExist => key.is_unwanted = true,
        }
        let excluded = &key.excluded;
        let is_empty = key.values.as_ref().is_some_and(|it| it.iter().all(|it| excluded.contains(it)));
        if is_empty || (key.is_wanted && key.is_unwanted) {
            return Some(nth);
        }
    }
    None
}

/// Whether a requirement asks only for the name of a namespace, which each of them has as a label.
pub(super) fn is_name(it: &Requirement) -> bool {
    it.key == NAME_LABEL
}

/// The only value that a requirement takes.
pub(super) fn pair(it: &Requirement) -> Option<(&str, &str)> {
    match (it.operator, it.values.as_slice()) {
        (Operator::Equals | Operator::In, [one]) => Some((&it.key, one)),
        (
            Operator::Equals | Operator::In | Operator::NotIn | Operator::Exists | Operator::DoesNotExist,
            _,
        ) => None,
    }
}

/// The place of a requirement in its object.
pub(super) fn path(ask: &Ask<'_>, of: Of, nth: usize) -> Option<String> {
    let all = &ask.selector(of)?.requirements;
    let it = all.get(nth)?;
    let selector = ask.path(of);
    if it.operator == Operator::Equals {
        return Some(format!("{selector}.matchLabels[{}]", it.key));
    }
    // Pairs come first.
    let pairs = all.iter().filter(|it| it.operator == Operator::Equals).count();
    Some(format!("{selector}.matchExpressions[{}]", nth.checked_sub(pairs)?))
}

/// Writes the one value that a requirement is to take.
pub(super) fn with_value(
    written: &Written<'_>,
    ask: &Ask<'_>,
    (of, nth): (Of, usize),
    value: &str,
) -> Option<Edit> {
    let path = path(ask, of, nth)?;
    match ask.requirement(of, nth)?.operator {
        Operator::Equals => written.set(&path, &Yaml::text(value)),
        Operator::In => written.set(&format!("{path}.values"), &Yaml::list([Yaml::text(value)])),
        Operator::NotIn | Operator::Exists | Operator::DoesNotExist => None,
    }
}

/// Writes the key that a requirement is to ask for; `None` where another requirement asks for it already.
pub(super) fn with_key(
    written: &Written<'_>,
    ask: &Ask<'_>,
    (of, nth): (Of, usize),
    key: &str,
) -> Option<Edit> {
    let path = path(ask, of, nth)?;
    if ask.selector(of)?.requirements.iter().any(|it| it.key == key) {
        return None;
    }
    match ask.requirement(of, nth)?.operator {
        Operator::Equals => written.rename(&path, key),
        Operator::In => written.set(&format!("{path}.key"), &Yaml::text(key)),
        Operator::NotIn | Operator::Exists | Operator::DoesNotExist => None,
    }
}

/// Deletes requirements of one selector.
pub(super) fn without(
    written: &Written<'_>,
    ask: &Ask<'_>,
    (of, those): (Of, &[usize]),
) -> Option<Vec<Edit>> {
    let all = &ask.selector(of)?.requirements;
    let pairs: Vec<&str> = those
        .iter()
        .filter_map(|it| all.get(*it))
        .filter(|it| it.operator == Operator::Equals)
        .map(|it| it.key.as_str())
        .collect();
    let expressions: Vec<usize> = those
        .iter()
        .copied()
        .filter(|it| all.get(*it).is_some_and(|it| it.operator != Operator::Equals))
        .collect();
    let all_expressions = all.iter().filter(|it| it.operator != Operator::Equals).count();
    let selector = ask.path(of);
    let mut edits = Vec::new();
    if !pairs.is_empty() {
        edits.extend(written.delete_pairs(&format!("{selector}.matchLabels"), &pairs)?);
    }
    match expressions.as_slice() {
        [] => {}
        some if some.len() == all_expressions => {
            edits.push(written.delete(&format!("{selector}.matchExpressions"))?);
        }
        &[one] => edits.push(written.delete(&path(ask, of, one)?)?),
        // Items that stand side by side would be deleted with the comma between them twice.
        _ => return None,
    }
    apart(edits)
}

/// Edits in their order; `None` where two of them touch the same text.
pub(super) fn apart(mut edits: Vec<Edit>) -> Option<Vec<Edit>> {
    sort_by_key(&mut edits, |it| (it.location.file, it.location.span.start));
    let is_apart = edits.windows(2).all(|it| match it {
        [one, other] => {
            one.location.file != other.location.file || one.location.span.end <= other.location.span.start
        }
        _ => true,
    });
    is_apart.then_some(edits)
}

/// A fix that may change verdicts.
pub(super) fn effect(title: String, edits: Vec<Edit>) -> Option<Fix> {
    Some(Fix { title, edits: apart(edits)?, class: FixClass::Effect })
}

/// Deletes a requirement, where others remain.
pub(super) fn dropped(facts: &Facts<'_>, ask: &Ask<'_>, (of, nth): (Of, usize)) -> Option<Fix> {
    let it = ask.requirement(of, nth)?;
    (ask.selector(of)?.requirements.len() > 1).then_some(())?;
    let written = facts.written(ask.object())?;
    effect(format!("delete {}", requirement(it)), without(&written, ask, (of, &[nth]))?)
}

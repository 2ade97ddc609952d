//! `kubectl patch`: merge patches and lists of operations.

use super::super::create::suffix;
use super::super::flags::Command;
use super::super::shell::Io;
use super::super::value::Value;
use super::super::{Evaluate, Shell, check, print};
use crate::yaml;

impl Shell {
    pub(in super::super) fn patch(&mut self, command: &Command, evaluate: &Evaluate<'_>) -> Result<Io, Io> {
        let text = match (command.value("patch"), command.value("patch-file")) {
            (Some(it), _) => it.to_owned(),
            (None, Some(file)) => self.file(file).unwrap_or_default(),
            (None, None) => {
                return Err(Io::error(
                    "error: must specify --patch or --patch-file containing the contents of the patch",
                ));
            }
        };
        let Some(node) = yaml::parse(&text, &mut Vec::new()) else {
            return Err(Io::error(format!(
                "error: unable to parse \"{text}\": yaml: it is no YAML and no JSON"
            )));
        };
        let patch = Value::of(&node);
        let dry = command.dry_run()?;
        let cluster = self.cluster();
        let found = self.targets(command, &command.args, &cluster)?;
        let mut res = Io::default();
        for it in found.lists.iter().flat_map(|it| &it.1) {
            let old = &*it.value;
            let mut new = old.clone();
            match command.value("type").unwrap_or("strategic") {
                "json" => operations(&mut new, patch.items())?,
                "merge" => new.merge(&patch),
                _ => strategic(&mut new, &patch),
            }
            // kubectl asks for no check here, and then a server only warns of fields that it has not.
            if dry != Some("client") && !old.is_same(&new) {
                check::prune(it.resource, &mut new, evaluate).iter().for_each(|it| res.warn(it));
            }
            let changes = changes(old, &new, &mut Vec::new());
            let text = print::yaml(&new);
            let refused = (dry != Some("client") && !changes.is_empty())
                .then(|| check::refused(it.resource, &text, it.name(), evaluate));
            match refused.flatten() {
                Some(check::Refused::Decoding(why)) => {
                    res.join(Io::error(format!("Error from server (BadRequest): {why}")));
                    continue;
                }
                Some(check::Refused::Invalid(why)) => {
                    res.join(Io::error(why));
                    continue;
                }
                None => {}
            }
            if dry.is_none() && !changes.is_empty() {
                self.ensure(it, &cluster);
                for (path, value) in &changes {
                    let path: Vec<&str> = path.iter().map(String::as_str).collect();
                    self.store.set(&it.key, &path, value.as_ref());
                }
            }
            let end = if changes.is_empty() { " (no change)" } else { "" };
            res.line(&format!("{} patched{end}{}", it.id(), suffix(dry)));
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        Ok(res)
    }
}

/// Where two values differ, as deep in maps as may be.
pub(super) fn changes(old: &Value, new: &Value, path: &mut Vec<String>) -> Vec<(Vec<String>, Option<Value>)> {
    if old.is_same(new) {
        return Vec::new();
    }
    let (Value::Map(before), Value::Map(after)) = (old, new) else {
        return vec![(path.clone(), Some(new.clone()))];
    };
    let mut res = Vec::new();
    for (key, it) in after {
        path.push(key.clone());
        match old.get(key) {
            Some(old) => res.extend(changes(old, it, path)),
            None => res.push((path.clone(), Some(it.clone()))),
        }
        path.pop();
    }
    for (key, _) in before.iter().filter(|it| new.get(&it.0).is_none()) {
        path.push(key.clone());
        res.push((path.clone(), None));
        path.pop();
    }
    res
}

/// As a merge, but lists of containers, their ports and variables are merged by their keys.
fn strategic(value: &mut Value, patch: &Value) {
    let Value::Map(entries) = patch else {
        *value = patch.clone();
        return;
    };
    for (key, it) in entries {
        let by = match key.as_str() {
            "containers" | "initContainers" | "env" | "volumes" => "name",
            _ => "",
        };
        match it {
            Value::Null => {
                value.take(key);
            }
            Value::Map(_) => {
                let mut own = value.get(key).cloned().unwrap_or(Value::Map(Vec::new()));
                strategic(&mut own, it);
                value.put(key, own);
            }
            Value::List(items) if !by.is_empty() => {
                let mut own = value.get(key).map(Value::items).unwrap_or_default().to_vec();
                for item in items {
                    let name = item.str_at(&[by]);
                    match own.iter_mut().find(|it| it.str_at(&[by]) == name) {
                        Some(it) => strategic(it, item),
                        None => own.push(item.clone()),
                    }
                }
                value.put(key, Value::List(own));
            }
            Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_) | Value::List(_) => {
                value.put(key, it.clone());
            }
        }
    }
}

/// `[{op, path, value}, …]`.
fn operations(value: &mut Value, all: &[Value]) -> Result<(), Io> {
    for it in all {
        let path = it.str_at(&["path"]);
        let steps: Vec<String> =
            path.split('/').skip(1).map(|it| it.replace("~1", "/").replace("~0", "~")).collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let new = it.get("value").cloned();
        let op = it.str_at(&["op"]);
        if op == "test" {
            continue;
        }
        if !at(value, &steps, &op, new.as_ref()) {
            return Err(Io::error(format!(
                "The request is invalid: the server rejected our request due to an error in our request: {op} operation does not apply: doc is missing path: {path}"
            )));
        }
    }
    Ok(())
}

/// Carries one operation out; false where there is no such path.
fn at(value: &mut Value, steps: &[&str], op: &str, new: Option<&Value>) -> bool {
    let Some((first, rest)) = steps.split_first() else { return false };
    if let Value::List(items) = value {
        let place = if *first == "-" { Some(items.len()) } else { first.parse::<usize>().ok() };
        let Some(place) = place.filter(|it| *it <= items.len()) else { return false };
        if !rest.is_empty() {
            return items.get_mut(place).is_some_and(|it| at(it, rest, op, new));
        }
        match (op, new) {
            ("add", Some(it)) => items.insert(place, it.clone()),
            ("remove", _) if place < items.len() => {
                items.remove(place);
            }
            (_, Some(it)) if place < items.len() => {
                if let Some(old) = items.get_mut(place) {
                    *old = it.clone();
                }
            }
            _ => return false,
        }
        return true;
    }
    if rest.is_empty() {
        return match (op, new) {
            ("remove", _) => value.take(first).is_some(),
            ("replace", Some(it)) if value.get(first).is_some() => {
                value.put(first, it.clone());
                true
            }
            ("add", Some(it)) => {
                value.put(first, it.clone());
                true
            }
            _ => false,
        };
    }
    let Some(mut inner) = value.get(first).cloned() else { return false };
    let is_done = at(&mut inner, rest, op, new);
    value.put(first, inner);
    is_done
}

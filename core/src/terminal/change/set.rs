//! `kubectl set image` and `kubectl set selector`.

use super::super::Shell;
use super::super::create::suffix;
use super::super::flags::Command;
use super::super::generate as make;
use super::super::print;
use super::super::resource::Kind;
use super::super::shell::Io;
use super::super::store::Object;
use super::super::value::Value;

/// Where the containers of an object stand.
const CONTAINERS: [&str; 2] = ["containers", "initContainers"];

impl Shell {
    pub(in super::super) fn set(&mut self, command: &Command) -> Result<Io, Io> {
        let is_image = command.name == "set image";
        let is_pair = |it: &String| it.contains('=');
        let (pairs, named): (Vec<String>, Vec<String>) = command.args.iter().cloned().partition(is_pair);
        if named.is_empty() && command.values("filename").is_empty() {
            return Err(Io::error(
                "error: one or more resources must be specified as <resource> <name> or <resource>/<name>",
            ));
        }
        if pairs.is_empty() {
            let what = if is_image { "image update" } else { "selector" };
            return Err(Io::error(format!("error: at least one {what} is required")));
        }
        let dry = command.dry_run()?;
        let cluster = self.cluster();
        let found = self.targets(command, &named, &cluster)?;
        let (mut res, word) = (Io::default(), if is_image { "image" } else { "selector" });
        for it in found.lists.iter().flat_map(|it| &it.1) {
            let changed = if is_image { with_images(it, &pairs) } else { with_selector(it, &pairs) };
            let new = match changed {
                Ok(new) => new,
                Err(io) => {
                    res.join(io);
                    continue;
                }
            };
            let changes = super::patch::changes(&it.value, &new, &mut Vec::new());
            if dry.is_none() {
                self.ensure(it, &cluster);
                for (path, value) in &changes {
                    let path: Vec<&str> = path.iter().map(String::as_str).collect();
                    self.store.set(&it.key, &path, value.as_ref());
                }
            }
            match command.value("output") {
                Some("yaml") => res.print(&print::yaml(&new)),
                Some("json") => res.print(&print::json(&new)),
                Some("name") => res.line(&it.id()),
                // What is as it was is not told.
                Some(_) | None if changes.is_empty() => {}
                Some(_) | None => res.line(&format!("{} {word} updated{}", it.id(), suffix(dry))),
            }
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        Ok(res)
    }
}

/// An object whose containers have other images: `web=nginx:1.27`, `*=nginx:1.27`.
fn with_images(it: &Object, pairs: &[String]) -> Result<Value, Io> {
    let path: &[&str] = if it.key.kind == Kind::Pod { &["spec"] } else { &["spec", "template", "spec"] };
    let mut spec = it.value.at(path).cloned().unwrap_or(Value::Null);
    for pair in pairs {
        let (name, image) = pair.split_once('=').unwrap_or_default();
        let mut is_found = false;
        for key in CONTAINERS {
            let Some(Value::List(mut all)) = spec.get(key).cloned() else { continue };
            for container in all.iter_mut().filter(|it| name == "*" || it.str_at(&["name"]) == name) {
                container.put("image", Value::text(image));
                is_found = true;
            }
            spec.put(key, Value::List(all));
        }
        if !is_found {
            return Err(Io::error(format!("error: unable to find container named \"{name}\"")));
        }
    }
    let mut res = (*it.value).clone();
    res.put_at(path, spec);
    Ok(res)
}

/// A Service with another selector.
fn with_selector(it: &Object, pairs: &[String]) -> Result<Value, Io> {
    if it.key.kind != Kind::Service {
        return Err(Io::error("error: setting a selector is only supported for Services"));
    }
    let mut res = (*it.value).clone();
    res.put_at(&["spec", "selector"], Value::texts(&make::labels(&pairs.join(","))?));
    Ok(res)
}

//! What a client wants to be told, and how it wants files evaluated: what it says at the start or later, over what the
//! command line says; and `.netpol.toml`, as for `netpol lint`.

use std::path::{Path, PathBuf};

use netpol_core::Options;
use netpol_core::settings;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::lint::{Config, Wanted};

/// `initializationOptions`, or `netpol` among the settings of a client.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Given {
    /// The file of settings, or `none`, instead of the nearest `.netpol.toml`.
    config: Option<String>,
    /// Findings of these kinds only.
    select: Vec<String>,
    families: bool,
    unused: bool,
    /// The settings of docs/settings.md by their keys.
    settings: Map<String, Value>,
}

impl Given {
    /// What a client says. `Err`: what of it cannot be used; it is as if it said nothing.
    pub(super) fn new(said: &Value) -> Result<Given, String> {
        // Clients send all settings, or those of this server alone.
        let own = said.get("netpol").unwrap_or(said);
        if own.is_null() {
            return Ok(Given::default());
        }
        Given::deserialize(own).map_err(|it| format!("the settings of netpol cannot be used: {it}"))
    }

    fn options(&self, base: &Options) -> Result<Options, String> {
        let mut options = base.clone();
        for (key, value) in &self.settings {
            let knob = settings::knobs()
                .find(|it| it.key == key)
                .ok_or_else(|| format!("there is no setting with the name `{key}`"))?;
            let values: Vec<String> = match value.as_array() {
                Some(all) => all.iter().map(word).collect(),
                None => vec![word(value)],
            };
            settings::set_flag(&mut options, knob, &values).map_err(|it| format!("`{key}`: {it}"))?;
        }
        Ok(options)
    }
}

/// A value as a flag has it.
fn word(value: &Value) -> String {
    match value {
        Value::String(it) => it.clone(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::Null => "none".to_owned(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// What all of them say.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    pub(super) options: Options,
    pub(super) wanted: Wanted,
    /// What of it cannot be used, a sentence each.
    pub(super) wrong: Vec<String>,
}

impl Wishes {
    /// Reads `.netpol.toml`. What cannot be used is named, and the rest counts.
    pub(super) fn new(given: &Given, base: &Options, paths: &[PathBuf]) -> Wishes {
        let mut wrong = Vec::new();
        let mut options = given.options(base).unwrap_or_else(|it| {
            wrong.push(it);
            base.clone()
        });
        let named = given.config.as_deref().map(Path::new);
        let named = named.map(|it| match paths.first() {
            // Seen from the workspace.
            Some(first) if it.as_os_str() != "none" => first.join(it),
            _ => it.to_owned(),
        });
        let config = Config::read(named.as_deref(), paths).unwrap_or_else(|it| {
            wrong.push(it);
            Config::default()
        });
        let wanted = Wanted::new(&given.select, given.families, given.unused, config).unwrap_or_else(|it| {
            wrong.push(it);
            Wanted::default()
        });
        options.ignore.extend(wanted.ignored().iter().cloned());
        Wishes { options, wanted, wrong }
    }
}

#[cfg(test)]
mod tests {
    use netpol_core::Options;
    use serde_json::{Value, json};

    use super::{Given, Wishes};

    fn wishes(said: &Value) -> Wishes {
        Wishes::new(&Given::new(said).unwrap(), &Options::default(), &[])
    }

    #[test]
    fn settings_have_the_keys_and_values_of_flags() {
        let own = json!({"settings": {"pod-cidr": ["10.9.0.0/16"], "stand-ins": false, "ignore": ["wide-rule", "L-48"]}});
        for said in [own.clone(), json!({"netpol": own, "yaml": {}})] {
            let it = wishes(&said);
            assert_eq!(it.wrong, [""; 0]);
            assert_eq!(it.options.pod_cidrs.len(), 1);
            assert!(!it.options.stand_ins);
            assert_eq!(it.options.ignore, ["wide-rule", "L-48"]);
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (said, wrong) in [
            (json!({"settings": {"pod-cidr": "x"}}), "pod-cidr"),
            (json!({"settings": {"podCidr": "x"}}), "podCidr"),
            (json!({"select": ["nothing-such"]}), "nothing-such"),
            (json!({"config": "/nowhere/netpol.toml"}), "/nowhere/netpol.toml"),
        ] {
            let it = wishes(&said);
            assert!(it.wrong.concat().contains(wrong), "{:?}", it.wrong);
        }
        assert!(Given::new(&json!({"selct": []})).unwrap_err().contains("selct"));
        assert!(Given::new(&json!([1])).is_err());
        assert!(Given::new(&Value::Null).is_ok());
    }
}

//! `kubectl config`: one context, whose namespace may be changed.

use super::Shell;
use super::flags::Command;
use super::kube::not_simulated;
use super::shell::Io;

const CONTEXT: &str = "kubernetes-admin@kubernetes";

impl Shell {
    pub(super) fn config(&mut self, command: &Command) -> Result<Io, Io> {
        let first = command.args.first().map(String::as_str);
        let is_known = |it: &str| it == CONTEXT || self.contexts.iter().any(|context| context.0 == it);
        match command.name {
            "config current-context" => Ok(Io::out(format!("{CONTEXT}\n"))),
            "config use-context" => match first {
                Some(it) if is_known(it) => {
                    let own = self.contexts.iter().find(|context| context.0 == it);
                    if let Some(namespace) = own.map(|it| it.1.clone()) {
                        self.namespace = namespace;
                    }
                    Ok(Io::out(format!("Switched to context \"{it}\".\n")))
                }
                Some(it) => Err(Io::error(format!("error: no context exists with the name: \"{it}\""))),
                None => Err(command.misused("unexpected args: []")),
            },
            "config set-context" => {
                let namespace = command.value("namespace");
                let name = if command.has("current") { CONTEXT } else { first.unwrap_or_default() };
                if name.is_empty() {
                    return Err(command.misused("unexpected args: []"));
                }
                if name == CONTEXT {
                    if let Some(it) = namespace {
                        let it = if it.is_empty() { "default" } else { it };
                        it.clone_into(&mut self.namespace);
                    }
                    return Ok(Io::out(format!("Context \"{name}\" modified.\n")));
                }
                let word = if is_known(name) { "modified" } else { "created" };
                let it = (name.to_owned(), namespace.unwrap_or("default").to_owned());
                self.contexts.retain(|it| it.0 != name);
                self.contexts.push(it);
                Ok(Io::out(format!("Context \"{name}\" {word}.\n")))
            }
            "config get-contexts" => {
                if command.value("output") == Some("name") {
                    return Ok(Io::out(format!("{CONTEXT}\n")));
                }
                let mut table =
                    super::table::Table::new(&["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]);
                table.row(["*", CONTEXT, "kubernetes", "kubernetes-admin", self.context_namespace()]);
                Ok(Io::out(table.print(!command.has("no-headers"))))
            }
            "config view" => {
                let own = self.context_namespace();
                if let Some(it) = command.value("output").filter(|it| it.starts_with("jsonpath")) {
                    return Ok(Io::out(if it.contains("namespace") {
                        own.to_owned()
                    } else {
                        String::new()
                    }));
                }
                let line = if own.is_empty() { String::new() } else { format!("    namespace: {own}\n") };
                Ok(Io::out(format!(
                    "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: DATA+OMITTED\n    server: https://172.18.0.3:6443\n  name: kubernetes\ncontexts:\n- context:\n    cluster: kubernetes\n{line}    user: kubernetes-admin\n  name: {CONTEXT}\ncurrent-context: {CONTEXT}\nkind: Config\npreferences: {{}}\nusers:\n- name: kubernetes-admin\n  user:\n    client-certificate-data: DATA+OMITTED\n    client-key-data: DATA+OMITTED\n"
                )))
            }
            it => Err(Io::error(not_simulated(it))),
        }
    }

    fn context_namespace(&self) -> &str {
        if self.namespace == "default" { "" } else { &self.namespace }
    }
}

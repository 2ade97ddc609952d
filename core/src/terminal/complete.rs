//! What a word of a line may become: commands, kinds, names, flags, namespaces, files.

use super::Shell;
use super::flags::{self, Command, TOP};
use super::resource::{Kind, RESOURCES};

/// How many are offered at most.
const MOST: usize = 200;

impl Shell {
    pub(super) fn complete(&self, line: &str, caret: usize) -> (usize, Vec<String>) {
        let mut caret = caret.min(line.len());
        while !line.is_char_boundary(caret) {
            caret -= 1;
        }
        let before = line.get(..caret).unwrap_or_default();
        let start = before.rfind(|it: char| it.is_whitespace() || "|&;(".contains(it)).map_or(0, |it| it + 1);
        let last = before.get(start..).unwrap_or_default();
        let command = before.get(..start).unwrap_or_default();
        let from = command.rfind(['|', '&', ';', '(']).map_or(0, |it| it + 1);
        let words: Vec<String> =
            command.get(from..).unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        // Of `pod/we` the kind stays, and of `--flag=val` the flag.
        let (kept, typed) = match last.rfind(['/', '=', ',']) {
            Some(at) if !words.is_empty() => last.split_at(at + 1),
            _ => ("", last),
        };
        let mut all = self.offered(&words, kept);
        all.retain(|it| it.starts_with(typed) && it != typed);
        all.sort();
        all.dedup();
        all.truncate(MOST);
        (start + kept.len(), all)
    }

    fn offered(&self, words: &[String], kept: &str) -> Vec<String> {
        if let Some(it) = &self.interactive {
            let programs = super::net::TOOLS.iter().filter(|tool| it.image.has(tool) != Some(false));
            let names = programs.copied().chain(["cat", "echo", "env", "exit"]);
            return if words.is_empty() { names.map(str::to_owned).collect() } else { Vec::new() };
        }
        let Some((first, rest)) = words.split_first() else {
            let programs =
                ["kubectl", "cat", "ls", "grep", "export", "alias", "echo", "for", "clear", "help"];
            return programs
                .into_iter()
                .map(str::to_owned)
                .chain(self.state.aliases.keys().cloned())
                .collect();
        };
        let alias = self.state.aliases.get(first).map(String::as_str).unwrap_or(first);
        let mut alias = alias.split_whitespace().map(str::to_owned);
        let program = alias.next().unwrap_or_default();
        if !matches!(program.as_str(), "kubectl" | "k") {
            return self.file_names();
        }
        let all: Vec<String> = alias.chain(rest.iter().cloned()).collect();
        if all.iter().any(|it| it == "--") {
            let programs = ["wget", "curl", "nc", "nslookup", "dig", "ping", "sh"];
            return programs.into_iter().map(str::to_owned).collect();
        }
        let cluster = self.cluster();
        let names = |kind: Kind, namespace: &str| -> Vec<String> {
            let is_meant = |it: &&super::store::Object| {
                it.key.kind == kind && (it.key.namespace == namespace || it.key.namespace.is_empty())
            };
            cluster.objects.iter().filter(is_meant).map(|it| it.key.name.clone()).collect()
        };
        let before = all.last().map(String::as_str).unwrap_or_default();
        if matches!(before, "-n" | "--namespace") || kept == "--namespace=" {
            return names(Kind::Namespace, "");
        }
        if matches!(before, "-f" | "--filename") {
            return self.file_names();
        }
        if matches!(before, "-o" | "--output") || kept == "--output=" {
            return ["wide", "yaml", "json", "name", "jsonpath="].into_iter().map(str::to_owned).collect();
        }
        // A flag whose value is being typed lacks it yet.
        let whole = if before.starts_with('-') { all.get(..all.len() - 1).unwrap_or_default() } else { &all };
        let command = Command::read(whole).unwrap_or_default();
        if command.name.is_empty() {
            return TOP.into_iter().map(str::to_owned).collect();
        }
        let namespace = self.namespace_of(&command);
        if matches!(before, "-l" | "--selector") {
            let labels =
                cluster.objects.iter().filter(|it| it.key.namespace == namespace).flat_map(|it| it.labels());
            return labels.map(|it| format!("{}={}", it.0, it.1)).collect();
        }
        if let Some(kind) = kept.strip_suffix('/') {
            let found = super::resource::named(kind, |_| true);
            return found.map(|it| names(it.kind, &namespace)).unwrap_or_default();
        }
        let mut res = flags::names(command.name);
        if command.args.is_empty() {
            res.extend(flags::below(command.name));
        }
        let takes_kinds = matches!(
            command.name,
            "get"
                | "describe"
                | "delete"
                | "label"
                | "annotate"
                | "expose"
                | "scale"
                | "patch"
                | "edit"
                | "explain"
                | "wait"
        );
        match (command.name, command.args.as_slice()) {
            ("exec" | "logs", []) => res.extend(names(Kind::Pod, &namespace)),
            (_, []) if takes_kinds => {
                res.extend(
                    RESOURCES
                        .iter()
                        .flat_map(|it| [it.plural, it.short])
                        .filter(|it| !it.is_empty())
                        .map(str::to_owned),
                );
            }
            (_, [kind, ..]) if takes_kinds => {
                if let Some(it) = super::resource::named(kind, |_| true) {
                    res.extend(names(it.kind, &namespace));
                }
            }
            _ => {}
        }
        res
    }
}

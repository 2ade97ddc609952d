//! Programs of a shell beside kubectl.

mod conditions;
mod numbers;

use super::files::plain_name;
use super::shell::Io;
use super::text;
use super::{Evaluate, Shell};
pub(super) use conditions::test;
use numbers::seq;

/// What is simulated, told by `help` and wherever something is not.
pub(super) const SIMULATED: &str = "kubectl (get, describe, create, run, expose, label, annotate, apply, replace, patch, set image, delete, scale, exec, explain, config, api-resources, wait, rollout status) and cat, ls, echo, grep, head, tail, wc, sort, sed, rm, alias, export, for, if";

/// Programs that run what stands behind them.
const IN_FRONT: [&str; 5] = ["sudo", "time", "command", "exec", "nohup"];

impl Shell {
    pub(super) fn command(&mut self, words: &[String], stdin: Option<String>, evaluate: &Evaluate<'_>) -> Io {
        let Some(first) = words.first() else { return Io::default() };
        let name = first.trim_start_matches('\\').rsplit('/').next().unwrap_or_default();
        if self.place.is_some() {
            return self.inside_command(words, stdin, evaluate);
        }
        self.builtin(name, words, stdin, evaluate)
    }

    /// The same where no pod is asked first.
    pub(super) fn builtin(
        &mut self,
        name: &str,
        words: &[String],
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Io {
        let Some((first, rest)) = words.split_first() else { return Io::default() };
        if IN_FRONT.contains(&name) && !rest.is_empty() {
            return self.command(rest, stdin, evaluate);
        }
        match name {
            "kubectl" | "k" | "kubecolor" => self.kubectl(rest, stdin, evaluate),
            "timeout" | "watch" if rest.len() > 1 => {
                let from = rest.iter().position(|it| it.starts_with("kubectl") || it == "k").unwrap_or(1);
                self.command(rest.get(from..).unwrap_or_default(), stdin, evaluate)
            }
            "kubens" => {
                if let Some(it) = rest.first() {
                    self.namespace.clone_from(it);
                }
                Io::out(format!("{}\n", self.namespace))
            }
            "cat" => self.cat(rest, stdin),
            "ls" => self.ls(rest),
            "rm" | "cp" | "mv" | "tee" | "touch" => self.change_files(name, rest, stdin),
            "sed" => self.sed(rest, stdin),
            "echo" => text::echo(rest),
            "printf" => super::printf::printf(rest),
            "grep" | "egrep" | "head" | "tail" | "wc" | "sort" | "uniq" | "cut" | "tr" | "nl" => {
                self.filter(name, rest, stdin)
            }
            "export" | "declare" | "local" | "readonly" | "unset" | "alias" | "unalias" => {
                self.define(name, rest)
            }
            "true" | ":" | "cd" | "sleep" | "mkdir" | "chmod" | "complete" | "shopt" | "wait" => {
                Io::default()
            }
            "exit" | "return" | "break" | "continue" => self.leave(name, rest),
            "source" | "." => self.source(rest, evaluate),
            "while" | "until" | "case" | "select" | "do" | "done" | "set" | "trap" | "read" | "eval" => {
                super::control::not_simulated(name)
            }
            "false" => Io { status: 1, ..Io::default() },
            "clear" => {
                self.is_cleared = true;
                Io::default()
            }
            "pwd" => Io::out("/srv/student\n"),
            "whoami" => Io::out("root\n"),
            "help" => Io::out(format!("Simulated: {SIMULATED}.\n")),
            "[" | "test" | "[[" => self.condition(name, rest),
            "seq" => seq(rest),
            "vi" | "vim" | "nano" => Io::error(format!(
                "{name}: not simulated here: edit the file in the editor, or write it with `cat > FILE <<EOF`"
            )),
            "curl" | "wget" | "nc" | "nslookup" | "dig" | "ping" | "telnet" => Io {
                status: 127,
                ..Io::error(format!(
                    "{name}: not simulated outside of pods: run it in one, as in `kubectl exec POD -- {}`",
                    words.join(" ")
                ))
            },
            _ if KNOWN.contains(&name) => Io {
                status: 127,
                ..Io::error(format!("{name}: not simulated here. Simulated: {SIMULATED}."))
            },
            _ => Io {
                status: 127,
                ..Io::error(format!(
                    "bash: {first}: command not found (only some programs are simulated: see `help`)"
                ))
            },
        }
    }

    /// Variables and aliases.
    fn define(&mut self, name: &str, words: &[String]) -> Io {
        match name {
            "alias" => return self.alias(words),
            "unalias" => words.iter().for_each(|it| drop(self.state.aliases.remove(it))),
            "unset" => words.iter().for_each(|it| drop(self.state.variables.remove(it))),
            _ => {
                let pairs = words.iter().filter_map(|it| it.split_once('='));
                self.state.variables.extend(pairs.map(|it| (it.0.to_owned(), it.1.to_owned())));
            }
        }
        Io::default()
    }

    /// Programs that write files of the working directory, or take them away.
    fn change_files(&mut self, name: &str, words: &[String], stdin: Option<String>) -> Io {
        let named = words.iter().filter(|it| !it.starts_with('-'));
        let mut res = Io::default();
        match (name, words) {
            ("rm", _) => named.for_each(|it| drop(self.state.files.remove(plain_name(it)))),
            ("touch", _) => named.for_each(|it| res.join(said(self.state.write(it, "", true)))),
            ("tee", _) => {
                let text = stdin.unwrap_or_default();
                let is_appended = words.iter().any(|it| matches!(it.as_str(), "-a" | "--append"));
                named.for_each(|it| res.join(said(self.state.write(it, &text, is_appended))));
                res.print(&text);
            }
            (_, [from, to]) => {
                let Some(text) = self.file(from) else {
                    return Io::error(format!("{name}: cannot stat '{from}': No such file or directory"));
                };
                res = said(self.state.write(to, &text, false));
                if name == "mv" && res.status == 0 && plain_name(from) != plain_name(to) {
                    let _gone = self.state.files.remove(plain_name(from));
                }
            }
            _ => return Io::error(format!("{name}: missing file operand")),
        }
        res
    }

    fn cat(&mut self, words: &[String], stdin: Option<String>) -> Io {
        let names: Vec<&String> = words.iter().filter(|it| !it.starts_with('-') || *it == "-").collect();
        if names.is_empty() {
            return Io::out(stdin.unwrap_or_default());
        }
        let mut res = Io::default();
        let mut stdin = stdin;
        for name in names {
            let text = if name == "-" { stdin.take() } else { self.file(name) };
            match text {
                Some(it) => res.print(&it),
                None => {
                    res.warn(&format!("cat: {name}: No such file or directory"));
                    res.status = 1;
                }
            }
        }
        res
    }

    fn ls(&mut self, words: &[String]) -> Io {
        let names: Vec<&String> = words.iter().filter(|it| !it.starts_with('-')).collect();
        let mut all: Vec<String> = Vec::new();
        let folder = names.first().map(|it| plain_name(it).trim_end_matches('/'));
        for it in self.file_names() {
            let inner = match folder.filter(|it| !it.is_empty() && *it != ".") {
                Some(folder) if it == folder => Some(it.as_str()),
                Some(folder) => it.strip_prefix(folder).and_then(|it| it.strip_prefix('/')),
                None => Some(it.as_str()),
            };
            all.extend(inner.map(|it| it.split('/').next().unwrap_or_default().to_owned()));
        }
        all.dedup();
        if let (true, Some(it)) = (all.is_empty(), folder.filter(|it| !it.is_empty() && *it != ".")) {
            return Io {
                status: 2,
                ..Io::error(format!("ls: cannot access '{it}': No such file or directory"))
            };
        }
        Io::out(all.iter().map(|it| format!("{it}\n")).collect::<String>())
    }

    fn alias(&mut self, words: &[String]) -> Io {
        let mut res = Io::default();
        if words.is_empty() {
            for (name, value) in &self.state.aliases {
                res.line(&format!("alias {name}='{value}'"));
            }
        }
        for it in words {
            match it.split_once('=') {
                Some((name, value)) => {
                    self.state.aliases.insert(name.to_owned(), value.to_owned());
                }
                None => match self.state.aliases.get(it) {
                    Some(value) => res.line(&format!("alias {it}='{value}'")),
                    None => {
                        res.warn(&format!("bash: alias: {it}: not found"));
                        res.status = 1;
                    }
                },
            }
        }
        res
    }

    /// `sed` with plain substitutions, in place too.
    fn sed(&mut self, words: &[String], stdin: Option<String>) -> Io {
        let is_in_place = words.iter().any(|it| it.starts_with("-i"));
        let mut rest = words.iter().filter(|it| !it.starts_with('-'));
        let Some(script) = rest.next() else { return Io::error("sed: no script") };
        let Some((from, to, is_global)) = text::substitution(script) else {
            return Io::error("sed: only `s/TEXT/OTHER/` of plain texts is simulated");
        };
        let mut res = Io::default();
        let change = |it: &str| {
            let line = |it: &str| if is_global { it.replace(&from, &to) } else { it.replacen(&from, &to, 1) };
            it.split_inclusive('\n').map(line).collect::<String>()
        };
        let names: Vec<&String> = rest.collect();
        if names.is_empty() {
            return Io::out(change(&stdin.unwrap_or_default()));
        }
        for name in names {
            match self.file(name) {
                Some(it) if is_in_place => {
                    res.join(said(self.state.write(name, &change(&it), false)));
                }
                Some(it) => res.print(&change(&it)),
                None => {
                    res.warn(&format!("sed: can't read {name}: No such file or directory"));
                    res.status = 2;
                }
            }
        }
        res
    }

    fn filter(&mut self, name: &str, words: &[String], stdin: Option<String>) -> Io {
        let (flags, mut names) = text::flags(name, words);
        let pattern = if matches!(name, "grep" | "egrep") {
            match flags.iter().find(|it| it.0 == 'e').map(|it| it.1.clone()) {
                Some(it) => Some(it),
                None if names.is_empty() => {
                    return Io { status: 2, ..Io::error("Usage: grep [OPTION]... PATTERNS [FILE]...") };
                }
                None => Some(names.remove(0)),
            }
        } else {
            None
        };
        let mut input = String::new();
        if names.is_empty() || name == "tr" {
            input = stdin.unwrap_or_default();
        }
        for it in names.iter().filter(|_| name != "tr") {
            match self.file(it) {
                Some(text) => input.push_str(&text),
                None => {
                    return Io { status: 2, ..Io::error(format!("{name}: {it}: No such file or directory")) };
                }
            }
        }
        text::filter(name, &flags, pattern.as_deref(), &names, &input)
    }
}

/// Programs that people use and that are not simulated.
const KNOWN: [&str; 34] = [
    "apt",
    "apt-get",
    "awk",
    "bash",
    "calicoctl",
    "cilium",
    "crictl",
    "docker",
    "envsubst",
    "etcdctl",
    "git",
    "helm",
    "hubble",
    "ip",
    "iptables",
    "istioctl",
    "journalctl",
    "jq",
    "k9s",
    "kind",
    "kubeadm",
    "kubectx",
    "kustomize",
    "minikube",
    "openssl",
    "python3",
    "sh",
    "ssh",
    "systemctl",
    "tcpdump",
    "xargs",
    "yq",
    "find",
    "diff",
];

/// What is said of a file that was written, or that could not be.
fn said(written: Result<(), String>) -> Io {
    written.map_or_else(Io::error, |()| Io::default())
}

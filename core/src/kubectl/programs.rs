//! Programs of a shell beside kubectl, as far as they write, read or print manifests.

use super::command::{Command, place};
use super::event::{Ran, Stream, What};
use super::session::{Session, file_name};
use crate::source::{Location, Mapped};

/// What runs another command as it is.
const IN_FRONT: [&str; 6] = ["sudo", "time", "command", "microk8s", "k3s", "winpty"];

/// What kubectl is called.
const KUBECTL: [&str; 6] = ["kubectl", "k", "oc", "kubectl.exe", "kubecolor", "microk8s.kubectl"];

/// The programs whose lines are no prose.
pub(super) const PROGRAMS: &[&str] = &[
    "alias",
    "apt",
    "apt-get",
    "bash",
    "brew",
    "calicoctl",
    "cat",
    "cd",
    "chmod",
    "cilium",
    "clear",
    "cp",
    "curl",
    "docker",
    "echo",
    "eksctl",
    "envsubst",
    "exit",
    "export",
    "gcloud",
    "git",
    "helm",
    "helmfile",
    "hubble",
    "istioctl",
    "k3d",
    "kind",
    "kubectx",
    "kubens",
    "kustomize",
    "ls",
    "minikube",
    "mkdir",
    "nano",
    "nc",
    "printf",
    "rm",
    "sed",
    "set",
    "sh",
    "sleep",
    "source",
    "ssh",
    "sudo",
    "tee",
    "unalias",
    "unset",
    "vi",
    "vim",
    "watch",
    "wget",
    "az",
    "kubeadm",
    "crictl",
    "nslookup",
    "dig",
    "ping",
    "microk8s",
    "k3s",
    "exec",
    "read",
    "wait",
    "touch",
    "mv",
    "jq",
    "yq",
    "grep",
    "trap",
    "tar",
    "terraform",
    "systemctl",
    "podman",
    "skaffold",
    "flux",
    "argocd",
    "xargs",
];

/// Programs that make or change objects of a cluster by themselves.
const MAKERS: [&str; 13] = [
    "argocd",
    "calicoctl",
    "cilium",
    "flux",
    "helm",
    "helmfile",
    "istioctl",
    "oc",
    "skaffold",
    "terraform",
    "xargs",
    "kapp",
    "linkerd",
];

/// With these words.
const CHANGES: [&str; 12] = [
    "apply",
    "create",
    "delete",
    "deploy",
    "install",
    "label",
    "patch",
    "replace",
    "scale",
    "sync",
    "uninstall",
    "upgrade",
];

/// Whether a word is the name of kubectl.
pub(super) fn is_kubectl(word: &str) -> bool {
    KUBECTL.contains(&word)
}

/// Whether a word is the name of a program that may change objects of a cluster.
pub(super) fn may_change(word: &str) -> bool {
    is_kubectl(word) || MAKERS.contains(&word)
}

impl Session {
    pub(super) fn program(&mut self, words: &[Mapped], stdin: Stream, at: Location) -> Ran {
        let Some((first, mut rest)) = words.split_first() else { return Ran::DONE };
        let program = first.text().trim_start_matches('\\');
        let program = program.rsplit('/').next().unwrap_or(program);
        if IN_FRONT.contains(&program) && !rest.is_empty() {
            while rest.first().is_some_and(|it| it.text().starts_with('-')) {
                rest = rest.get(1..).unwrap_or_default();
            }
            return self.program(rest, stdin, at);
        }
        if program == "minikube" && rest.first().is_some_and(|it| it.text() == "kubectl") {
            let rest = rest.get(1..).unwrap_or_default();
            let rest = rest.strip_prefix(std::slice::from_ref(&dashes(rest))).unwrap_or(rest);
            return self.kubectl(&Command::read(rest, at), stdin);
        }
        if is_kubectl(program) {
            return self.kubectl(&Command::read(rest, at), stdin);
        }
        match program {
            "!" => {
                let ran = self.program(rest, stdin, at);
                Ran { is_done: !ran.is_done, ..ran }
            }
            "[" | "[[" | "test" => Ran { is_done: holds(rest), out: Stream::Nothing },
            "trap" | "return" | "shopt" | "complete" => Ran::DONE,
            "cat" => self.cat(rest, stdin),
            "tee" => self.tee(rest, stdin),
            "echo" | "printf" | "Write-Output" => echo(rest, at),
            "envsubst" => self.envsubst(stdin),
            "export" | "declare" | "local" | "readonly" | "set" => {
                self.export(rest);
                Ran::DONE
            }
            "alias" => {
                self.alias(rest);
                Ran::DONE
            }
            "unset" => {
                for it in rest {
                    self.variables.remove(it.text());
                }
                Ran::DONE
            }
            "kubens" => {
                self.namespace = rest.first().cloned().or(self.namespace.take());
                Ran::DONE
            }
            "cp" | "mv" => {
                if let [from, to] = rest
                    && let Some(it) = self.files.get(file_name(from.text())).cloned()
                {
                    self.files.insert(file_name(to.text()).to_owned(), it);
                    self.files.remove(if program == "mv" { file_name(from.text()) } else { "" });
                }
                Ran::DONE
            }
            "rm" => {
                for it in rest {
                    self.files.remove(file_name(it.text()));
                }
                Ran::DONE
            }
            "true" | ":" | "cd" | "clear" | "exit" => Ran::DONE,
            "false" => Ran::REFUSED,
            "sed" | "awk" | "yq" | "jq" | "perl" | "curl" | "wget" | "helm" | "kustomize" | "base64"
            | "xargs" => {
                let is_first = matches!(stdin, Stream::Nothing);
                self.other(program, rest, at, is_first);
                let url = rest.iter().map(Mapped::text).find(|it| is_url(it));
                let what = url.map_or_else(|| format!("what `{program}` prints"), str::to_owned);
                Ran { is_done: true, out: Stream::Unread(what) }
            }
            _ => {
                self.other(program, rest, at, matches!(stdin, Stream::Nothing));
                Ran::DONE
            }
        }
    }

    /// A program that changes no object. The files that it names are of use.
    fn other(&mut self, program: &str, words: &[Mapped], at: Location, is_first: bool) {
        // A file that is changed in place is another one, which is not in the text.
        let is_changed = words.iter().any(|it| it.text().starts_with("-i") || it.text() == "--in-place");
        let verb = words.iter().map(Mapped::text).find(|it| CHANGES.contains(it));
        if let Some(verb) = verb.filter(|_| MAKERS.contains(&program)) {
            self.tell(at, What::NotRead(format!("{program} {verb}")));
            return;
        }
        for word in words {
            let name = word.text().rsplit('=').next().unwrap_or_default();
            if is_changed && ["sed", "yq", "perl"].contains(&program) {
                self.files.remove(file_name(name));
            } else if let Some(it) = self.files.get_mut(file_name(name)) {
                it.is_used = true;
            }
        }
        // What reads what another one prints is not worth a word.
        if is_first {
            self.tell(at, What::Skipped(program.to_owned()));
        }
    }

    fn cat(&mut self, words: &[Mapped], stdin: Stream) -> Ran {
        let names: Vec<&Mapped> = words.iter().filter(|it| !it.text().starts_with('-')).collect();
        if names.is_empty() {
            return Ran { is_done: true, out: stdin };
        }
        let mut res = Mapped::new();
        for name in names {
            match self.read_file(name) {
                Stream::Text(it, _) => res.copy(&it, 0..it.text().len()),
                it @ (Stream::Nothing | Stream::Unread(_)) => return Ran { is_done: true, out: it },
            }
        }
        Ran::printed(res)
    }

    fn tee(&mut self, words: &[Mapped], stdin: Stream) -> Ran {
        if let Stream::Text(text, _) = &stdin {
            for name in words.iter().filter(|it| !it.text().starts_with('-')) {
                self.show_file(name.text(), text.clone(), place(name));
            }
        }
        Ran { is_done: true, out: stdin }
    }

    fn envsubst(&mut self, stdin: Stream) -> Ran {
        let Stream::Text(text, printed) = stdin else { return Ran { is_done: true, out: stdin } };
        let body = 0..text.text().len();
        let here = super::words::Here { body, ..super::words::Here::default() };
        let variables = &self.variables;
        let mut it = super::expand::Expander { script: &text, variables, unset: Vec::new(), left: 1 << 20 };
        let out = it.here(&here);
        Ran { is_done: true, out: Stream::Text(out, printed) }
    }
}

/// Whether a condition in brackets holds, as far as its words tell.
fn holds(words: &[Mapped]) -> bool {
    let words: Vec<&str> = words.iter().map(Mapped::text).filter(|it| !matches!(*it, "]" | "]]")).collect();
    match words.as_slice() {
        ["-z", it] => it.is_empty() || it.starts_with('$'),
        ["-z"] => true,
        ["-n"] => false,
        ["-n", it] => !it.is_empty() && !it.starts_with('$'),
        [one, "=" | "==", other] => one == other,
        [one, "!=", other] => one != other,
        _ => true,
    }
}

fn dashes(words: &[Mapped]) -> Mapped {
    words.first().filter(|it| it.text() == "--").cloned().unwrap_or_default()
}

/// What `echo` prints: of one word in quotes the very text.
fn echo(words: &[Mapped], at: Location) -> Ran {
    let mut res = Mapped::new();
    let is_escaped = words.iter().any(|it| it.text() == "-e");
    for word in words.iter().filter(|it| !matches!(it.text(), "-e" | "-n")) {
        if !res.text().is_empty() {
            res.put(" ", at);
        }
        if is_escaped && word.text().contains("\\n") {
            res.put(&word.text().replace("\\n", "\n"), place(word));
        } else {
            res.copy(word, 0..word.text().len());
        }
    }
    res.put("\n", at);
    Ran::printed(res)
}

/// Whether a word names something on the network.
pub(super) fn is_url(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://")
}

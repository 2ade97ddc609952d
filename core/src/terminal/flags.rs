//! A command line of kubectl: which command it is, its words, its flags, and what stands behind `--`.

mod table;

use super::shell::Io;
use table::{ALSO, COMMANDS, GLOBAL};

/// Every command word at the top.
pub(super) const TOP: [&str; 42] = [
    "create",
    "expose",
    "run",
    "set",
    "explain",
    "get",
    "edit",
    "delete",
    "rollout",
    "scale",
    "autoscale",
    "certificate",
    "cluster-info",
    "top",
    "cordon",
    "uncordon",
    "drain",
    "taint",
    "describe",
    "logs",
    "attach",
    "exec",
    "port-forward",
    "proxy",
    "cp",
    "auth",
    "debug",
    "events",
    "diff",
    "apply",
    "patch",
    "replace",
    "wait",
    "kustomize",
    "label",
    "annotate",
    "completion",
    "api-resources",
    "api-versions",
    "config",
    "plugin",
    "version",
];

/// A command line without the program's name.
#[derive(Clone, Debug, Default)]
pub(super) struct Command {
    /// `get`, `create service clusterip`.
    pub(super) name: &'static str,
    pub(super) args: Vec<String>,
    flags: Vec<(String, Option<String>)>,
    /// What stands behind `--`.
    pub(super) behind: Option<Vec<String>>,
}

/// Words to look for one in.
struct Words<'w> {
    words: std::slice::Iter<'w, String>,
}

impl Command {
    /// Reads the words behind the program's name.
    pub(super) fn read(words: &[String]) -> Result<Command, Io> {
        let (name, used) = Command::named(words)?;
        let table = COMMANDS.iter().find(|it| it.0 == name).map_or("", |it| it.1);
        let mut res = Command { name, ..Command::default() };
        let mut rest = Words { words: words.iter() };
        let mut skip = used;
        while let Some(word) = rest.words.next() {
            if word == "--" {
                res.behind = Some(rest.words.cloned().collect());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                res.long(table, long, &mut rest)?;
            } else if word.len() > 1 && word.starts_with('-') {
                res.short(table, word, &mut rest)?;
            } else if skip > 0 {
                skip -= 1;
            } else {
                res.args.push(word.clone());
            }
        }
        Ok(res)
    }

    /// The command that the first words mean, and how many they are. Flags may stand before and between them.
    fn named(words: &[String]) -> Result<(&'static str, usize), Io> {
        let mut plain = Vec::new();
        let mut it = words.iter();
        while let Some(word) = it.next() {
            match word.as_str() {
                "--" => break,
                "-n" | "--namespace" | "--context" | "--kubeconfig" => {
                    it.next();
                }
                word if word.starts_with('-') => {
                    // Before the command there are global flags alone.
                    if !plain.is_empty() {
                        break;
                    }
                }
                word => plain.push(word),
            }
        }
        let Some(first) = plain.first() else { return Err(super::kube::usage()) };
        let find = |name: &str| {
            let name = ALSO.iter().find(|it| it.0 == name).map_or(name, |it| it.1);
            COMMANDS.iter().find(|it| it.0 == name).map(|it| it.0)
        };
        for count in [3, 2, 1] {
            let Some(some) = plain.get(..count) else { continue };
            if let Some(name) = find(&some.join(" ")) {
                return Ok((name, count));
            }
        }
        Err(unknown(first))
    }

    fn long(&mut self, table: &str, long: &str, rest: &mut Words<'_>) -> Result<(), Io> {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        let Some((_, kind)) = find(table, |it| it.1 == name) else {
            return Err(self.wrong(&format!("unknown flag: --{name}")));
        };
        let value = match (kind, value) {
            (_, Some(it)) => Some(it.to_owned()),
            ('?' | '~', None) => None,
            (_, None) => match rest.words.next() {
                Some(it) => Some(it.clone()),
                None => return Err(self.wrong(&format!("flag needs an argument: --{name}"))),
            },
        };
        self.flags.push((name.to_owned(), value));
        Ok(())
    }

    fn short(&mut self, table: &str, word: &str, rest: &mut Words<'_>) -> Result<(), Io> {
        let letters = word.strip_prefix('-').unwrap_or_default();
        for (at, it) in letters.char_indices() {
            let Some((name, kind)) = find(table, |(short, _)| short == it.to_string()) else {
                return Err(self.wrong(&format!("unknown shorthand flag: '{it}' in {word}")));
            };
            if kind == '?' {
                self.flags.push((name, None));
                continue;
            }
            let behind = letters.get(at + it.len_utf8()..).unwrap_or_default();
            let value = match behind.strip_prefix('=').unwrap_or(behind) {
                "" => match rest.words.next() {
                    Some(it) => it.clone(),
                    None => return Err(self.wrong(&format!("flag needs an argument: '{it}' in {word}"))),
                },
                it => it.to_owned(),
            };
            self.flags.push((name, Some(value)));
            break;
        }
        Ok(())
    }

    /// What is wrong with a flag, with where the usage is told.
    pub(super) fn wrong(&self, what: &str) -> Io {
        Io::error(format!("error: {what}\nSee 'kubectl {} --help' for usage.", self.name))
    }

    /// What is wrong with the words, likewise.
    pub(super) fn misused(&self, what: &str) -> Io {
        Io::error(format!("error: {what}\nSee 'kubectl {} -h' for help and examples", self.name))
    }

    /// Whether a switch is there and not taken back.
    pub(super) fn has(&self, name: &str) -> bool {
        self.flags.iter().rfind(|it| it.0 == name).is_some_and(|it| it.1.as_deref() != Some("false"))
    }

    /// The value of a flag: of several the last.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.flags.iter().rfind(|it| it.0 == name).and_then(|it| it.1.as_deref())
    }

    /// All values of a flag that may be there several times.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        self.flags.iter().filter(|it| it.0 == name).filter_map(|it| it.1.as_deref()).collect()
    }

    /// What `--dry-run` says: nothing, `client` or `server`. `Err` where it says something else.
    pub(super) fn dry_run(&self) -> Result<Option<&'static str>, Io> {
        let Some(flag) = self.flags.iter().rfind(|it| it.0 == "dry-run") else { return Ok(None) };
        match flag.1.as_deref() {
            None | Some("client" | "unchanged" | "true") => Ok(Some("client")),
            Some("server") => Ok(Some("server")),
            Some("none" | "false") => Ok(None),
            Some(it) => Err(Io::error(format!(
                "error: Invalid dry-run value ({it}). Must be \"none\", \"server\", or \"client\"."
            ))),
        }
    }

    /// Whether `--dry-run` has no value: kubectl warns about that.
    pub(super) fn is_old_dry_run(&self) -> bool {
        self.flags.iter().any(|it| it.0 == "dry-run" && it.1.is_none())
    }
}

/// A flag of a command, by its short or long name: the long name, and whether it has a value.
fn find(table: &str, fits: impl Fn((&str, &str)) -> bool) -> Option<(String, char)> {
    table.split(' ').chain(GLOBAL.split(' ')).filter(|it| !it.is_empty()).find_map(|it| {
        let kind = it.chars().next_back().filter(|it| "?~".contains(*it));
        let name = it.trim_end_matches(['?', '~']);
        let (short, long) = name.split_once('/').unwrap_or(("", name));
        fits((short, long)).then(|| (long.to_owned(), kind.unwrap_or('=')))
    })
}

/// The flags of a command as they are typed, for completion.
pub(super) fn names(command: &str) -> Vec<String> {
    let table = COMMANDS.iter().find(|it| it.0 == command).map_or("", |it| it.1);
    let mut res: Vec<String> = table
        .split(' ')
        .chain(["namespace"])
        .filter(|it| !it.is_empty())
        .map(|it| it.trim_end_matches(['?', '~']))
        .map(|it| format!("--{}", it.split_once('/').map_or(it, |it| it.1)))
        .collect();
    res.sort();
    res
}

/// The words that may stand behind those of a command.
pub(super) fn below(command: &str) -> Vec<String> {
    let inner = |it: &&(&str, &str)| it.0.strip_prefix(command).is_some_and(|it| it.starts_with(' '));
    let word = |it: &(&str, &str)| {
        it.0.get(command.len()..).unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned()
    };
    let mut res: Vec<String> = COMMANDS.iter().filter(inner).map(word).collect();
    res.sort();
    res.dedup();
    res
}

fn unknown(word: &str) -> Io {
    if TOP.contains(&word) {
        return Io::error(super::kube::not_simulated(word));
    }
    let mut res = Io::error(format!("error: unknown command \"{word}\" for \"kubectl\""));
    let near: Vec<&str> = TOP
        .into_iter()
        .filter(|it| distance(it, word) <= 2 || it.starts_with(&word.to_lowercase()))
        .collect();
    if !near.is_empty() {
        res.warn("\nDid you mean this?");
        for it in near {
            res.warn(&format!("\t{it}"));
        }
    }
    res
}

/// How many letters have to change.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (nth, it) in one.chars().enumerate() {
        let mut next = vec![nth + 1];
        for (at, letter) in other.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or_default();
            let change = get(&row, at) + usize::from(it != *letter);
            next.push(change.min(get(&row, at + 1) + 1).min(get(&next, at) + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

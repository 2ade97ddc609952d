//! `kubectl exec`, and `kubectl run` with a command that is waited for.

use super::cluster::{ServedCluster, is_workload};
use super::endpoints::{has_selector, is_running, pods_of};
use super::flags::Command;
use super::interactive::is_open_shell;
use super::net::{self, Client, Image};
use super::resource::Kind;
use super::select::Selector;
use super::shell::Io;
use super::store::{Object, Store};
use super::value::Value;
use super::{Evaluate, Reason, Shell, resource};
use crate::source::SourceFile;
use std::rc::Rc;

/// Where a command runs: a pod, and the cluster around it with DNS servers and, for `run`, with that pod.
#[derive(Clone, Debug)]
pub(super) struct Inside {
    pub(super) pod: Object,
    pub(super) image: Image,
    pub(super) served: Rc<Served>,
}

/// A cluster with DNS servers, as it is evaluated and as a server shows it.
#[derive(Debug)]
pub(super) struct Served {
    files: Vec<SourceFile>,
    pub(super) cluster: ServedCluster,
}

impl Served {
    pub(super) fn new(store: &Store) -> Rc<Served> {
        let with_dns = if net::has_dns(store.objects()) {
            None
        } else {
            Some(store.clone().with_file("dns.yaml", net::DNS_MANIFESTS))
        };
        let store = with_dns.as_ref().unwrap_or(store);
        Rc::new(Served { files: store.sources(), cluster: ServedCluster::new(store) })
    }
}

impl Shell {
    pub(super) fn exec(
        &mut self,
        command: &Command,
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let words = exec_words(command)?;
        let first = command.args.first().map(String::as_str).unwrap_or_default();
        let cluster = self.cluster();
        let namespace = self.namespace_of(command);
        let pod = self.pod_of(&cluster, &namespace, first)?;
        if !is_running(&pod) {
            let phase = pod.value.str_at(&["status", "phase"]);
            return Err(Io::error(format!(
                "error: cannot exec into a container in a completed pod; current phase is {phase}"
            )));
        }
        let mut res = Io::default();
        let image = chosen_image(command, &pod, &mut res)?;
        let inside = Inside { pod, image, served: self.served() };
        let mut words = words;
        if is_open_shell(&words) && inside.has_program(&words) {
            match stdin.filter(|_| command.has("stdin")) {
                Some(script) => words = vec!["sh".to_owned(), "-c".to_owned(), script],
                None if command.has("stdin") && self.place.is_none() => {
                    self.open_shell(&inside, &words, Vec::new(), String::new());
                    return Ok(res);
                }
                None => {
                    let text = "without -i the shell has nothing to read and ends at once: `-it` opens it"
                        .to_owned();
                    self.reasons.push(Reason { text, cell: None });
                    return Ok(res);
                }
            }
        }
        match self.inside(&inside, &words, evaluate) {
            Ok(io) => {
                let status = io.status;
                res.append(io);
                if status != 0 {
                    res.warn(&format!("command terminated with exit code {status}"));
                }
            }
            Err(io) => res.append(io),
        }
        Ok(res)
    }

    /// The cluster with DNS servers; made once for each state of it.
    pub(super) fn served(&self) -> Rc<Served> {
        Rc::clone(self.store.seen.served.get_or_init(|| Served::new(&self.store)))
    }

    /// The pod that a word means: a name, or one of a workload's or Service's pods.
    fn pod_of(&self, cluster: &ServedCluster, namespace: &str, word: &str) -> Result<Object, Io> {
        let Some((kind, name)) = word.split_once('/') else {
            return Shell::one(cluster, resource::kind(Kind::Pod), namespace, word);
        };
        let kind = self.resource(kind)?;
        let object = Shell::one(cluster, kind, namespace, name)?;
        if object.key.kind == Kind::Pod {
            return Ok(object);
        }
        let pods = if object.key.kind == Kind::Service && has_selector(&object) {
            pods_of(cluster, &object)
        } else if is_workload(object.key.kind) {
            let pods = cluster.pods(namespace, &Selector::of_object(&object.value));
            pods.into_iter().filter(|it| is_running(it)).collect()
        } else {
            Vec::new()
        };
        pods.first()
            .map(|it| (*it).clone())
            .ok_or_else(|| Io::error("error: timed out waiting for the condition"))
    }

    /// Runs words in a pod. `Err` is what is said where they cannot be run.
    fn inside(&mut self, inside: &Inside, words: &[String], evaluate: &Evaluate<'_>) -> Result<Io, Io> {
        let Some((first, rest)) = words.split_first() else { return Ok(Io::default()) };
        let program = first.rsplit('/').next().unwrap_or_default();
        let known = inside.image.has(program);
        if known == Some(false) {
            if net::TOOLS.contains(&program) || matches!(program, "sh" | "bash") {
                self.reasons.push(Reason { text: inside.image.instead_of(program), cell: None });
            }
            return Err(Io::error(format!(
                "error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec \"4f1c0d\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"{first}\": executable file not found in $PATH: unknown"
            )));
        }
        if known.is_none() {
            let text = format!(
                "which programs the image {} has is not known: {program} is taken to be there",
                inside.image.written
            );
            self.reasons.push(Reason { text, cell: None });
        }
        if matches!(program, "sh" | "bash") {
            return Ok(match rest {
                [flag, script, ..] if flag.starts_with('-') && flag.ends_with('c') => {
                    let old = self.place.replace(inside.clone());
                    // Its files are others: what it writes is gone with it.
                    let files = std::mem::take(&mut self.state.files);
                    self.state.files.insert("/etc/resolv.conf".to_owned(), resolver(inside));
                    self.state.depth += 1;
                    let io = self.script(script, evaluate);
                    self.state.depth -= 1;
                    self.state.ended = None;
                    self.place = old;
                    self.state.files = files;
                    io
                }
                // A shell in a shell, which reads the lines up to its own `exit`.
                _ => {
                    if let Some(it) = &mut self.interactive {
                        it.inner += 1;
                    }
                    Io::default()
                }
            });
        }
        Ok(self.tool(inside, program, rest, evaluate))
    }

    /// Runs a program of a pod from a script there.
    pub(super) fn inside_command(
        &mut self,
        words: &[String],
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Io {
        let Some(inside) = self.place.clone() else { return Io::default() };
        let program = words.first().map(String::as_str).unwrap_or_default();
        if net::TOOLS.contains(&program.rsplit('/').next().unwrap_or_default())
            || matches!(program, "sh" | "bash")
            || !IN_SCRIPTS.contains(&program) && !matches!(program, "timeout" | "kubectl" | "k" | "cd")
        {
            let ran = self.inside(&inside, words, evaluate);
            return ran
                .unwrap_or_else(|_| Io { status: 127, ..Io::error(format!("sh: {program}: not found")) });
        }
        if program == "cd" {
            return Io::error(
                "sh: cd: not simulated here: containers have no folders, only the programs of their image",
            );
        }
        if program == "timeout" {
            let rest: Vec<String> =
                words.iter().skip(1).skip_while(|it| it.starts_with('-')).skip(1).cloned().collect();
            return self.inside_command(&rest, stdin, evaluate);
        }
        if matches!(program, "kubectl" | "k") {
            return Io { status: 127, ..Io::error(format!("sh: {program}: not found")) };
        }
        self.builtin(program, words, stdin, evaluate)
    }

    fn tool(&mut self, inside: &Inside, program: &str, rest: &[String], evaluate: &Evaluate<'_>) -> Io {
        if net::TOOLS.contains(&program) {
            let Served { files, cluster } = &*inside.served;
            let analysis = evaluate(files);
            let mut client = Client {
                cluster,
                analysis: &analysis,
                pod: &inside.pod,
                image: inside.image.clone(),
                reasons: Vec::new(),
            };
            let io = net::run(&mut client, program, rest);
            let reasons = client.reasons;
            self.reasons.extend(reasons);
            return io;
        }
        match program {
            "hostname" => Io::out(format!("{}\n", inside.pod.name())),
            "env" => Io::out(
                inside.variables().iter().map(|it| format!("{}={}\n", it.0, it.1)).collect::<String>(),
            ),
            "printenv" => match rest.first() {
                Some(name) => match inside.variables().into_iter().find(|it| it.0 == *name) {
                    Some(it) => Io::out(format!("{}\n", it.1)),
                    None => Io { status: 1, ..Io::default() },
                },
                None => self.tool(inside, "env", rest, evaluate),
            },
            "cat" if rest.first().is_some_and(|it| it == "/etc/resolv.conf") => Io::out(resolver(inside)),
            "timeout" => {
                let words: Vec<String> =
                    rest.iter().skip_while(|it| it.starts_with('-')).skip(1).cloned().collect();
                self.inside(inside, &words, evaluate).unwrap_or_else(|it| it)
            }
            "echo" => super::text::echo(rest),
            "test" | "[" => super::builtins::test(rest, None),
            "true" | "sleep" => Io::default(),
            "false" => Io { status: 1, ..Io::default() },
            "whoami" | "id" => Io::out("root\n"),
            _ => Io::error(format!(
                "{program}: the files of containers are not simulated. In pods these are: {}, sh -c, echo, hostname, env, sleep, timeout.",
                net::TOOLS.join(", ")
            )),
        }
    }

    /// A pod that is there for a shell which waits for lines.
    fn run_shell(&mut self, command: &Command, inside: &Inside, words: &[String], values: &[Value]) -> Io {
        let name = inside.pod.name();
        let (made, farewell) = if command.has("rm") {
            let stored = |it: &Value| {
                let mut it = it.clone();
                it.put_at(&["metadata", "namespace"], Value::text(&inside.pod.key.namespace));
                it
            };
            (values.iter().map(stored).collect(), format!("pod \"{name}\" deleted"))
        } else {
            let again = format!("kubectl attach {name} -c {name} -i -t");
            (Vec::new(), format!("Session ended, resume using '{again}' command when the pod is running"))
        };
        self.open_shell(inside, words, made, farewell);
        let mut res = Io::default();
        if !command.has("quiet") {
            res.warn("If you don't see a command prompt, try pressing enter.");
        }
        res
    }

    /// `run -i`: a pod that is there for its command, and longer without `--rm`.
    pub(super) fn run_attached(
        &mut self,
        command: &Command,
        values: &[Value],
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let namespace = self.namespace_of(command);
        let words = command.behind.clone().unwrap_or_default();
        let Some(pod) = values.last().and_then(|it| Object::new(it.clone(), &namespace)) else {
            return Ok(Io::default());
        };
        let image = Image::of(command.value("image").unwrap_or_default());
        let mut words = image.with_entrypoint(words);
        if words.is_empty() {
            words.extend(image.shell().map(str::to_owned));
        }
        if words.is_empty() {
            return Err(Io::error(format!(
                "kubectl run -i: what the image {} runs by itself is not simulated, and nothing was made: put a command behind `--`, as in `kubectl run tmp --rm -it --restart=Never --image={} -- sh`",
                image.written, image.written
            )));
        }
        // What a server refuses, it refuses first.
        let kept = self.store.clone();
        let (state, reasons) = (self.state.clone(), self.reasons.len());
        self.make(command, values.to_vec(), "Error from server", true, evaluate)?;
        let served = Served::new(&self.store);
        if command.has("rm") {
            self.store = kept;
            self.state = state;
            self.reasons.truncate(reasons);
        }
        let inside = Inside { pod: pod.clone(), image, served };
        let stdin = stdin.filter(|_| command.has("stdin"));
        let is_shell = is_open_shell(&words) && inside.has_program(&words);
        if let (true, Some(script)) = (is_shell, stdin) {
            words = vec!["sh".to_owned(), "-c".to_owned(), script];
        } else if is_shell && self.place.is_none() {
            return Ok(self.run_shell(command, &inside, &words, values));
        }
        let mut res = Io::default();
        if !command.has("quiet") {
            res.warn("If you don't see a command prompt, try pressing enter.");
        }
        let ran = self.inside(&inside, &words, evaluate);
        let is_waited_for = matches!(command.value("restart"), Some("Never" | "OnFailure"));
        let (io, status, reason) = match ran {
            Ok(io) => {
                let status = io.status;
                (io, status, "Error")
            }
            Err(io) => (io, 128, "StartError"),
        };
        res.append(io);
        res.status = 0;
        if command.has("rm") {
            res.line(&format!("pod \"{}\" deleted", pod.name()));
        }
        if status != 0 && is_waited_for {
            res.warn(&format!("pod {namespace}/{} terminated ({reason})", pod.name()));
            res.status = status;
        }
        Ok(res)
    }
}

/// The words behind `--`.
fn exec_words(command: &Command) -> Result<Vec<String>, Io> {
    if command.args.is_empty() {
        return Err(Io::error("error: pod, type/name or --filename must be specified"));
    }
    let words = command.behind.clone().unwrap_or_default();
    if !words.is_empty() {
        return Ok(words);
    }
    Err(match command.args.len() {
        1 => Io::error("error: you must specify at least one command for the container"),
        _ => Io::error(
            "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
        ),
    })
}

/// The image of the container that is asked for, or of the first one, which is said where there are several.
fn chosen_image(command: &Command, pod: &Object, res: &mut Io) -> Result<Image, Io> {
    let containers = pod.value.at(&["spec", "containers"]).map(Value::items).unwrap_or_default();
    let names: Vec<String> = containers.iter().map(|it| it.str_at(&["name"])).collect();
    let chosen = match command.value("container") {
        Some(name) => containers.iter().find(|it| it.str_at(&["name"]) == name).ok_or_else(|| {
            let text = format!("container {name} is not valid for pod {}", pod.name());
            Io::error(format!("Error from server (BadRequest): {text}"))
        })?,
        None => {
            if let (Some(first), true) = (names.first(), names.len() > 1) {
                res.warn(&format!("Defaulted container \"{first}\" out of: {}", names.join(", ")));
            }
            containers.first().unwrap_or(&Value::Null)
        }
    };
    Ok(Image::of(&chosen.str_at(&["image"])))
}

/// What the script of a shell in a pod may use beside the programs of its image.
const IN_SCRIPTS: [&str; 29] = [
    "echo", "printf", "true", "false", ":", "test", "[", "[[", "exit", "return", "break", "continue",
    "export", "unset", "set", "cat", "grep", "egrep", "head", "tail", "wc", "sort", "uniq", "cut", "tr",
    "seq", "sleep", "while", "until",
];

/// `/etc/resolv.conf` of a pod.
pub(super) fn resolver(inside: &Inside) -> String {
    let own = &inside.pod.key.namespace;
    let server = net::dns_address(&inside.served.cluster);
    format!(
        "search {own}.svc.cluster.local svc.cluster.local cluster.local\nnameserver {server}\noptions ndots:5\n"
    )
}

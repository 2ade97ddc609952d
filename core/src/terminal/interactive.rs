//! A shell in a pod that waits for lines: `kubectl exec -it POD -- sh`, `kubectl run NAME --rm -it --image=… -- sh`.
//!
//! It has variables and files of its own. What is typed next is carried out in the pod, until `exit`.

use super::exec::{Inside, Served, resolver};
use super::net::{Family, Image};
use super::print;
use super::resource::Kind;
use super::shell::{Io, State};
use super::store::{Key, OWN_FILE};
use super::value::Value;
use super::{Reason, Shell};
use std::rc::Rc;

/// An open shell in a pod.
#[derive(Clone, Debug)]
pub(super) struct Interactive {
    pub(super) pod: Key,
    pub(super) image: Image,
    /// `sh` or `bash`.
    pub(super) program: String,
    /// Objects that are there as long as it is open: the pod of `run --rm`.
    pub(super) made: Vec<Value>,
    /// What is said when it is left.
    pub(super) farewell: String,
    /// What the shell outside knows.
    pub(super) outer: State,
    /// How many shells were begun in it and not left.
    pub(super) inner: usize,
}

/// Whether words open a shell that waits for lines.
pub(super) fn is_open_shell(words: &[String]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let program = first.rsplit('/').next().unwrap_or_default();
    let is_flag = |it: &String| it.starts_with('-') && !it.trim_start_matches('-').contains('c');
    matches!(program, "sh" | "bash" | "ash" | "zsh") && rest.iter().all(is_flag)
}

impl Interactive {
    /// What stands before the next line.
    pub(super) fn prompt(&self) -> String {
        let name = &self.pod.name;
        match (self.program.as_str(), self.image.family) {
            ("bash" | "zsh", Family::Netshoot) => format!("{name}:~#"),
            ("bash", _) => format!("root@{name}:/#"),
            ("sh", Family::Nginx | Family::Server) => "#".to_owned(),
            (_, Family::Curl) => "~ $".to_owned(),
            _ => "/ #".to_owned(),
        }
    }
}

impl Inside {
    /// Whether the program of some words may be there.
    pub(super) fn has_program(&self, words: &[String]) -> bool {
        let program = words.first().and_then(|it| it.rsplit('/').next()).unwrap_or_default();
        self.image.has(program) != Some(false)
    }

    /// The variables that programs find in the pod.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        let mut res = vec![
            ("PATH".to_owned(), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()),
            ("HOSTNAME".to_owned(), self.pod.name().to_owned()),
        ];
        let containers = self.pod.value.at(&["spec", "containers"]).map(Value::items).unwrap_or_default();
        let own = containers.first().and_then(|it| it.get("env")).map(Value::items).unwrap_or_default();
        let known = own.iter().filter(|it| it.get("value").is_some());
        res.extend(known.map(|it| (it.str_at(&["name"]), it.str_at(&["value"]))));
        for (name, value) in [("HOST", "10.96.0.1"), ("PORT", "443"), ("PORT_HTTPS", "443")] {
            res.push((format!("KUBERNETES_SERVICE_{name}"), value.to_owned()));
        }
        res.push(("HOME".to_owned(), "/".to_owned()));
        res
    }
}

impl Shell {
    /// Opens a shell once the line is done.
    pub(super) fn open_shell(
        &mut self,
        inside: &Inside,
        words: &[String],
        made: Vec<Value>,
        farewell: String,
    ) {
        let program = words.first().and_then(|it| it.rsplit('/').next()).unwrap_or_default().to_owned();
        let (pod, image) = (inside.pod.key.clone(), inside.image.clone());
        self.opens =
            Some(Interactive { pod, image, program, made, farewell, outer: State::default(), inner: 0 });
        let name = &inside.pod.key.name;
        self.reasons.push(Reason {
            text: format!("what you type now runs in {name}; `exit` or Ctrl D leaves it"),
            cell: None,
        });
    }

    /// Goes into the shell that was opened.
    pub(super) fn enter(&mut self) {
        let Some(mut it) = self.opens.take() else { return };
        it.outer = std::mem::take(&mut self.state);
        self.interactive = Some(it);
        if let Ok(inside) = self.inside_now() {
            self.state.files.insert("/etc/resolv.conf".to_owned(), resolver(&inside));
            self.state.variables.extend(inside.variables());
        }
    }

    /// The pod of the open shell with the cluster as it is now; `Err` where it is gone.
    pub(super) fn inside_now(&self) -> Result<Inside, ()> {
        let Some(it) = &self.interactive else { return Err(()) };
        let served = if it.made.is_empty() {
            self.served()
        } else {
            let mut store = self.store.clone();
            it.made.iter().for_each(|it| store.add(OWN_FILE, &print::yaml(it)));
            Served::new(&store)
        };
        let pod = served.cluster.find(Kind::Pod, &it.pod.namespace, &it.pod.name).cloned().ok_or(())?;
        Ok(Inside { pod, image: it.image.clone(), served: Rc::clone(&served) })
    }

    /// Goes back to the shell outside, with what is said then.
    pub(super) fn leave_pod(&mut self, io: &mut Io) {
        let Some(mut it) = self.interactive.take() else { return };
        if it.inner > 0 {
            it.inner -= 1;
            self.interactive = Some(it);
            return;
        }
        self.place = None;
        self.state = it.outer;
        let status = io.status;
        if it.farewell.is_empty() {
            if status != 0 {
                io.warn(&format!("command terminated with exit code {status}"));
            }
        } else {
            io.line(&it.farewell);
        }
        self.state.status = io.status;
    }
}

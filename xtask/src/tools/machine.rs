//! The machine as a search for programs sees it. Tests make one up.

use std::{
    env::{self, consts},
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// How programs are installed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Debian,
    /// Has Debian's packages, but its browsers are snaps, which containers cannot run.
    Ubuntu,
    MacOs,
    Windows,
    Other,
}

pub(crate) struct Machine {
    path: OsString,
    /// Below it lie the places of programs that stand on no `PATH`.
    root: PathBuf,
    variable: fn(&str) -> Option<OsString>,
    pub(super) system: System,
}

impl Machine {
    pub(crate) fn this() -> Self {
        let mut machine = Self {
            path: env::var_os("PATH").unwrap_or_default(),
            root: if cfg!(windows) { PathBuf::new() } else { PathBuf::from("/") },
            variable: |name| env::var_os(name),
            system: System::Other,
        };
        machine.system = match consts::OS {
            "macos" => System::MacOs,
            "windows" => System::Windows,
            _ if machine.find(&["apt-get"]).is_none() => System::Other,
            _ => match fs::read_to_string("/etc/os-release") {
                Ok(it) if it.contains("ubuntu") => System::Ubuntu,
                Ok(_) | Err(_) => System::Debian,
            },
        };
        machine
    }

    /// The first of `names` that is a program in a directory of `PATH`.
    pub(crate) fn find(&self, names: &[&str]) -> Option<PathBuf> {
        self.on_path(names).next()
    }

    /// All programs of these names: the one that the variable chooses, else those on the `PATH` and then those elsewhere.
    pub(super) fn all(&self, variable: &str, names: &[&str], elsewhere: &[&str]) -> Vec<PathBuf> {
        if let Some(chosen) = (self.variable)(variable).filter(|it| !it.is_empty()) {
            return vec![PathBuf::from(chosen)];
        }
        let elsewhere = elsewhere.iter().map(|it| self.root.join(it.trim_start_matches('/')));
        self.on_path(names).chain(elsewhere.filter(|it| is_program(it))).collect()
    }

    fn on_path(&self, names: &[&str]) -> impl Iterator<Item = PathBuf> {
        // The suffix is added, not exchanged: what follows a dot is part of a program's name.
        let files = names.iter().map(|it| format!("{it}{}", consts::EXE_SUFFIX));
        let found = files.flat_map(|file| env::split_paths(&self.path).map(move |dir| dir.join(&file)));
        found.filter(|it| is_program(it)).collect::<Vec<_>>().into_iter()
    }

    /// `apt-get`, where it may be used: by root, and on a CI by a user whose sudo asks for no password.
    pub(super) fn apt(&self) -> Option<Command> {
        if !matches!(self.system, System::Debian | System::Ubuntu) {
            return None;
        }
        let apt = self.find(&["apt-get"])?;
        if self.is_root() {
            let mut command = Command::new(apt);
            command.env("DEBIAN_FRONTEND", "noninteractive");
            return Some(command);
        }
        let sudo = self.find(&["sudo"]).filter(|_| (self.variable)("CI").is_some())?;
        if !succeeds(Command::new(&sudo).args(["-n", "true"])) {
            return None;
        }
        let mut command = Command::new(sudo);
        command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive"]).arg(apt);
        Some(command)
    }

    pub(super) fn is_root(&self) -> bool {
        let id = self.find(&["id"]).map(|it| Command::new(it).arg("-u").output());
        id.is_some_and(|it| it.is_ok_and(|it| it.stdout.trim_ascii() == b"0"))
    }
}

/// Whether a command can be started and ends well; what it says is not shown.
pub(super) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

#[cfg(test)]
#[cfg(unix)]
pub(super) mod made_up {
    //! Machines for tests: programs are scripts in folders below `target`.

    use super::{Machine, System};
    use std::{path::PathBuf, process::Command};

    /// A machine with nothing on it, its programs in `usr/bin` of a folder of this name.
    pub(in crate::tools) fn machine(name: &str, system: System) -> Machine {
        let root = crate::paths::target().join("made-up-machines").join(name);
        crate::site::empty(&root).unwrap();
        std::fs::create_dir_all(root.join("usr/bin")).unwrap();
        Machine { path: root.join("usr/bin").into_os_string(), root, variable: |_| None, system }
    }

    impl Machine {
        pub(in crate::tools) fn place(&self, file: &str) -> PathBuf {
            self.root.join(file)
        }

        /// Puts a program there; one without a slash comes onto the `PATH`.
        pub(in crate::tools) fn put(&self, name: &str, script: &str) -> PathBuf {
            let file =
                if name.contains('/') { self.root.join(name) } else { self.root.join("usr/bin").join(name) };
            // Written by another process: a file that this one has open for writing cannot be run, and a child started by
            // another test at that moment would hold it open.
            let write = r#"mkdir -p "${1%/*}" && printf '#!/bin/sh\n%s\n' "$2" > "$1" && chmod 755 "$1""#;
            let written =
                Command::new("/bin/sh").args(["-c", write, "sh"]).arg(&file).arg(script).status().unwrap();
            assert!(written.success(), "{}", file.display());
            file
        }

        pub(in crate::tools) fn set(&mut self, variable: fn(&str) -> Option<std::ffi::OsString>) {
            self.variable = variable;
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::{System, made_up::machine};
    use std::fs;

    #[test]
    fn a_dot_in_a_programs_name_begins_no_extension() {
        let it = machine("dot", System::Other);
        it.put("chromium", "");
        assert_eq!(it.find(&["chromium.chromedriver"]), None);
        let driver = it.put("chromium.chromedriver", "");
        assert_eq!(it.find(&["chromium.chromedriver"]), Some(driver));
    }

    #[test]
    fn a_file_that_cannot_be_run_is_no_program() {
        let it = machine("no-program", System::Other);
        fs::write(it.place("usr/bin/chromium"), "").unwrap();
        fs::create_dir(it.place("usr/bin/nginx")).unwrap();
        assert_eq!(it.find(&["chromium", "nginx"]), None);
    }

    #[test]
    fn a_variable_chooses_before_all_others() {
        let mut it = machine("variable", System::Other);
        let on_path = it.put("firefox", "");
        let elsewhere = it.put("opt/firefox", "");
        assert_eq!(it.all("FIREFOX_PATH", &["firefox"], &["/opt/firefox"]), [on_path, elsewhere]);
        it.set(|name| (name == "FIREFOX_PATH").then(|| "mine".into()));
        assert_eq!(
            it.all("FIREFOX_PATH", &["firefox"], &["/opt/firefox"]),
            [std::path::PathBuf::from("mine")]
        );
    }

    #[test]
    fn packages_are_installed_by_root_and_by_a_ci_that_may() {
        let mut it = machine("apt", System::Debian);
        let apt = it.put("apt-get", "");
        it.put("id", "echo 1000");
        assert!(it.apt().is_none(), "a user may not");
        it.put("sudo", "exit 0");
        assert!(it.apt().is_none(), "a developer is not surprised by what sudo allows");
        it.set(|name| (name == "CI").then(|| "true".into()));
        assert!(it.apt().is_some_and(|it| it.get_args().any(|it| it == apt.as_os_str())));
        it.put("sudo", "exit 1");
        assert!(it.apt().is_none(), "sudo asks for a password");
        it.put("id", "echo 0");
        assert!(it.apt().is_some_and(|it| it.get_program() == apt.as_os_str()));
    }
}

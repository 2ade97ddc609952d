//! The programs of the system that commands need: all that lack are installed at once, or named at once.

use super::{
    Need, browser,
    machine::{Machine, System},
    npm, sites,
};
use crate::command;
use anyhow::{Result, bail};
use std::process::Command;

/// A program that comes from the system's packages.
struct Program {
    /// Each of these needs it.
    needs: &'static [Need],
    what: &'static str,
    look: fn(&Machine) -> Result<(), String>,
    debian: &'static [&'static str],
    ubuntu: &'static [&'static str],
    macos: &'static str,
    windows: &'static str,
    /// What is said where no command is known.
    otherwise: &'static str,
}

const PROGRAMS: &[Program] = &[
    Program {
        needs: &[Need::Node, Need::Packages, Need::AuditPackages, Need::UserPackages],
        what: "Node 20 or newer with npm",
        look: npm::look,
        // Those of many releases are older.
        debian: &[],
        ubuntu: &[],
        macos: "brew install node",
        windows: "winget install OpenJS.NodeJS.LTS",
        otherwise: "https://nodejs.org has it",
    },
    Program {
        needs: &[Need::Browser],
        what: "Chromium or Chrome, and the chromedriver of its version",
        look: |it| browser::look(it).map(drop),
        debian: &["chromium", "chromium-driver"],
        ubuntu: &[],
        macos: "brew install --cask google-chrome chromedriver",
        windows: "winget install Google.Chrome Chromium.ChromeDriver",
        otherwise: "https://googlechromelabs.github.io/chrome-for-testing has both; \
                    CHROME_PATH and CHROMEDRIVER say where they are",
    },
    Program {
        needs: &[Need::Firefox],
        what: "Firefox",
        look: |it| browser::look_for_firefox(it).map(drop),
        debian: &["firefox-esr"],
        ubuntu: &[],
        macos: "brew install --cask firefox",
        windows: "winget install Mozilla.Firefox",
        otherwise: "https://www.mozilla.org/firefox has it; FIREFOX_PATH says where it is",
    },
    Program {
        needs: &[Need::Sites],
        what: "Python 3.10 or newer with venv",
        look: |it| sites::look_for_python(it).map(drop),
        debian: &["python3", "python3-venv"],
        ubuntu: &["python3", "python3-venv"],
        macos: "brew install python",
        windows: "winget install Python.Python.3.12",
        otherwise: "your package manager has it",
    },
];

impl Program {
    fn packages(&self, system: System) -> &'static [&'static str] {
        match system {
            System::Debian => self.debian,
            System::Ubuntu => self.ubuntu,
            System::MacOs | System::Windows | System::Other => &[],
        }
    }
}

/// Sees to it that the programs behind these needs are there.
pub(super) fn provide(machine: &Machine, needs: &[Need]) -> Result<()> {
    let wanted = || PROGRAMS.iter().filter(|it| it.needs.iter().any(|it| needs.contains(it)));
    let missing = || wanted().filter_map(|it| Some((it, (it.look)(machine).err()?))).collect::<Vec<_>>();
    let mut lacking = missing();
    let packages = packages(&lacking, machine.system);
    if !packages.is_empty()
        && let Some(apt) = machine.apt()
    {
        // Whether it went well is seen by looking again.
        if let Err(error) = install(&apt, &packages) {
            eprintln!("{error:#}");
        }
        lacking = missing();
    }
    if lacking.is_empty() { Ok(()) } else { bail!(named(&lacking, machine)) }
}

fn packages(lacking: &[(&Program, String)], system: System) -> Vec<&'static str> {
    lacking.iter().flat_map(|(it, _)| it.packages(system)).copied().collect()
}

/// Installs packages; `apt` is the way to call `apt-get`.
fn install(apt: &Command, packages: &[&str]) -> Result<()> {
    println!("installing {}", packages.join(" "));
    command::run(copy(apt).args(["-qq", "update"]))?;
    command::run(copy(apt).args(["-qq", "install", "-y", "--no-install-recommends"]).args(packages))
}

fn copy(of: &Command) -> Command {
    let mut command = command::command(of.get_program());
    command.args(of.get_args()).envs(of.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// Everything that lacks, why, and how to get it.
fn named(lacking: &[(&Program, String)], machine: &Machine) -> String {
    let mut lines = vec!["this machine lacks:".to_owned()];
    for (program, why) in lacking {
        lines.push(format!("  {}: {why}", program.what));
        let how = match machine.system {
            System::MacOs => program.macos,
            System::Windows => program.windows,
            // One command installs them all: below.
            _ if !program.packages(machine.system).is_empty() => continue,
            System::Debian | System::Ubuntu | System::Other => program.otherwise,
        };
        lines.push(format!("    {how}"));
    }
    let packages = packages(lacking, machine.system);
    if !packages.is_empty() {
        let sudo = if machine.is_root() { "" } else { "sudo " };
        let packages = packages.join(" ");
        lines.push(format!("  install: {sudo}apt-get install -y --no-install-recommends {packages}"));
    }
    lines.join("\n")
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::{Machine, Need, System, named, provide};
    use crate::tools::machine::made_up::machine;
    use std::fs;

    const ALL: &[Need] = &[Need::Node, Need::Browser, Need::Firefox, Need::Sites];

    /// An `apt-get` whose packages are what this machine has in `packages`; it notes how it was called.
    fn debian(name: &str, user: &str) -> Machine {
        let it = machine(name, System::Debian);
        let (bin, store, calls) = (it.place("usr/bin"), it.place("packages"), it.place("calls"));
        let copy =
            "for it in \"$@\"; do [ -d \"$store/$it\" ] && /bin/cp \"$store/$it\"/* \"$bin\"; done; exit 0";
        let script = format!(
            "bin='{}' store='{}'\necho \"$*\" >> '{}'\n[ \"$2\" = install ] || exit 0\n{copy}",
            bin.display(),
            store.display(),
            calls.display()
        );
        it.put("apt-get", &script);
        it.put("id", &format!("echo {user}"));
        it.put("node", "echo v20.20.2");
        it.put("npm", "");
        it.put("packages/chromium/chromium", "echo Chromium 148.0.1.2");
        it.put("packages/chromium-driver/chromedriver", "echo ChromeDriver 148.0.1.2");
        it.put("packages/firefox-esr/firefox-esr", "");
        it.put("packages/python3-venv/python3", "echo 3 11");
        it
    }

    fn calls(machine: &Machine) -> Vec<String> {
        let calls = fs::read_to_string(machine.place("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    #[test]
    fn where_nothing_is_installed_everything_is_at_once() {
        let it = debian("fresh", "0");
        provide(&it, ALL).unwrap();
        assert_eq!(
            calls(&it),
            [
                "-qq update",
                "-qq install -y --no-install-recommends chromium chromium-driver firefox-esr python3 python3-venv"
            ]
        );
        provide(&it, ALL).unwrap();
        assert_eq!(calls(&it).len(), 2, "what is there is not installed again");
    }

    #[test]
    fn where_half_is_installed_the_other_half_is_added() {
        let it = debian("half", "0");
        it.put("chromium", "echo Chromium 147.0.1.2");
        it.put("firefox", "");
        // Debian's python3 without python3-venv.
        it.put("python3", "echo 'No module named ensurepip' >&2; exit 1");
        provide(&it, ALL).unwrap();
        let installed =
            "-qq install -y --no-install-recommends chromium chromium-driver python3 python3-venv";
        assert_eq!(calls(&it).last().map(String::as_str), Some(installed));
    }

    #[test]
    fn only_what_was_asked_for_is_installed() {
        let it = debian("one", "0");
        provide(&it, &[Need::Firefox, Need::Wasm]).unwrap();
        assert_eq!(
            calls(&it).last().map(String::as_str),
            Some("-qq install -y --no-install-recommends firefox-esr")
        );
    }

    #[test]
    fn a_user_is_told_all_with_one_command() {
        let it = debian("user", "1000");
        it.put("chromium", "echo Chromium 148.0.1.2");
        it.put("node", "echo v18.19.0");
        let said = provide(&it, ALL).unwrap_err().to_string();
        for part in [
            "v18.19.0 is here",
            "chromium of version 148, and no chromedriver",
            "Firefox: not found",
            "Python 3.10 or newer with venv",
            "install: sudo apt-get install -y --no-install-recommends chromium chromium-driver firefox-esr python3 python3-venv",
        ] {
            assert!(said.contains(part), "`{part}` in\n{said}");
        }
        assert_eq!(calls(&it), [""; 0]);
    }

    #[test]
    fn packages_that_cannot_be_had_are_named() {
        let it = debian("offline", "0");
        it.put("apt-get", "exit 100");
        let said = provide(&it, &[Need::Browser]).unwrap_err().to_string();
        assert!(said.contains("install: apt-get install"), "{said}");
    }

    #[test]
    fn every_system_is_told_how() {
        for (system, part) in [
            (System::Ubuntu, "chrome-for-testing"),
            (System::MacOs, "brew install --cask google-chrome chromedriver"),
            (System::Windows, "winget install Google.Chrome"),
            (System::Other, "chrome-for-testing"),
        ] {
            let it = machine(&format!("system-{system:?}"), system);
            let said = provide(&it, ALL).unwrap_err().to_string();
            assert!(said.contains(part), "{system:?}:\n{said}");
        }
    }

    #[test]
    fn each_program_is_told_on_each_system() {
        let it = machine("told", System::Other);
        let lacking: Vec<_> = super::PROGRAMS.iter().map(|program| (program, "gone".to_owned())).collect();
        let said = named(&lacking, &it);
        assert_eq!(said.matches(": gone\n").count(), lacking.len(), "{said}");
        assert_eq!(said.matches("\n    ").count(), lacking.len(), "{said}");
    }
}

//! Which programs images have, and on which ports their servers listen.

/// What is known of an image by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Image {
    /// Its name as it is written.
    pub(in super::super) written: String,
    pub(in super::super) family: Family,
}

/// Images that learners use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Family {
    /// Up to 1.28 its `nslookup` writes otherwise.
    OldBusybox,
    Busybox,
    /// Busybox on musl, without `curl`.
    Alpine,
    Nginx,
    NginxAlpine,
    Curl,
    Netshoot,
    Dnsutils,
    Agnhost,
    /// Has a shell and none of the tools.
    Server,
    /// Has not even a shell.
    Bare,
    Unknown,
}

impl Image {
    pub(in super::super) fn of(written: &str) -> Image {
        let name = written.split('@').next().unwrap_or_default();
        let base = name.rsplit('/').next().unwrap_or_default();
        let (base, tag) = base.split_once(':').unwrap_or((base, "latest"));
        let is_alpine = tag.contains("alpine");
        let minor =
            tag.strip_prefix("1.").and_then(|it| it.split('.').next()).and_then(|it| it.parse::<u32>().ok());
        let family = match base {
            "busybox" if minor.is_some_and(|it| it <= 28) => Family::OldBusybox,
            "busybox" => Family::Busybox,
            "alpine" => Family::Alpine,
            "nginx" | "nginx-unprivileged" if is_alpine => Family::NginxAlpine,
            "nginx" | "nginx-unprivileged" => Family::Nginx,
            "curl" => Family::Curl,
            "netshoot" => Family::Netshoot,
            "dnsutils" | "jessie-dnsutils" | "tutum-dnsutils" => Family::Dnsutils,
            "agnhost" => Family::Agnhost,
            "http-echo" | "pause" | "coredns" | "distroless" | "static" => Family::Bare,
            "postgres" | "redis" | "httpd" | "mysql" | "mariadb" | "mongo" | "memcached" | "rabbitmq"
            | "ubuntu" | "debian" | "tomcat" | "haproxy"
                if !is_alpine =>
            {
                Family::Server
            }
            _ if is_alpine => Family::Alpine,
            _ => Family::Unknown,
        };
        Image { written: written.to_owned(), family }
    }

    /// Whether busybox prints what musl says.
    pub(in super::super) fn is_musl(&self) -> bool {
        matches!(self.family, Family::Alpine | Family::NginxAlpine | Family::Curl | Family::Netshoot)
    }

    /// Whether a program is in it. None where that is not known.
    pub(in super::super) fn has(&self, program: &str) -> Option<bool> {
        let is_of_shell = matches!(
            program,
            "sh" | "ls"
                | "cat"
                | "echo"
                | "true"
                | "false"
                | "sleep"
                | "env"
                | "printenv"
                | "hostname"
                | "date"
                | "id"
                | "pwd"
                | "test"
                | "["
                | "printf"
                | "head"
                | "tail"
                | "grep"
                | "wc"
                | "sed"
                | "timeout"
                | "whoami"
                | "seq"
        );
        let is_known = TOOLS.contains(&program) || is_of_shell || program == "bash";
        let some = |tools: &[&str]| Some(is_of_shell || tools.contains(&program));
        match self.family {
            Family::Busybox | Family::OldBusybox => some(&["wget", "nc", "nslookup", "ping", "telnet"]),
            Family::Alpine => some(&["wget", "nc", "nslookup", "ping"]),
            Family::NginxAlpine | Family::Curl => some(&["wget", "curl", "nc", "nslookup", "ping"]),
            Family::Nginx => some(&["curl", "bash", "getent"]),
            Family::Netshoot => {
                const ALL: &[&str] = &[
                    "wget", "curl", "nc", "nslookup", "dig", "ping", "host", "bash", "zsh", "getent",
                    "telnet",
                ];
                some(ALL)
            }
            Family::Dnsutils => some(&["nslookup", "dig", "host", "bash", "getent"]),
            Family::Agnhost => some(&["agnhost", "curl", "dig", "nslookup", "wget", "nc", "ping"]),
            Family::Server => some(&["bash", "getent"]),
            Family::Bare => Some(false),
            Family::Unknown if is_known => None,
            Family::Unknown => Some(false),
        }
    }

    /// The shell that runs where a pod of it is given no command.
    pub(in super::super) fn shell(&self) -> Option<&'static str> {
        match self.family {
            Family::Busybox | Family::OldBusybox | Family::Alpine => Some("sh"),
            Family::Netshoot => Some("zsh"),
            Family::Nginx
            | Family::NginxAlpine
            | Family::Curl
            | Family::Dnsutils
            | Family::Agnhost
            | Family::Server
            | Family::Bare
            | Family::Unknown => None,
        }
    }

    /// What to do where a program is not in it: which images that are used for tests have it.
    pub(in super::super) fn instead_of(&self, program: &str) -> String {
        const TESTERS: [&str; 4] = ["busybox", "nginx:alpine", "curlimages/curl", "nicolaka/netshoot"];
        let has: Vec<&str> =
            TESTERS.into_iter().filter(|it| Image::of(it).has(program) == Some(true)).collect();
        let own: Vec<&str> = TOOLS.iter().copied().filter(|it| self.has(it) == Some(true)).collect();
        let own = if own.is_empty() { String::new() } else { format!("; it has {}", own.join(", ")) };
        match has.as_slice() {
            [] => format!("no policy: the image {} has no {program}{own}", self.written),
            them => {
                let all = them.join(", ");
                format!("no policy: the image {} has no {program}{own}; {program} is in {all}", self.written)
            }
        }
    }

    /// The words of a command as its entrypoint runs them.
    pub(in super::super) fn with_entrypoint(&self, mut words: Vec<String>) -> Vec<String> {
        let program =
            [(Family::Curl, "curl"), (Family::Agnhost, "agnhost")].into_iter().find(|it| it.0 == self.family);
        let Some((_, program)) = program else { return words };
        let first = words.first().map(|it| it.rsplit('/').next().unwrap_or_default()).unwrap_or_default();
        if !words.is_empty() && self.has(first) != Some(true) {
            words.insert(0, program.to_owned());
        }
        words
    }

    /// The ports that its server listens on with these words. None where that is not known.
    pub(in super::super) fn listens(&self, words: &[String]) -> Option<Vec<i64>> {
        let named = words.iter().find_map(|it| {
            let rest = ["-listen=", "--listen=", "--http-port=", "--port=", "-port="]
                .iter()
                .find_map(|flag| it.strip_prefix(flag))?;
            rest.rsplit(':').next()?.parse().ok()
        });
        if let Some(it) = named {
            return Some(vec![it]);
        }
        let first = words.first().map(|it| it.rsplit('/').next().unwrap_or_default()).unwrap_or_default();
        if matches!(first, "sleep" | "tail") {
            return Some(Vec::new());
        }
        let name = self.written.split('@').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let name = name.split(':').next().unwrap_or_default();
        if !words.is_empty() && self.family != Family::Bare {
            // Another program than the image's own.
            return None;
        }
        Some(vec![match name {
            "nginx" | "httpd" | "traefik" | "caddy" => 80,
            "nginx-unprivileged" | "tomcat" => 8080,
            "http-echo" => 5678,
            "postgres" => 5432,
            "redis" => 6379,
            "mysql" | "mariadb" => 3306,
            "mongo" => 27017,
            "memcached" => 11211,
            "rabbitmq" => 5672,
            "coredns" => 53,
            "agnhost" => return Some(Vec::new()),
            _ if self.family == Family::Unknown => return None,
            _ => return Some(Vec::new()),
        }])
    }
}

/// Tools that are simulated inside of pods.
pub(in super::super) const TOOLS: [&str; 10] =
    ["wget", "curl", "nc", "nslookup", "dig", "ping", "host", "getent", "telnet", "agnhost"];

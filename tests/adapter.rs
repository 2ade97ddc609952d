//! The one file of this package that knows how `netpol-core` is called.

use std::net::IpAddr;

use netpol_core::options::{DnsRecord, HostNetworkPods, IpBlockPods, KubeVersion};
use netpol_core::protocol::Protocol;
use netpol_core::view::CellSign;
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze};

use crate::spec::Truth;

/// The evaluator under test, with some files.
#[derive(Debug)]
pub struct Core {
    /// What it found out.
    pub analysis: Analysis,
}

/// What the files do not say.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Addresses outside the cluster with a row and a column of their own.
    pub externals: Vec<IpAddr>,
    /// Blocks only ever match addresses outside the cluster.
    pub blocks_never_match_pods: bool,
    /// Pods in their host's network are pods like all others.
    pub host_network_as_pod: bool,
    /// The fields of the experimental channel are unknown.
    pub standard_channel: bool,
    /// Nothing is assumed about the addresses of pods.
    pub no_pod_ranges: bool,
    /// Names outside the cluster with a row and a column of their own.
    pub hosts: Vec<String>,
    /// Unknown and missing fields refuse no policy.
    pub lenient: bool,
    /// The API server is older than 1.36.
    pub older_server: bool,
    /// What names outside the cluster stand for.
    pub dns: Vec<(String, Vec<IpAddr>)>,
}

/// One problem, as far as cases speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `error`, `warning`, `info`.
    pub severity: &'static str,
    /// Kebab-case.
    pub code: &'static str,
    /// `NetworkPolicy shop/web`.
    pub object: String,
    /// API path.
    pub field: String,
    /// The message.
    pub message: String,
    /// File, first line (one-based), UTF-16 units before and after it in the file.
    pub place: Option<(usize, usize, usize, usize)>,
}

/// Row or column.
pub type Index = u32;

impl Core {
    /// Analyses one text.
    pub fn read(text: &str, given: &Given) -> Core {
        Core::read_files(&[("case.yaml", text)], given)
    }

    /// Analyses some files.
    pub fn read_files(files: &[(&str, &str)], given: &Given) -> Core {
        let files: Vec<SourceFile> = files.iter().map(|&(name, text)| SourceFile::new(name, text)).collect();
        let record = |(name, addresses): &(String, Vec<IpAddr>)| DnsRecord {
            name: name.clone(),
            addresses: addresses.clone(),
        };
        let dns = given.dns.iter().map(record).collect();
        let mut options = Options {
            externals: given.externals.clone(),
            hosts: given.hosts.clone(),
            dns,
            ..Options::default()
        };
        if given.no_pod_ranges {
            options.pod_cidrs.clear();
        }
        if given.blocks_never_match_pods {
            options.ip_block_pods = IpBlockPods::Never;
        }
        if given.host_network_as_pod {
            options.host_network_pods = HostNetworkPods::AsPod;
        }
        options.strict = !given.lenient;
        if given.older_server {
            options.kube_version = KubeVersion { minor: 35 };
        }
        options.experimental_channel = !given.standard_channel;
        Core { analysis: analyze(&files, &options) }
    }

    /// Ids of rows and columns.
    pub fn ids(&self) -> Vec<String> {
        self.analysis.endpoints().iter().map(|it| it.id.clone()).collect()
    }

    /// Position of an id.
    pub fn index(&self, id: &str) -> Option<Index> {
        self.analysis.endpoint_index(id)
    }

    /// The answer for one port.
    pub fn verdict(&self, from: Index, to: Index, protocol: &str, port: u16) -> Answer {
        let protocol = Protocol::from_api(protocol).expect("a protocol");
        self.answer(from, to, Probe::Port(protocol, port))
    }

    /// What ingress and egress say by themselves about one port.
    pub fn sides(&self, from: Index, to: Index, protocol: &str, port: u16) -> [Truth; 2] {
        let protocol = Protocol::from_api(protocol).expect("a protocol");
        let sides = self.analysis.sides(from, to).expect("a cell");
        [sides.ingress, sides.egress].map(|(certain, possible)| {
            match (certain.contains(protocol, port), possible.contains(protocol, port)) {
                (true, _) => Truth::Yes,
                (false, true) => Truth::Unknown,
                (false, false) => Truth::No,
            }
        })
    }

    /// The answer for all ports at once.
    pub fn whole(&self, from: Index, to: Index) -> Answer {
        self.answer(from, to, Probe::Any)
    }

    fn answer(&self, from: Index, to: Index, probe: Probe) -> Answer {
        match self.analysis.cell(from, to, probe).map(|it| it.sign) {
            Some(CellSign::Allowed) => Answer::Port(Truth::Yes),
            Some(CellSign::Denied) => Answer::Port(Truth::No),
            Some(CellSign::Unknown) => Answer::Port(Truth::Unknown),
            Some(CellSign::All) => Answer::All,
            Some(CellSign::Some) => Answer::Some,
            Some(CellSign::None) => Answer::None,
            Some(CellSign::SelfPod) => Answer::Itself,
            Some(CellSign::Void) | None => Answer::Void,
        }
    }

    /// Allowed ports as the matrix shows them: `TCP 80,8000-8100; UDP 53`, `all`, or empty.
    pub fn ports(&self, from: Index, to: Index) -> String {
        self.analysis.cell(from, to, Probe::Any).map(|it| it.ports).unwrap_or_default()
    }

    /// The outcome of a connection to a Service, `svc:x/s:80`; the port may be left out.
    pub fn service(&self, from: Index, service: &str) -> Result<String, String> {
        let (id, port) =
            self.analysis.parse_service(service).ok_or_else(|| format!("no Service {service}"))?;
        Ok(self.analysis.service_flow(from, &id, port.as_ref())?.outcome.to_owned())
    }

    /// Explains a cell; for the property that no explanation panics.
    pub fn explain(&self, from: Index, to: Index) -> bool {
        self.analysis.explanation(from, to, Probe::Any).is_some()
    }

    /// Everything else that the page asks for, at some caret position.
    pub fn ask_everything(&self, caret: u32) {
        let analysis = &self.analysis;
        analysis.problems();
        analysis.ingresses();
        for it in analysis.services() {
            for from in 0..analysis.endpoints().len().min(8) as u32 {
                let _no_such_port = analysis.service_flow(from, &it.id, None);
            }
        }
        analysis.incomplete();
        analysis.port_choices();
        analysis.lenses(0);
        analysis.rule_at(0, caret);
    }

    /// Everything that is wrong.
    pub fn problems(&self) -> Vec<Problem> {
        let place = |it: netpol_core::view::Place| {
            (it.file as usize, it.from_line as usize, it.from as usize, it.to as usize)
        };
        let problems = self.analysis.problems().into_iter();
        let each = problems.map(|it| Problem {
            severity: it.severity.as_str(),
            code: it.code,
            place: it.place.map(place),
            object: it.object,
            field: it.field,
            message: it.message,
        });
        each.collect()
    }
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Of one port.
    Port(Truth),
    /// Every port.
    All,
    /// Some ports.
    Some,
    /// No port.
    None,
    /// The pod itself.
    Itself,
    /// No such cell, or not a question for policies.
    Void,
}

impl Answer {
    /// As it is drawn.
    pub fn sign(self) -> char {
        match self {
            Answer::Port(Truth::Yes) | Answer::All => '.',
            Answer::Port(Truth::No) | Answer::None => 'x',
            Answer::Port(Truth::Unknown) => '?',
            Answer::Some => 'o',
            Answer::Itself => '-',
            Answer::Void => ' ',
        }
    }
}

/// Whether the matrix's text of allowed ports (`TCP 80,8000-8100; UDP 53`, `all`) holds a port.
pub fn ports_hold(ports: &str, protocol: &str, port: u16) -> bool {
    let one = |part: &str| {
        let (name, list) = part.trim().split_once(' ').unwrap_or((part.trim(), "1-65535"));
        let within = |range: &str| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let bound = |it: &str| it.trim().parse::<u16>().ok();
            bound(first).is_some_and(|it| it <= port) && bound(last).is_some_and(|it| port <= it)
        };
        name == protocol && (list == "all" || list.split(',').any(|it| within(it.trim())))
    };
    ports == "all" || ports.split(';').filter(|it| !it.trim().is_empty()).any(one)
}

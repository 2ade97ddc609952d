//! How `netpol-core` is called for cells, Services and problems; `ask.rs` has the other questions.

use std::net::IpAddr;
use std::sync::Arc;

use netpol_core::options::{AnyPod, DnsRecord, HostNetworkPods, IpBlockPods, KubeVersion};
use netpol_core::protocol::{Family, Protocol};
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze};

use crate::spec::{self, BlockPods, Facts, Truth};

/// So many rows are asked for.
const FEW: usize = 8;

/// The evaluator under test, with some files.
#[derive(Debug)]
pub struct Core {
    /// What it found out.
    pub analysis: Analysis,
}

/// What the files do not say.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// What both evaluators are told.
    pub facts: Facts,
    /// Addresses outside the cluster with a row and a column of their own.
    pub externals: Vec<IpAddr>,
    /// Names outside the cluster with a row and a column of their own.
    pub hosts: Vec<String>,
    /// The fields of the experimental channel are unknown.
    pub standard_channel: bool,
    /// Unknown and missing fields refuse no policy.
    pub lenient: bool,
    /// Pods that stand for any: ends of questions.
    pub any_pods: Vec<AnyPod>,
    /// Knobs of core besides these, by key.
    pub knobs: Vec<(String, String)>,
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
        Core { analysis: analyze(&files, &options(given)) }
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
        let sides = self.analysis.model().sides(from, to).expect("a cell");
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
        let cell = self.analysis.cell(from, to, probe);
        Answer::from_word(cell.map_or("void", |it| it.sign.as_str()))
    }

    /// Allowed ports as the matrix shows them: `TCP 80,8000-8100; UDP 53`, `all`, or empty.
    pub fn ports(&self, from: Index, to: Index) -> String {
        self.analysis.cell(from, to, Probe::Any).map(|it| it.ports).unwrap_or_default()
    }

    /// Explains a cell; for the property that no explanation panics.
    pub fn explain(&self, from: Index, to: Index) -> bool {
        self.analysis.explanation(from, to, Probe::Any).is_some()
    }

    /// What an editor asks for at a byte of a text.
    pub fn assist(&self, text: &str, offset: usize) {
        let it = self.analysis.completions(text, offset);
        assert!(it.from <= it.to && text.get(it.from as usize..it.to as usize).is_some(), "{offset}: {it:?}");
        for item in &it.items {
            assert!(!item.label.is_empty() && !it.text(item).is_empty(), "{offset}: {item:?}");
        }
        self.analysis.hover(text, offset);
    }

    /// Everything else that the page asks for, at some caret position.
    pub fn ask_everything(&self, caret: u32) {
        let analysis = &self.analysis;
        analysis.problems();
        analysis.ingresses();
        let services = analysis.services();
        for it in &services {
            for from in 0..analysis.endpoints().len().min(FEW) as u32 {
                let _no_such_port = analysis.service_flow(from, &it.id, None);
            }
        }
        analysis.audit();
        analysis.incomplete();
        analysis.port_choices();
        analysis.lenses(0);
        analysis.rule_at(0, caret);
        let expected = analysis.expectations();
        for at in 0..expected.count().min(FEW) {
            expected.get(at);
        }
        let rows: Vec<Vec<u32>> =
            (0..analysis.endpoints().len().min(FEW) as u32).map(|it| vec![it]).collect();
        expected.cells(&rows, &rows, Probe::Any);
        let _nothing_to_expect = analysis.expect_cells(&rows, &rows, Probe::Any);
        if let (Some(row), Some(it)) = (rows.first(), services.first()) {
            let _nothing_to_expect = analysis.expect_service(row, &it.id, None);
        }
    }

    /// What the page tells after an edit.
    pub fn edited(self, after: Core) {
        netpol_core::compare(&Arc::new(self.analysis), &Arc::new(after.analysis)).edit();
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

/// What core calls its options.
fn options(given: &Given) -> Options {
    let facts = &given.facts;
    let record = |(name, addresses): &(String, Vec<IpAddr>)| DnsRecord {
        name: name.clone(),
        addresses: addresses.clone(),
    };
    let mut options = Options {
        externals: given.externals.clone(),
        hosts: given.hosts.clone(),
        any_pods: given.any_pods.clone(),
        dns: facts.dns.iter().map(record).collect(),
        pod_cidrs: facts.pod_cidrs.clone(),
        node_cidrs: facts.node_cidrs.clone(),
        kube_version: KubeVersion { minor: facts.kube_minor },
        own_node_ingress_exempt: facts.own_node_ingress_exempt,
        own_node_egress_exempt: facts.own_node_egress_exempt,
        strict: !given.lenient,
        experimental_channel: !given.standard_channel,
        // Properties and cases speak of the pods that they have; those about stand-ins ask for them.
        stand_ins: false,
        ..Options::default()
    };
    options.family = facts.family.map(|it| match it {
        spec::Family::V4 => Family::V4,
        spec::Family::V6 => Family::V6,
    });
    options.ip_block_pods = match facts.block_pods {
        BlockPods::WhenKnown => IpBlockPods::MatchWhenKnown,
        BlockPods::Never => IpBlockPods::Never,
        BlockPods::Always => IpBlockPods::Always,
    };
    if facts.host_network_as_pod {
        options.host_network_pods = HostNetworkPods::AsPod;
    }
    for (key, value) in &given.knobs {
        netpol_core::settings::set(&mut options, key, value).expect("a knob and its value");
    }
    options
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
    /// No address family in common.
    Unreachable,
    /// Of a Service: some backends, and not others.
    Partial,
    /// Nothing is behind the Service.
    NoEndpoint,
    /// No such cell, or not a question for policies.
    Void,
}

impl From<spec::Answer> for Answer {
    fn from(it: spec::Answer) -> Answer {
        match it {
            spec::Answer::Policies(it) => Answer::Port(it),
            spec::Answer::Itself => Answer::Itself,
            spec::Answer::Unreachable => Answer::Unreachable,
            spec::Answer::Partial => Answer::Partial,
            spec::Answer::NoEndpoint => Answer::NoEndpoint,
            spec::Answer::Void => Answer::Void,
        }
    }
}

impl Answer {
    /// From the words of core's cells and of cases.
    pub fn from_word(word: &str) -> Answer {
        match word {
            "allowed" => Answer::Port(Truth::Yes),
            "denied" => Answer::Port(Truth::No),
            "unknown" => Answer::Port(Truth::Unknown),
            "all" => Answer::All,
            "some" => Answer::Some,
            "none" => Answer::None,
            "self" => Answer::Itself,
            "unreachable" => Answer::Unreachable,
            "partial" => Answer::Partial,
            "no-endpoint" => Answer::NoEndpoint,
            _ => Answer::Void,
        }
    }

    /// The word of cases.
    pub fn word(self) -> &'static str {
        match self {
            Answer::Port(Truth::Yes) => "allowed",
            Answer::Port(Truth::No) => "denied",
            Answer::Port(Truth::Unknown) => "unknown",
            Answer::All => "all",
            Answer::Some => "some",
            Answer::None => "none",
            Answer::Itself => "self",
            Answer::Unreachable => "unreachable",
            Answer::Partial => "partial",
            Answer::NoEndpoint => "no-endpoint",
            Answer::Void => "void",
        }
    }

    /// As it is drawn.
    pub fn sign(self) -> char {
        match self {
            Answer::Port(Truth::Yes) | Answer::All => '.',
            Answer::Port(Truth::No) | Answer::None => 'x',
            Answer::Port(Truth::Unknown) => '?',
            Answer::Some => 'o',
            Answer::Itself => '-',
            Answer::Unreachable => '/',
            Answer::Partial => 'o',
            Answer::NoEndpoint | Answer::Void => ' ',
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

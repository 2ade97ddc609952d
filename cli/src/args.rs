//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use netpol_core::options::{HostNetworkPods, IngressController, IpBlockPods, KubeVersion, ServiceHairpin};
use netpol_core::protocol::Family;
use netpol_core::{Analysis, Asked, Options, Probe};

use crate::contested::Contested;

/// Evaluates and explains Kubernetes network policies, offline.
#[derive(Debug, Parser)]
#[command(name = "netpol", version, about, max_term_width = 110)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Who can reach whom.
    Matrix(MatrixArguments),
    /// Why one endpoint can or cannot reach another.
    Explain(ExplainArguments),
    /// Everything that is wrong with the files.
    Lint(LintArguments),
    /// A link of the playground that holds the files.
    Link(LinkArguments),
    /// What a link of the playground holds.
    Unlink(UnlinkArguments),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MatrixFormat {
    Table,
    List,
    Json,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Files, directories (searched for .yaml, .yml and .json, but not in .git, node_modules and vendor), or - for
    /// standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct MatrixArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "table")]
    pub(crate) output: MatrixFormat,
    /// Look at one port only: TCP/8080, 8080, UDP/53, or the name of a container port, in each column that of its own
    /// pods.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// An address outside the cluster that gets a row and a column of its own.
    #[arg(long, value_name = "ADDR")]
    pub(crate) external: Vec<IpAddr>,
    /// One row and column for all pods of a namespace that no policy tells apart.
    #[arg(long)]
    pub(crate) by_class: bool,
    /// Print counts and the milliseconds of each step instead.
    #[arg(long)]
    pub(crate) summary: bool,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The source: namespace/name, or an address.
    pub(crate) from: String,
    /// The destination: namespace/name, an address, or svc:namespace/name[:port] for a Service.
    pub(crate) to: String,
    /// One port: TCP/8080, 8080, UDP/53, or the name of a container port of the destination. All of them when left
    /// out. Of a Service its own port, by number or name.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: ExplainFormat,
    /// An address outside the cluster to add.
    #[arg(long, value_name = "ADDR")]
    pub(crate) external: Vec<IpAddr>,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: LintFormat,
    /// Also say where pods with addresses of both families are not reached alike in them.
    #[arg(long)]
    pub(crate) families: bool,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Debug, Args)]
pub(crate) struct LinkArguments {
    /// Address of a playground, in front of the link. Only the link, with its #, when left out.
    #[arg(long, value_name = "URL")]
    pub(crate) base: Option<String>,
    /// The port that the matrix is drawn for: TCP/8080, 8080, UDP/53, or the name of a container port.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// The cell that is explained: two of namespace/name, or an address; the second may be a Service, as for explain.
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
    pub(crate) cell: Vec<String>,
    /// What the filter of the matrix says.
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,
    /// A setting of the page that is not as usual: pod-cidr=10.0.0.0/8. May be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) setting: Vec<String>,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum UnlinkFormat {
    Yaml,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct UnlinkArguments {
    /// A link: the whole address, or what stands behind its #; or - for standard input.
    #[arg(value_name = "URL|-")]
    pub(crate) link: String,
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "yaml")]
    pub(crate) output: UnlinkFormat,
    /// Write the files into this folder instead, and print their names.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Overwrite files that are there.
    #[arg(long, requires = "dir")]
    pub(crate) force: bool,
}

/// What Kubernetes leaves open.
#[derive(Debug, Args)]
pub(crate) struct Knobs {
    /// Whether an ipBlock can match a pod by its address.
    #[arg(long, value_enum, default_value = "match-when-known", value_name = "HOW")]
    ipblock_pods: BlockPods,
    /// What host-network pods are to NetworkPolicy; to cluster-wide policies they are their node.
    #[arg(long, value_enum, default_value = "treat-as-node", value_name = "HOW")]
    host_network_pods: HostPods,
    /// Namespace of objects that name none.
    #[arg(long, default_value = "default", value_name = "NAME")]
    default_namespace: String,
    /// The release whose API server judges the manifests: 1.36.
    #[arg(long, default_value = "1.36", value_name = "VERSION")]
    kube_version: String,
    /// Where pods without a known address are taken to lie; `none` assumes nothing.
    #[arg(long, default_value = "10.244.0.0/16", value_name = "CIDR")]
    pod_cidr: Vec<String>,
    /// Where Services without a known address are taken to lie; `none` assumes nothing.
    #[arg(long, default_value = "10.96.0.0/12", value_name = "CIDR")]
    service_cidr: Vec<String>,
    /// Where nodes without a known address are taken to lie; assumes nothing when left out.
    #[arg(long, value_name = "CIDR")]
    node_cidr: Vec<String>,
    /// What becomes of a pod that reaches itself through a Service.
    #[arg(long, value_enum, default_value = "evaluate", value_name = "HOW")]
    service_hairpin: Hairpin,
    /// Who serves the Ingress objects: namespace[/key=value,…]. Any pod of an unlabelled namespace when left out.
    #[arg(long, value_name = "NAMESPACE[/LABELS]")]
    ingress_controller: Option<String>,
    /// The address family of flows whose ends both have it: 4 or 6. When left out, that of the destination's first
    /// address whose family the source has too.
    #[arg(long, value_enum, value_name = "FAMILY")]
    family: Option<FlowFamily>,
    /// Evaluate policies with unknown or duplicate fields, as `kubectl --validate=warn` does, and cluster-wide ones
    /// that lack a required selector.
    #[arg(long)]
    lenient: bool,
    #[command(flatten)]
    contested: Contested,
    /// Do not exempt traffic that comes from the pod's own node.
    #[arg(long)]
    no_own_node_ingress: bool,
    /// Exempt traffic to the pod's own node too.
    #[arg(long)]
    own_node_egress: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BlockPods {
    MatchWhenKnown,
    Never,
    Always,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum HostPods {
    TreatAsNode,
    AsPod,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Hairpin {
    Evaluate,
    Allow,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FlowFamily {
    #[value(name = "4")]
    V4,
    #[value(name = "6")]
    V6,
}

impl Knobs {
    /// The library's options.
    pub(crate) fn to_options(&self, externals: Vec<IpAddr>) -> Result<Options, String> {
        let minor = self.kube_version.strip_prefix('v').unwrap_or(&self.kube_version);
        let minor =
            minor.strip_prefix("1.").and_then(|it| it.split('.').next()).and_then(|it| it.parse().ok());
        let Some(minor) = minor else {
            return Err(format!("`{}` is not a Kubernetes version such as 1.36", self.kube_version));
        };
        let cidr =
            |it: &String| it.parse().map_err(|_| format!("`{it}` is not a CIDR such as 10.244.0.0/16"));
        let cidrs =
            |all: &[String]| all.iter().filter(|it| *it != "none").map(cidr).collect::<Result<Vec<_>, _>>();
        let controller = |it: &String| {
            let wrong = || format!("`{it}` is not a controller such as ingress-nginx/app=nginx");
            IngressController::parse(it).ok_or_else(wrong)
        };
        let mut options = Options {
            default_namespace: self.default_namespace.clone(),
            kube_version: KubeVersion { minor },
            strict: !self.lenient,
            ip_block_pods: match self.ipblock_pods {
                BlockPods::MatchWhenKnown => IpBlockPods::MatchWhenKnown,
                BlockPods::Never => IpBlockPods::Never,
                BlockPods::Always => IpBlockPods::Always,
            },
            host_network_pods: match self.host_network_pods {
                HostPods::TreatAsNode => HostNetworkPods::TreatAsNode,
                HostPods::AsPod => HostNetworkPods::AsPod,
            },
            pod_cidrs: cidrs(&self.pod_cidr)?,
            service_cidrs: cidrs(&self.service_cidr)?,
            node_cidrs: cidrs(&self.node_cidr)?,
            service_hairpin: match self.service_hairpin {
                Hairpin::Evaluate => ServiceHairpin::Evaluate,
                Hairpin::Allow => ServiceHairpin::Allow,
            },
            ingress_controller: self.ingress_controller.as_ref().map(controller).transpose()?,
            family: self.family.map(|it| match it {
                FlowFamily::V4 => Family::V4,
                FlowFamily::V6 => Family::V6,
            }),
            own_node_ingress_exempt: !self.no_own_node_ingress,
            own_node_egress_exempt: self.own_node_egress,
            externals,
            ..Options::default()
        };
        self.contested.apply(&mut options)?;
        Ok(options)
    }
}

/// A name that none of the others has: with a number before its ending where it must be.
pub(crate) fn unique(others: &[String], name: &str) -> String {
    // A dot in the name of a folder begins no ending.
    let parts = name.rsplit_once('.').filter(|it| !it.1.contains('/'));
    let (stem, ending) = parts.map_or((name, String::new()), |it| (it.0, format!(".{}", it.1)));
    let taken = |name: &str| others.iter().any(|it| it.eq_ignore_ascii_case(name));
    let mut names = std::iter::once(name.to_owned()).chain((2..).map(|n: u32| format!("{stem}-{n}{ending}")));
    names.find(|it| !taken(it)).unwrap_or_default()
}

/// The port that was asked for.
pub(crate) fn asked(analysis: &Analysis, text: Option<&str>) -> Result<Asked, String> {
    text.map_or(Ok(Asked::Probe(Probe::Any)), |it| analysis.parse_asked(it))
}

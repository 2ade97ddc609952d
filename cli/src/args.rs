//! The command line.

mod both;
mod matrix;
mod practice;
mod server;
mod session;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use netpol_core::diagnostic::Severity;
use netpol_core::view::AuditKind;
use netpol_core::{Analysis, Asked, Probe};

use crate::knobs::Knobs;
pub(crate) use both::Both;
pub(crate) use matrix::{MatrixArguments, MatrixFormat, MostCells};
pub(crate) use practice::{
    CheckArguments, GradeArguments, GradeFormat, PracticeArguments, PracticeCommand, RepairTaskArguments,
};
pub(crate) use server::ServerArguments;
pub(crate) use session::{RunArguments, ShellArguments};
use values::{audit_kinds, severities};

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
    /// The smallest edits of the files that allow one connection, or deny it, each tried.
    Repair(RepairArguments),
    /// Everything that is wrong with the files.
    Lint(LintArguments),
    /// Speaks with an editor: the same findings and fixes while files are written (Language Server Protocol).
    Lsp(ServerArguments),
    /// What an engineer asks of a whole cluster: isolation, internet, DNS, policies that do nothing.
    Audit(AuditArguments),
    /// What differs between two inputs: who may reach whom before and after, and why.
    Diff(DiffArguments),
    /// Whether the policies of two inputs agree for every pod and namespace that could exist.
    Equivalent(EquivalentArguments),
    /// Whether the files are as they themselves expect: `# expect` comments, lists of tests, and each block `netpol` of
    /// Markdown pages.
    Test(TestArguments),
    /// Which connections the manifests themselves ask for, and whether they are allowed.
    Needs(NeedsArguments),
    /// Tasks to practise with: checks them, and grades answers by their effect.
    Practice(PracticeArguments),
    /// A session of a terminal whose cluster is the files: kubectl and a shell, with connections that are answered.
    Run(RunArguments),
    /// The same with commands as they are typed.
    Shell(ShellArguments),
    /// A link of the playground that holds the files.
    Link(LinkArguments),
    /// What a link of the playground holds.
    Unlink(UnlinkArguments),
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
    /// SARIF 2.1.0, for code hosts.
    Sarif,
    /// Marks in a pull request on GitHub.
    Github,
    Junit,
}

#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Files, directories (searched for .yaml, .yml and .json, but not in .git, node_modules and vendor), or - for
    /// standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read no file that is larger, also none that a flag names: in MB, a million bytes each. All files together may be
    /// sixteen times as large.
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4000))]
    limit_file: u32,
}

impl Input {
    /// Some paths, with the usual limits.
    pub(crate) fn of(paths: Vec<PathBuf>) -> Input {
        Input { paths, limit_file: 64 }
    }

    /// Another path, with the limits of this one.
    pub(crate) fn at(&self, path: PathBuf) -> Input {
        Input { paths: vec![path], limit_file: self.limit_file }
    }

    /// How many bytes a file may have.
    pub(crate) fn limit(&self) -> u64 {
        u64::from(self.limit_file) * 1_000_000
    }
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The source: namespace/name, an address, or "any pod", "any pod of NAMESPACE" for one of which nothing else is
    /// known.
    pub(crate) from: String,
    /// The destination: the same, or svc:namespace/name[:port] for a Service.
    pub(crate) to: String,
    /// One port: TCP/8080, 8080, UDP/53, or the name of a container port of the destination. All of them when left
    /// out. Of a Service its own port, by number or name.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: ExplainFormat,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Debug, Args)]
pub(crate) struct RepairArguments {
    /// The source: namespace/name, or an address.
    pub(crate) from: String,
    /// The destination: the same.
    pub(crate) to: String,
    /// The port: TCP/8080, 8080, UDP/53, or the name of a container port of the destination. One that stands for all when
    /// left out.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// Deny it. Without this a connection that is not allowed is to be allowed.
    #[arg(long)]
    pub(crate) deny: bool,
    /// Write the files with the edit of that number.
    #[arg(long, value_name = "N", conflicts_with = "output")]
    pub(crate) apply: Option<usize>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: ExplainFormat,
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
    /// Say everything about one kind of finding, by its name or number, and read nothing.
    #[arg(long, value_name = "NAME", exclusive = true)]
    pub(crate) explain: Option<String>,
    /// Name every kind of finding, and read nothing.
    #[arg(long, exclusive = true)]
    pub(crate) list: bool,
    /// Tell findings of these kinds only, also such that run on request; several with commas between them, or repeated.
    /// An error that leaves something out is told all the same.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// End with status 1 where a finding is at least that bad: error, unless told otherwise.
    #[arg(long, value_name = "SEVERITY", value_parser = severities())]
    pub(crate) fail_on: Option<Severity>,
    /// Mend what can be mended without changing a verdict, and write the files.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Also mend what changes verdicts, and say which.
    #[arg(long)]
    pub(crate) effects: bool,
    /// With `-o json`, evaluate the files with at most N of the fixes; 0: none. Default: 16 with 1,000 pods, fewer with
    /// more, always 4 to 64, as far as they take no more steps together than `--limit-work`.
    #[arg(long, value_name = "N")]
    pub(crate) try_fixes: Option<usize>,
    /// Read the settings of that file, or `none`, instead of the nearest `.netpol.toml` above what is read.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Also say where pods with addresses of both families are not reached alike in them.
    #[arg(long)]
    pub(crate) families: bool,
    /// Also name rules, peers, ports and terms of selectors without which no connection of this cluster would change.
    #[arg(long)]
    pub(crate) unused: bool,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    Table,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "table")]
    pub(crate) output: AuditFormat,
    /// End with status 1 where something of this kind is found, also where that is undecided; several with commas
    /// between them, or repeated. Without it, what is found does not change the status.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = audit_kinds())]
    pub(crate) fail_on: Vec<AuditKind>,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Text,
    Json,
    Markdown,
    Github,
}

/// What makes a difference fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Something is allowed that was not, or perhaps is.
    NewAllowed,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: DiffFormat,
    /// End with status 1 only where something of this kind changed, also where that is undecided.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum)]
    pub(crate) fail_on: Vec<FailOn>,
    /// Address of a playground: the Markdown ends with a link there that shows the changes. What may be secret is left out
    /// of it.
    #[arg(long, value_name = "URL")]
    pub(crate) link_base: Option<String>,
    #[command(flatten)]
    pub(crate) most: MostCells,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) both: Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EquivalentFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct EquivalentArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: EquivalentFormat,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) both: Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    Text,
    Json,
    Junit,
    Tap,
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: TestFormat,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NeedsFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct NeedsArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: NeedsFormat,
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
    /// A setting that is not the default: pod-cidr=10.0.0.0/8. May be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) setting: Vec<String>,
    /// What the page compares the files with: a file or directory, or git:REVISION, as for diff.
    #[arg(long, value_name = "OLD")]
    pub(crate) baseline: Option<PathBuf>,
    /// Leave out what may be secret: data of Secrets, environment values, what was last applied.
    #[arg(long)]
    pub(crate) redact: bool,
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
    /// A link: the whole address, or what stands after its #; or - for standard input.
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

/// The port that was asked for.
pub(crate) fn asked(analysis: &Analysis, text: Option<&str>) -> Result<Asked, String> {
    text.map_or(Ok(Asked::Probe(Probe::Any)), |it| Ok(analysis.parse_asked(it)?))
}

//! Flags for what implementations disagree about, and for facts about names and channels.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use netpol_core::Options;
use netpol_core::options::{DnsRecord, EqualPriority, NetworkPolicyTier, RepeatedPortName, host_name};

/// Each is one knob of the library's options.
#[derive(Debug, Args)]
pub(crate) struct Contested {
    /// What decides between cluster-wide policies of one tier with the same priority.
    #[arg(long, value_enum, default_value = "undecided", value_name = "HOW")]
    equal_priority: Priority,
    /// Which NetworkPolicies keep the Baseline tier from being asked.
    #[arg(long, value_enum, default_value = "per-direction", value_name = "HOW")]
    network_policy_tier: Applies,
    /// What one name on several container ports of a pod stands for.
    #[arg(long, value_enum, default_value = "any", value_name = "WHICH")]
    repeated_port_name: PortName,
    /// Do not know the fields of the experimental channel: nodes, domainNames, namedPort of v1alpha1.
    #[arg(long)]
    standard_channel: bool,
    /// A host outside the cluster that gets a row and a column of its own.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// What a name outside the cluster resolves to: NAME=ADDR[,ADDR]. May be repeated.
    #[arg(long, value_name = "NAME=ADDR")]
    dns: Vec<String>,
    /// A file of lines `NAME ADDR…`, with `#` before comments.
    #[arg(long, value_name = "FILE")]
    dns_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Priority {
    Undecided,
    ByName,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Applies {
    PerDirection,
    EitherDirection,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PortName {
    Any,
    First,
}

impl Contested {
    /// Sets the knobs. `Err` says which value cannot be used.
    pub(crate) fn apply(&self, options: &mut Options) -> Result<(), String> {
        options.equal_priority = match self.equal_priority {
            Priority::Undecided => EqualPriority::Undecided,
            Priority::ByName => EqualPriority::ByName,
        };
        options.network_policy_tier = match self.network_policy_tier {
            Applies::PerDirection => NetworkPolicyTier::PerDirection,
            Applies::EitherDirection => NetworkPolicyTier::EitherDirection,
        };
        options.repeated_port_name = match self.repeated_port_name {
            PortName::Any => RepeatedPortName::Any,
            PortName::First => RepeatedPortName::First,
        };
        options.experimental_channel = !self.standard_channel;
        options.hosts = self.host.iter().map(|it| host_name(it)).collect::<Result<_, _>>()?;
        let file = match &self.dns_file {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path).map_err(|it| format!("{}: {it}", path.display()))?,
        };
        for line in file.lines().chain(self.dns.iter().map(String::as_str)) {
            options.dns.extend(DnsRecord::parse(line)?);
        }
        Ok(())
    }
}

//! `ipBlock`: cidr and except.

use ipnet::IpNet;

use super::cidr::{self, Cidr};
use crate::diagnostic::{Code, Severity};
use crate::kind::check::{Path, Report, quoted};
use crate::options::KubeVersion;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// `ipBlock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpBlock {
    /// The whole block.
    pub span: Span,
    /// `cidr`, host bits cleared.
    pub cidr: Spanned<IpNet>,
    /// `except`, host bits cleared; each inside `cidr`.
    pub except: Vec<Spanned<IpNet>>,
}

/// How sloppy CIDRs are judged.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::kind) enum CidrRules {
    /// From 1.36: leading zeros, mapped addresses and host bits are errors (V-26 to V-28).
    Strict {
        /// "A server can switch that off in 1.36 and 1.37, not from 1.38 on" (V-52).
        for_good: bool,
    },
    /// Before, and for objects that a cluster already holds: only warnings (V-52).
    Sloppy,
}

impl CidrRules {
    /// Those of a release, for an object that comes from a cluster or not.
    pub(in crate::kind) fn new(version: KubeVersion, exported: bool) -> CidrRules {
        match version.minor {
            _ if exported => CidrRules::Sloppy,
            ..36 => CidrRules::Sloppy,
            36.. => CidrRules::Strict { for_good: version.minor >= 38 },
        }
    }
}

/// Reads and checks a block; `None` when the API server refuses it.
pub(in crate::kind) fn read(
    node: &Node<'_>,
    path: &Path<'_>,
    rules: CidrRules,
    report: &mut Report<'_>,
) -> Option<IpBlock> {
    let cidr_path = path.field("cidr");
    let Some((text, span)) = report.text(node, path, "cidr").filter(|it| !it.0.is_empty()) else {
        let at = node.get("cidr").map_or(node.span, |it| it.span);
        report.required(&cidr_path, at, "");
        return None;
    };
    let cidr = check(text, span, &cidr_path, rules, report)?;
    let mut except = Vec::new();
    let except_path = path.field("except");
    for (index, item) in report.list(node, path, "except").iter().enumerate() {
        let path = except_path.item(index);
        let text = item.as_str().unwrap_or_default();
        let Some(inner) = check(text, item.span, &path, rules, report) else { continue };
        if cidr.strictly_contains(&inner) {
            except.push(Spanned::new(inner.net, item.span));
        } else {
            report.invalid(&path, item.span, &quoted(text), "must be a strict subset of `cidr`");
            report.help(format!("`cidr` is {}; an exception must be a smaller range inside of it", cidr.net));
        }
    }
    Some(IpBlock { span: node.span, cidr: Spanned::new(cidr.net, span), except })
}

/// One range. What strict validation refuses is still given back, so that `except` can be checked against it.
fn check(text: &str, span: Span, path: &Path<'_>, rules: CidrRules, report: &mut Report<'_>) -> Option<Cidr> {
    let Some(cidr) = cidr::parse(text) else {
        let detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
        report.invalid(path, span, &quoted(text), detail);
        if let Some((address, _)) = cidr::parse_address(text) {
            let length = if address.is_ipv4() { 32 } else { 128 };
            report.help(format!("a single address is written {address}/{length}"));
        }
        return None;
    };
    match rules {
        CidrRules::Strict { for_good } if !cidr.strict.is_empty() => {
            for detail in &cidr.strict {
                report.invalid(path, span, &quoted(text), detail).help(rewritten(&cidr, for_good));
            }
        }
        CidrRules::Strict { .. } | CidrRules::Sloppy => {
            for it in &cidr.warnings {
                report.note(Severity::Warning, Code::NonCanonicalCidr, path, span, it.as_str());
            }
        }
    }
    Some(cidr)
}

/// "For host bits both readings" (L-65).
fn rewritten(cidr: &Cidr, for_good: bool) -> String {
    let mut help = format!("write {}", cidr.net);
    if cidr.net.prefix_len() == 0 {
        help.push_str(", which is every address");
    }
    if let Some(single) = &cidr.single {
        match cidr.of_classes() {
            Some(it) => {
                help.push_str(&format!(", or what is meant: {it}, or {single} for the address alone"))
            }
            None => help.push_str(&format!(", or {single} if the address alone is meant")),
        }
    }
    if !for_good {
        help.push_str("; a server can be told to accept it up to 1.37");
    }
    help
}

#[cfg(test)]
mod tests;

//! `ipBlock`: cidr and except.

use super::IpBlock;
use super::cidr::{self, Cidr};
use super::path::Path;
use super::report::{Report, quoted};
use crate::diagnostic::Severity;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// How sloppy CIDRs are judged.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum CidrRules {
    /// From 1.36: leading zeros, mapped addresses and host bits are errors (V-26 to V-28).
    Strict,
    /// Before, and for objects that a cluster already holds: only warnings (V-52).
    Sloppy,
}

/// Reads and checks a block; `None` when the API server refuses it.
pub(super) fn read(
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
    match (cidr.strict, &cidr.warning) {
        (Some(detail), _) if rules == CidrRules::Strict => {
            report.invalid(path, span, &quoted(text), detail);
            report.help(format!("write {}", cidr.net));
        }
        (_, Some(warning)) => {
            report.note(Severity::Warning, "non-canonical-cidr", path, span, warning.as_str());
        }
        (_, None) => {}
    }
    Some(cidr)
}

#[cfg(test)]
mod tests;

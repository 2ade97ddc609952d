use super::*;

#[track_caller]
fn check(text: &str, net: &str, strict: &[&str], warnings: &[&str]) {
    let cidr = parse(text).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(cidr.net.to_string(), net, "{text}");
    assert_eq!((cidr.strict.len(), cidr.warnings.len()), (strict.len(), warnings.len()), "{text}: {cidr:?}");
    let found = cidr.strict.iter().copied().chain(cidr.warnings.iter().map(String::as_str));
    for (found, expected) in found.zip(strict.iter().chain(warnings)) {
        assert!(found.contains(expected), "{text}: {found}");
    }
}

#[test]
fn ranges_are_read_sloppily_and_judged_strictly() {
    check("10.0.0.0/8", "10.0.0.0/8", &[], &[]);
    check("0.0.0.0/0", "0.0.0.0/0", &[], &[]);
    check("2001:db8::/32", "2001:db8::/32", &[], &[]);
    check("010.0.0.0/8", "10.0.0.0/8", &["leading 0s"], &["use \"10.0.0.0/8\""]);
    check("10.0.0.0/08", "10.0.0.0/8", &["leading 0s"], &["non-standard CIDR value"]);
    check("::ffff:10.0.0.0/104", "10.0.0.0/8", &["IPv4-mapped"], &["use \"10.0.0.0/8\""]);
    let ambiguous = "is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.0.0.5/32\"?)";
    check("10.0.0.5/8", "10.0.0.0/8", &["bits set"], &[ambiguous]);
    let usual = "RFC 5952 canonical format (\"2001:db8::/32\")";
    check("2001:DB8::/32", "2001:db8::/32", &[], &[usual]);
}

#[test]
fn a_range_can_be_wrong_in_two_ways() {
    let ambiguous = "is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.0.0.5/32\"?)";
    check("010.0.0.5/8", "10.0.0.0/8", &["leading 0s"], &[ambiguous, "use \"10.0.0.0/8\""]);
    check("::ffff:10.0.0.5/104", "10.0.0.0/8", &["IPv4-mapped", "bits set"], &[ambiguous, "non-standard"]);
    let ambiguous = "(should be \"2001:db8::/32\" or \"2001:db8::1/128\"?)";
    check("2001:DB8::1/32", "2001:db8::/32", &["bits set"], &[ambiguous]);
}

#[test]
fn what_is_no_range_is_refused() {
    for text in [
        "",
        " ",
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0/8",
        "300.0.0.0/8",
        "::/129",
        "fe80::1%eth0/64",
        "a/8",
        "10.0.0.0/8 ",
    ] {
        assert!(parse(text).is_none(), "{text:?}");
    }
}

#[test]
fn a_strict_subset_is_smaller_and_inside() {
    let contains =
        |outer, inner| parse(outer).zip(parse(inner)).is_some_and(|(a, b)| a.strictly_contains(&b));
    assert!(contains("10.0.0.0/8", "10.1.0.0/16"));
    assert!(!contains("10.0.0.0/8", "10.0.0.0/8"), "the same");
    assert!(!contains("10.1.0.0/16", "10.0.0.0/8"), "bigger");
    assert!(!contains("10.0.0.0/8", "11.0.0.0/16"), "outside");
    assert!(!contains("::/0", "10.0.0.0/8"), "other family");
}

use super::*;

#[test]
fn ranges_are_read_sloppily_and_judged_strictly() {
    for (text, net, strict, warning) in [
        ("10.0.0.0/8", "10.0.0.0/8", None, None),
        ("0.0.0.0/0", "0.0.0.0/0", None, None),
        ("2001:db8::/32", "2001:db8::/32", None, None),
        ("010.0.0.0/8", "10.0.0.0/8", Some("leading 0s"), Some("use \"10.0.0.0/8\"")),
        ("10.0.0.0/08", "10.0.0.0/8", Some("leading 0s"), Some("non-standard CIDR value")),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8", Some("IPv4-mapped"), Some("use \"10.0.0.0/8\"")),
        (
            "10.0.0.5/8",
            "10.0.0.0/8",
            Some("bits set"),
            Some("(should be \"10.0.0.0/8\" or \"10.0.0.5/32\"?)"),
        ),
        ("2001:DB8::/32", "2001:db8::/32", None, Some("RFC 5952 canonical format (\"2001:db8::/32\")")),
    ] {
        let cidr = parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(cidr.net.to_string(), net, "{text}");
        assert_eq!(cidr.strict.is_some(), strict.is_some(), "{text}");
        assert!(cidr.strict.unwrap_or_default().contains(strict.unwrap_or_default()), "{text}");
        assert_eq!(cidr.warning.is_some(), warning.is_some(), "{text}: {:?}", cidr.warning);
        assert!(cidr.warning.unwrap_or_default().contains(warning.unwrap_or_default()), "{text}");
    }
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

use super::*;

#[track_caller]
fn check(text: &str, expected: Value<'_>) {
    assert_eq!(plain(Cow::Borrowed(text)), expected, "{text}");
}

fn string(text: &str) -> Value<'_> {
    Value::String(Cow::Borrowed(text))
}

#[test]
fn plain_scalars_resolve_as_yaml_1_1() {
    for text in ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"] {
        check(text, Value::Bool(true));
    }
    for text in ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"] {
        check(text, Value::Bool(false));
    }
    for text in ["~", "null", "Null", "NULL"] {
        check(text, Value::Null);
    }
    for (text, expected) in [
        ("0", 0),
        ("80", 80),
        ("-1", -1),
        ("+7", 7),
        ("0123", 83),
        ("0120", 80),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0x10", -16),
        ("0b101", 5),
        ("-0b11", -3),
        ("1_000", 1000),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        check(text, Value::Int(expected));
    }
    for (text, expected) in [
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("1.", "1."),
        (".5", ".5"),
        ("-.5e-1", "-.5e-1"),
        ("0128", "0128"),
        ("1_0.5", "10.5"),
        ("18446744073709551615", "18446744073709551615"),
        ("0e999", "0e999"),
        (".NaN", ".nan"),
        (".inf", ".inf"),
        ("-.INF", "-.inf"),
    ] {
        check(text, Value::Float(expected.to_owned()));
    }
}

#[test]
fn whole_numbers_may_have_a_point_or_an_exponent() {
    for (text, expected) in [
        ("80.0", Some(80)),
        ("-8e1", Some(-80)),
        ("1.5e1", Some(15)),
        ("800e-1", Some(80)),
        ("0.0", Some(0)),
        ("0e99999999999", Some(0)),
        ("1.5", None),
        ("5e-1", None),
        ("1e99", None),
        (".inf", None),
        (".nan", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(whole(text), expected, "{text}");
    }
}

#[test]
fn everything_else_is_a_string() {
    for text in [
        "web",
        "yEs",
        "oN",
        "nULL",
        "1.2.3",
        "10.0.0.0/8",
        "2001-12-14",
        "12:30:45",
        "1e",
        "0x",
        "0b2",
        "-",
        "+",
        ".",
        "e3",
        "1e999",
        "--1",
        "0-1",
        "+-1",
        "a1",
        "on-call",
        "2001-12-14T21:59:43Z",
        "-99999999999999999999x",
    ] {
        check(text, string(text));
    }
}

#[test]
fn tags_force_a_type_or_fail() {
    for (tag, text, expected) in [
        ("str", "80", Some(string("80"))),
        ("int", "80", Some(Value::Int(80))),
        ("float", "80", Some(Value::Float("80".to_owned()))),
        ("bool", "yes", Some(Value::Bool(true))),
        ("null", "~", Some(Value::Null)),
        ("int", "web", None),
        ("bool", "1", None),
    ] {
        assert_eq!(tagged(tag, text.into()), expected, "!!{tag} {text}");
    }
}

#[test]
fn keys_become_strings() {
    for (text, expected) in [
        ("1", Some("1")),
        ("on", Some("true")),
        ("0x10", Some("16")),
        ("1.50", Some("1.5")),
        ("-.5", Some("-0.5")),
        ("8e1", Some("80")),
        ("~", None),
    ] {
        assert_eq!(key(plain(text.into())).as_deref(), expected, "{text}");
    }
}

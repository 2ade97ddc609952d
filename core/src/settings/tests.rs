use crate::options::{EqualPriority, IpBlockPods};

use super::*;

fn knob(key: &str) -> &'static Knob {
    knobs().find(|it| it.key == key).unwrap()
}

#[test]
fn defaults_are_not_written() {
    for it in knobs() {
        assert_eq!(with("", it, it.default), Ok(String::new()), "{}", it.key);
        let mut options = Options::default();
        (it.apply)(&mut options, it.default).unwrap();
        assert_eq!(options, Options::default(), "{}: its default changes something", it.key);
    }
    assert_eq!(options(""), Options::default());
}

#[test]
fn every_other_choice_changes_the_options_and_comes_back() {
    for it in knobs() {
        let others: Vec<&str> = match it.shape {
            Shape::Choice(choices) => {
                choices.iter().map(|it| it.0).filter(|&value| value != it.default).collect()
            }
            Shape::Line(example) | Shape::Lines(example) => vec![example],
        };
        assert_ne!(others, [] as [&str; 0], "{}", it.key);
        for other in others {
            let text = with("", it, other).unwrap();
            assert_ne!(options(&text), Options::default(), "{}={other}", it.key);
            assert_eq!(value(&text, it).as_deref(), Some(other));
            assert_eq!(changed(&text), 1);
            assert_eq!(without(&text, it), "");
        }
    }
}

#[test]
fn knobs_do_not_disturb_each_other() {
    let mut text = String::new();
    text = with(&text, knob("equal-priority"), "by-name").unwrap();
    text = with(&text, knob("dns"), " api.example.com 203.0.113.9 \n\nb.example.com 2001:db8::1\n").unwrap();
    text = with(&text, knob("pod-cidr"), "").unwrap();
    assert_eq!(
        text,
        "equal-priority=by-name\npod-cidr=\ndns=api.example.com 203.0.113.9\ndns=b.example.com 2001:db8::1\n"
    );
    let options = options(&text);
    assert_eq!(options.equal_priority, EqualPriority::ByName);
    assert_eq!((options.pod_cidrs.len(), options.dns.len()), (0, 2));
    assert_eq!(changed(&text), 3);
}

#[test]
fn what_is_wrong_is_named() {
    for (key, text, message) in [
        (
            "pod-cidr",
            "10.244.0.0/16\n10.300.0.0/16",
            "line 2: `10.300.0.0/16` is not a range such as 10.244.0.0/16",
        ),
        ("dns", "api.example.com", "line 1: there is no address after `api.example.com`"),
        ("address", "203.0.113", "line 1: `203.0.113` is not an address such as 203.0.113.9"),
        (
            "default-namespace",
            "My Space",
            "`My Space` is not a name of a namespace: lower case letters, digits and dashes",
        ),
        ("ingress-controller", "/a=b", "`/a=b` is not a namespace, with labels after a slash"),
        ("ipblock-pods", "sometimes", "`sometimes` is none of the choices"),
    ] {
        assert_eq!(with("", knob(key), text).unwrap_err().to_string(), message, "{key}");
    }
}

#[test]
fn what_is_not_understood_keeps_the_default() {
    let text = "ipblock-pods=perhaps\nfrom-the-future=1\nnonsense\npod-cidr=x\nservice-hairpin=allow\n";
    let options = options(text);
    assert_eq!(options.ip_block_pods, IpBlockPods::default());
    assert_eq!(options.pod_cidrs, Options::default().pod_cidrs);
    assert_ne!(options, Options::default());
}

#[test]
fn a_knob_is_set_by_its_key_or_says_what_is_wrong() {
    let mut options = Options::default();
    assert_eq!(set(&mut options, "ipblock-pods", "never"), Ok(()));
    assert_eq!(options.ip_block_pods, IpBlockPods::Never);
    let wrong = set(&mut options, "ipblock-pods", "x").unwrap_err();
    assert_eq!(wrong.to_string(), "ipblock-pods: `x` is none of the choices");
    let choices = ValueError::new("`x` is none of the choices".to_owned());
    assert_eq!(wrong, SettingError::Value("ipblock-pods".to_owned(), choices));
    assert_eq!(set(&mut options, "nothing", "x"), Err(SettingError::Unknown("nothing".to_owned())));
    assert_eq!(options.ip_block_pods, IpBlockPods::Never);
}

fn flags(knob_and_values: &[(&str, &[&str])]) -> Result<Options, String> {
    let mut options = Options::default();
    for (key, values) in knob_and_values {
        set_flag(&mut options, knob(key), values)?;
    }
    Ok(options)
}

#[test]
fn a_flag_means_what_the_setting_means() {
    assert_eq!(
        flags(&[
            ("strict", &["off"]),
            ("pod-cidr", &["10.0.0.0/16", "fd00::/64"]),
            ("dns", &["a.example=203.0.113.9"])
        ]),
        Ok(options("strict=off\npod-cidr=10.0.0.0/16\npod-cidr=fd00::/64\ndns=a.example 203.0.113.9\n"))
    );
    assert_eq!(flags(&[("pod-cidr", &["none"])]), Ok(options("pod-cidr=\n")));
    assert_eq!(flags(&[("ipblock-pods", &["never", "always"])]), Ok(options("ipblock-pods=always\n")));
    assert_eq!(
        flags(&[("node-cidr", &["10.0.0.0/8", "x"])]),
        Err("`x` is not a range such as 192.168.0.0/24".to_owned())
    );
    for (key, value) in
        [("pod-cidr", ""), ("dns", " "), ("default-namespace", ""), ("pod-cidr", "10.0.0.0/8\n10.1.0.0/16")]
    {
        assert!(flags(&[(key, &[value])]).is_err(), "{key} {value:?}");
    }
    let none: &[&str] = &[];
    for it in knobs().filter(|it| it.key != "pod-cidr" && it.key != "service-cidr") {
        assert_eq!(flags(&[(it.key, none)]), Ok(Options::default()), "{}", it.key);
    }
}

#[test]
fn the_command_line_takes_every_release() {
    for text in ["1.34", "v1.34", "1.34.2"] {
        assert_eq!(flags(&[("kube-version", &[text])]).unwrap().kube_version.minor, 34, "{text}");
    }
    assert_eq!(
        flags(&[("kube-version", &["34"])]),
        Err("`34` is not a Kubernetes version such as 1.36".to_owned())
    );
    assert!(with("", knob("kube-version"), "1.34").is_err(), "the page offers two");
    assert!(knob("kube-version").flag_values().is_none());
}

#[test]
fn every_spelling_is_another_flag_with_a_value_of_its_knob() {
    let mut names: Vec<&str> = knobs().map(|it| it.key).collect();
    for it in knobs() {
        assert!(it.help().ends_with(['.', '…', '`']), "{}: {}", it.key, it.help());
        for spelling in it.flag.also {
            names.push(spelling.name());
            if let Spelling::Switch(_, value, help) = spelling {
                assert!(
                    it.flag_values().unwrap().any(|it| it == *value) && help.ends_with('.'),
                    "{}",
                    it.key
                );
                assert_ne!(*value, it.default, "{}", it.key);
            }
        }
    }
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n);
}

/// The page that lists all settings.
fn documented() -> String {
    let code = |it: &str| format!("`{it}`");
    let cell = |it: &str| it.replace('|', "\\|");
    let mut text = "\
# Settings

What the evaluation is told besides the manifests. The dialog *Settings* of the page, the flags of
[netpol](cli.md), the options of the [JavaScript module](javascript.md) and [links](links.md) have the same settings by the
same keys: `pod-cidr` is `--pod-cidr` on the command line and `podCidr` in JavaScript.

This page is made from the program (`core/src/settings/knobs`): `UPDATE_EXPECT=1 cargo test -p netpol-core settings`
writes it anew.

On the command line a value follows the flag, `--family 6`. A flag whose values are `on` and `off` may stand without one
and means `on`. A flag that takes several values is repeated for each, and `none` gives it no value.
"
    .to_owned();
    for group in GROUPS {
        text += &format!(
            "\n## {}\n\n{}\n\n| key | what it decides | values | other flags |\n|---|---|---|---|\n",
            group.title, group.says
        );
        for it in group.knobs {
            let default = |value: &str| if value == it.default { " (default)" } else { "" };
            let values = match it.shape {
                Shape::Choice(all) => all
                    .iter()
                    .map(|(value, says)| match *says == *value {
                        true => format!("{}{}", code(value), default(value)),
                        false => format!("{}{}: {says}", code(value), default(value)),
                    })
                    .collect::<Vec<_>>()
                    .join("<br>"),
                Shape::Line(example) | Shape::Lines(example) => {
                    let several = if it.is_repeatable() { ", several" } else { "" };
                    match it.default {
                        "" => format!("such as {}{several}; default: nothing", code(example)),
                        default => format!("such as {}{several}; default: {}", code(example), code(default)),
                    }
                }
            };
            let also: Vec<String> = it
                .flag
                .also
                .iter()
                .map(|spelling| match spelling {
                    Spelling::Switch(name, value, help) => {
                        format!("`--{name}` is `--{}={value}`: {help}", it.key)
                    }
                    Spelling::Alias(name) => format!("`--{name}` is `--{}`", it.key),
                    Spelling::File(name, help) => format!("`--{name}`: {help}"),
                })
                .collect();
            let case = it.contested.map_or(String::new(), |(case, says)| format!(" {case}: {says}"));
            text += &format!(
                "| {} | **{}.** {}{} | {} | {} |\n",
                code(it.key),
                it.title,
                cell(&it.help()),
                cell(&case),
                cell(&values),
                cell(&also.join("<br>"))
            );
        }
    }
    text
}

#[test]
fn every_setting_is_documented() {
    expect_test::expect_file!["../../../docs/settings.md"].assert_eq(&documented());
}

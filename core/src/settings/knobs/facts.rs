//! What manifests do not hold.

use crate::options::{DnsRecord, IngressController, host_name};

use super::{Flag, Group, Knob, Shape, Spelling, ValueError, cidr, lines};

pub(super) const FACTS: Group = Group {
    title: "What manifests do not hold",
    says: "One entry on each line; an empty field assumes nothing.",
    knobs: &[
        Knob {
            key: "stand-ins",
            title: "Stand-ins",
            says: "Whether pods are made up, from the labels that policies mention, where an input has policies and no pods for them.",
            contested: None,
            shape: Shape::Choice(&[("auto", "Made up where there are no pods"), ("off", "Never made up")]),
            default: "auto",
            flag: Flag::of("WHEN"),
            apply: |it, text| {
                it.stand_ins = match text {
                    "auto" => true,
                    "off" => false,
                    _ => return Err(ValueError::new(format!("`{text}` is neither `auto` nor `off`"))),
                };
                Ok(())
            },
        },
        Knob {
            key: "pod-cidr",
            title: "Pod ranges",
            says: "Where pods without a known address are assumed to lie.",
            contested: None,
            shape: Shape::Lines("10.1.0.0/16"),
            default: "10.244.0.0/16",
            flag: Flag { more: "`none` assumes nothing.", ..Flag::of("CIDR") },
            apply: |it, text| lines(text, |line| cidr(line, "10.244.0.0/16")).map(|all| it.pod_cidrs = all),
        },
        Knob {
            key: "service-cidr",
            title: "Service ranges",
            says: "Where Services without a known address are assumed to lie.",
            contested: Some((
                "C-10",
                "Whether a block can match a Service's own address is undefined; here it never does, and the answer says so.",
            )),
            shape: Shape::Lines("10.43.0.0/16"),
            default: "10.96.0.0/12",
            flag: Flag { more: "`none` assumes nothing. Only a caveat depends on it.", ..Flag::of("CIDR") },
            apply: |it, text| {
                lines(text, |line| cidr(line, "10.96.0.0/12")).map(|all| it.service_cidrs = all)
            },
        },
        Knob {
            key: "node-cidr",
            title: "Node ranges",
            says: "Where nodes without a known address are assumed to lie.",
            contested: Some((
                "C-23",
                "A `nodes` peer means the addresses of nodes; an early plugin matched the pods on them instead.",
            )),
            shape: Shape::Lines("192.168.0.0/24"),
            default: "",
            flag: Flag::of("CIDR"),
            apply: |it, text| lines(text, |line| cidr(line, "192.168.0.0/24")).map(|all| it.node_cidrs = all),
        },
        Knob {
            key: "ingress-controller",
            title: "Ingress controller",
            says: "Who serves the Ingress objects: a namespace, and labels after a slash; empty, any pod of a namespace without labels is tried.",
            contested: None,
            shape: Shape::Line("ingress-nginx/app=controller"),
            default: "",
            flag: Flag { more: "NAMESPACE, or NAMESPACE/KEY=VALUE,…", ..Flag::of("CONTROLLER") },
            apply: |it, text| {
                let text = text.trim();
                let wrong =
                    || ValueError::new(format!("`{text}` is not a namespace, with labels after a slash"));
                it.ingress_controller = match text {
                    "" => None,
                    text => Some(IngressController::parse(text).ok_or_else(wrong)?),
                };
                Ok(())
            },
        },
        Knob {
            key: "dns",
            title: "DNS data",
            says: "What names outside the cluster resolve to: `name address…`",
            contested: None,
            shape: Shape::Lines("api.example.com 203.0.113.9"),
            default: "",
            flag: Flag {
                more: "On the command line NAME=ADDR[,ADDR].",
                also: &[Spelling::File(
                    "dns-file",
                    "A file of lines `NAME ADDR…`, with `#` before comments.",
                )],
                ..Flag::of("NAME=ADDR")
            },
            apply: |it, text| {
                let all = lines(text, DnsRecord::parse)?;
                it.dns = all.into_iter().flatten().collect();
                Ok(())
            },
        },
        Knob {
            key: "host",
            title: "Hosts to show",
            says: "Names outside the cluster that get a row and a column of their own.",
            contested: None,
            shape: Shape::Lines("api.example.com"),
            default: "",
            flag: Flag::of("NAME"),
            apply: |it, text| lines(text, host_name).map(|all| it.hosts = all),
        },
        Knob {
            key: "address",
            title: "Addresses to show",
            says: "Addresses outside the cluster that get a row and a column of their own.",
            contested: None,
            shape: Shape::Lines("203.0.113.9"),
            default: "",
            flag: Flag { also: &[Spelling::Alias("external")], ..Flag::of("ADDR") },
            apply: |it, text| {
                let read = |line: &str| {
                    line.parse().map_err(|_| format!("`{line}` is not an address such as 203.0.113.9"))
                };
                lines(text, read).map(|all| it.externals = all)
            },
        },
    ],
};

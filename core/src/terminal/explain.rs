//! `kubectl explain`, of NetworkPolicy: its fields, with their types and in plain words what each is for.

use super::Shell;
use super::flags::Command;
use super::kube::not_simulated;
use super::resource::Kind;
use super::shell::Io;

/// A field of the API.
struct Field {
    name: &'static str,
    kind: &'static str,
    is_required: bool,
    text: &'static str,
    /// What its type is for; empty where that says nothing more.
    of_type: &'static str,
    fields: &'static [Field],
}

const fn field(
    name: &'static str,
    kind: &'static str,
    text: &'static str,
    fields: &'static [Field],
) -> Field {
    Field { name, kind, is_required: false, text, of_type: "", fields }
}

const fn needed(it: Field) -> Field {
    Field { is_required: true, ..it }
}

const SELECTOR: &[Field] = &[
    field(
        "matchExpressions",
        "[]LabelSelectorRequirement",
        "All of them must hold.",
        &[
            needed(field("key", "string", "The key of a label.", &[])),
            needed(field("operator", "string", "In, NotIn, Exists or DoesNotExist.", &[])),
            field("values", "[]string", "The values that In and NotIn compare with.", &[]),
        ],
    ),
    field("matchLabels", "map[string]string", "Labels that must all be there with these values.", &[]),
];

const PORTS: &[Field] = &[
    field("endPort", "integer", "The last port of a range that begins at port, which must be a number.", &[]),
    field(
        "port",
        "IntOrString",
        "The port of the pod, not of a Service: a number, or the name of a container port. Without it every port.",
        &[],
    ),
    field("protocol", "string", "TCP, UDP or SCTP. TCP where nothing is said.", &[]),
];

const PEERS: &[Field] = &[
    field(
        "ipBlock",
        "IPBlock",
        "A range of addresses. It cannot stand beside the selectors.",
        &[
            needed(field("cidr", "string", "The range, as in 10.0.0.0/24.", &[])),
            field("except", "[]string", "Ranges inside of it that are not meant.", &[]),
        ],
    ),
    field(
        "namespaceSelector",
        "LabelSelector",
        "Namespaces, by their labels; {} means all. Beside a podSelector both must hold.",
        SELECTOR,
    ),
    field(
        "podSelector",
        "LabelSelector",
        "Pods, by their labels: of the policy's own namespace unless a namespaceSelector stands beside it.",
        SELECTOR,
    ),
];

const SPEC: &[Field] = &[
    field(
        "egress",
        "[]NetworkPolicyEgressRule",
        "Rules for connections that leave the pods. Each adds to what the others allow; an empty list allows nothing.",
        &[
            field(
                "ports",
                "[]NetworkPolicyPort",
                "The ports that are allowed. Without it every port.",
                PORTS,
            ),
            field("to", "[]NetworkPolicyPeer", "Where to. Without it anywhere.", PEERS),
        ],
    ),
    field(
        "ingress",
        "[]NetworkPolicyIngressRule",
        "Rules for connections that come in. Each adds to what the others allow; an empty list allows nothing.",
        &[
            field("from", "[]NetworkPolicyPeer", "Where from. Without it anywhere.", PEERS),
            field(
                "ports",
                "[]NetworkPolicyPort",
                "The ports that are allowed. Without it every port.",
                PORTS,
            ),
        ],
    ),
    needed(field(
        "podSelector",
        "LabelSelector",
        "The pods of the policy's namespace that it holds for; {} means all of them.",
        SELECTOR,
    )),
    field(
        "policyTypes",
        "[]string",
        "The directions that the policy restricts: Ingress, Egress or both. Where nothing is said: Ingress, and Egress if there are egress rules.",
        &[],
    ),
];

const ROOT: Field = Field {
    name: "",
    kind: "NetworkPolicy",
    is_required: false,
    text: "Who may talk to a set of pods, and to whom they may talk.",
    of_type: "",
    fields: &[
        field("apiVersion", "string", "Version of the schema: networking.k8s.io/v1.", &[]),
        field("kind", "string", "Name of the type: NetworkPolicy.", &[]),
        field("metadata", "ObjectMeta", "Name, namespace, labels and annotations.", &[]),
        Field {
            of_type: "It selects pods, and lists what is allowed.",
            ..field("spec", "NetworkPolicySpec", "What is wanted.", SPEC)
        },
    ],
};

impl Shell {
    pub(super) fn explain(&mut self, command: &Command) -> Result<Io, Io> {
        let path = match command.args.as_slice() {
            [] => {
                return Err(Io::error(
                    "error: You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources.",
                ));
            }
            [path] => path.trim_end_matches('.'),
            _ => return Err(Io::error("error: We accept only this format: explain RESOURCE")),
        };
        if path.contains(['[', '{']) {
            return Err(Io::error("error: invalid jsonpath syntax, first node must be field node"));
        }
        let mut steps = path.split('.');
        let kind = steps.next().unwrap_or_default();
        let resource = self.resource(kind).map_err(|mut it| {
            it.parts.iter_mut().for_each(|it| it.1 = it.1.trim_start_matches("error: ").to_owned());
            it
        })?;
        if resource.kind != Kind::NetworkPolicy {
            return Err(Io::error(format!("{} (only of networkpolicy)", not_simulated("explain"))));
        }
        let mut head = format!(
            "GROUP:      {}\nKIND:       {}\nVERSION:    {}\n\n",
            resource.group, resource.kind, resource.version
        );
        let mut here = &ROOT;
        for step in steps {
            match here.fields.iter().find(|it| it.name == step) {
                Some(it) => here = it,
                None => {
                    let mut res = Io::out(head);
                    res.append(Io::error(format!("error: field \"{step}\" does not exist")));
                    return Ok(res);
                }
            }
        }
        if !here.name.is_empty() {
            let end = if here.is_required { " -required-" } else { "" };
            head.push_str(&format!("FIELD: {} <{}>{end}\n\n\n", here.name, here.kind));
        }
        head.push_str(&format!("DESCRIPTION:\n    {}\n", here.text));
        if !here.of_type.is_empty() {
            head.push_str(&format!("    {}\n", here.of_type));
        }
        head.push_str("    \n");
        if !here.fields.is_empty() {
            head.push_str("FIELDS:\n");
            if command.has("recursive") {
                recursive(here.fields, 2, &mut head);
            } else {
                for it in here.fields {
                    head.push_str(&format!("{}    {}\n\n", title(it, 2), it.text));
                }
            }
            head.push('\n');
        }
        Ok(Io::out(head))
    }
}

fn title(it: &Field, indent: usize) -> String {
    let end = if it.is_required { " -required-" } else { "" };
    format!("{}{}\t<{}>{end}\n", " ".repeat(indent), it.name, it.kind)
}

fn recursive(fields: &[Field], indent: usize, res: &mut String) {
    for it in fields {
        res.push_str(&title(it, indent));
        recursive(it.fields, indent + 2, res);
    }
}

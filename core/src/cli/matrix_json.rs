//! The matrix for programs. `docs/cli.md` describes the form; the tests of the command line hold it to that.

use std::fmt::Write;

use netpol_core::eval::Verdict;
use netpol_core::policy::PortSet;
use netpol_core::{Analysis, Asked, Probe};
use serde_json::{Value, json};

use crate::ids::{self, Entry};
use crate::lines::{self, Line};
use crate::{problems, service};

/// `{endpoints, cells, services, ingresses, problems, incomplete}`, with one line for each endpoint and cell.
pub(crate) fn text(analysis: &Analysis, asked: &Asked, by_class: bool) -> String {
    let all = lines::lines(analysis, by_class);
    let entries = lines::entries(analysis, &all);
    let mut text = String::from("{\n\"endpoints\": [");
    write_lines(&mut text, entries.iter().map(|it| endpoint(analysis, it).to_string()));
    text.push_str("],\n\"cells\": [");
    let pairs = entries.iter().flat_map(|from| entries.iter().map(move |to| (from, to)));
    write_lines(
        &mut text,
        pairs.filter_map(|(from, to)| cell(analysis, asked, from, to)).map(|it| it.to_string()),
    );
    text.push_str("],\n\"services\": [");
    write_lines(&mut text, analysis.services().iter().map(|it| service::service(it).to_string()));
    text.push_str("],\n\"ingresses\": [");
    write_lines(&mut text, analysis.ingresses().iter().map(|it| service::ingress(it).to_string()));
    let _infallible = write!(
        text,
        "],\n\"problems\": {},\n\"incomplete\": {}\n}}\n",
        problems::json(analysis, analysis.diagnostics()),
        analysis.is_incomplete()
    );
    text
}

fn write_lines(text: &mut String, items: impl Iterator<Item = String>) {
    for (index, it) in items.enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&it);
    }
    text.push('\n');
}

/// `{id, kind, namespace, name, addresses}`, and more for pods and workloads; `members` where it stands for
/// several.
fn endpoint(analysis: &Analysis, (entry, line): &(Entry, &Line)) -> Value {
    let mut endpoint = one_endpoint(analysis, entry);
    if let Some(fields) = endpoint.as_object_mut().filter(|_| !line.members.is_empty()) {
        let ids = line.members.iter().filter_map(|&it| analysis.endpoints().get(it as usize));
        fields.insert("members".into(), ids.map(|it| it.id.as_str()).collect());
    }
    endpoint
}

fn one_endpoint(analysis: &Analysis, entry: &Entry) -> Value {
    let Some(it) = analysis.endpoints().get(entry.row as usize) else { return Value::Null };
    if let Some(range) = &entry.range {
        return json!({
            "id": entry.id, "kind": "External", "namespace": "", "name": it.name, "addresses": [ids::text(range)],
        });
    }
    if ids::is_host(it) {
        let addresses: Vec<String> = it.ranges.iter().map(ids::text).collect();
        return json!({
            "id": entry.id, "kind": "Host", "namespace": "", "name": it.name, "addresses": addresses,
        });
    }
    let pod = analysis.pod(entry.row);
    json!({
        "id": entry.id,
        "kind": it.kind_name,
        "namespace": it.group,
        "name": it.name,
        "addresses": it.ranges.iter().map(ids::text).collect::<Vec<_>>(),
        "owner": it.owner.as_ref().map(|it| json!({ "kind": it.0, "name": it.1 })),
        "replicas": pod.map(|it| it.replicas),
        "hostNetwork": pod.map(|it| it.host_network),
        "running": pod.map(|it| it.running),
    })
}

/// `{from, to, verdict, ports, egress, ingress}`; `unknown` too, where the input leaves ports open.
fn cell(
    analysis: &Analysis,
    asked: &Asked,
    (from, line): &(Entry, &Line),
    (to, column): &(Entry, &Line),
) -> Option<Value> {
    let (row, column) = line.cell(column);
    let reach = analysis.reachability(row, column)?;
    let sides = analysis.sides(row, column)?;
    let ports = analysis.ports_at(asked, column).into_iter().map(|it| match it {
        Probe::Any => PortSet::all(),
        Probe::Port(protocol, port) => PortSet::one(protocol, port),
    });
    let universe = ports.fold(PortSet::default(), |all, it| all.union(&it));
    let without_ports = match reach.verdict {
        Verdict::SelfPod => Some("self"),
        Verdict::Unreachable => Some("unreachable"),
        Verdict::All | Verdict::Some | Verdict::None | Verdict::Unknown | Verdict::Void => None,
    };
    if reach.verdict == Verdict::Void {
        return None;
    }
    let mut cell = form(&reach.allowed, &reach.possible, &universe, without_ports);
    let side = |it: &(PortSet, PortSet)| form(&it.0, &it.1, &universe, without_ports);
    let fields = cell.as_object_mut()?;
    let rest = std::mem::take(fields);
    fields.insert("from".into(), from.id.as_str().into());
    fields.insert("to".into(), to.id.as_str().into());
    fields.extend(rest);
    fields.insert("egress".into(), side(&sides.egress));
    fields.insert("ingress".into(), side(&sides.ingress));
    Some(cell)
}

/// `without_ports`: the verdict where no port makes a difference.
fn form(allowed: &PortSet, possible: &PortSet, universe: &PortSet, without_ports: Option<&str>) -> Value {
    let (allowed, possible) = (allowed.intersection(universe), possible.intersection(universe));
    let verdict = if let Some(it) = without_ports {
        it
    } else if universe.is_empty() {
        "no-port"
    } else if allowed == *universe {
        "all"
    } else if possible.is_empty() {
        "none"
    } else if allowed == possible {
        "some"
    } else {
        "unknown"
    };
    let mut res = json!({ "verdict": verdict, "ports": allowed.to_string() });
    if allowed != possible
        && let Some(fields) = res.as_object_mut()
    {
        fields.insert("unknown".into(), possible.difference(&allowed).to_string().into());
    }
    res
}

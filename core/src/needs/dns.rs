//! The DNS of the cluster, for who looks names up.

use super::judge::Judge;
use super::{By, Looked, LookedAt, Need, Shown, State, Undecided, Where, Who};
use crate::audit::{self, Resolves};
use crate::hash::HashMap;
use crate::ids::EndpointId;
use crate::order::sort_by_key;
use crate::pause::Pause;
use crate::policy::Direction;
use crate::protocol::Protocol;
use crate::source::Location;

/// What is known of the servers over one protocol.
struct Servers {
    over: Protocol,
    /// What to look at for them; `None` where there are none.
    at: Option<LookedAt>,
    /// What the pods of each workload say, each with the first of them that says it.
    said: HashMap<usize, Vec<(Resolves, EndpointId)>>,
    /// Whether a policy that takes no part may select one of them.
    is_doubted: bool,
}

impl Judge<'_> {
    /// Who looks names up needs the DNS of the cluster, and over TCP for answers that are long.
    pub(super) async fn dns(&mut self, pause: &Pause) {
        let mut all: Vec<(usize, Location)> = self.lookups.iter().map(|it| (*it.0, *it.1)).collect();
        sort_by_key(&mut all, |it| it.0);
        if all.is_empty() {
            return;
        }
        let udp = audit::dns(self.model, self.workloads, Protocol::Udp, pause).await;
        let tcp = audit::dns(self.model, self.workloads, Protocol::Tcp, pause).await;
        // A server of the input that is not asked over TCP at all is none that is needed so.
        let has_tcp = udp.servers.is_empty() || udp.services.is_empty() == tcp.services.is_empty();
        let (udp, tcp) = (self.servers(udp, Protocol::Udp), self.servers(tcp, Protocol::Tcp));
        for (from, location) in all {
            self.lookup(from, location, &udp);
            if has_tcp {
                self.lookup(from, location, &tcp);
            }
        }
    }

    fn servers(&mut self, dns: audit::Dns, over: Protocol) -> Servers {
        let mut said: HashMap<usize, Vec<(Resolves, EndpointId)>> = HashMap::default();
        for it in &dns.found {
            said.entry(it.workload).or_default().push((it.what, it.first));
        }
        let first = dns.servers.first().copied();
        let service = dns.services.first().copied();
        let at = first.map(|row| service.map_or(LookedAt::Row(row), LookedAt::Service));
        let is_doubted = dns.servers.iter().any(|it| self.is_doubted(*it));
        Servers { over, at, said, is_doubted }
    }

    fn lookup(&mut self, from: usize, location: Location, servers: &Servers) {
        let (state, row) = self.looks_up(from, servers);
        let is_closed = matches!(state, State::Missing | State::Partly);
        // Whether an answer is long is not in the input.
        let is_of_long = is_closed && servers.over == Protocol::Tcp;
        let state = if is_of_long { State::Undecided(Undecided::LongAnswers) } else { state };
        let port = Some((servers.over, 53));
        let pair = row.zip(servers.at).map(|(from, to)| Looked { from, to, port });
        let shown = vec![Shown { by: By::Lookup, location }];
        self.add(Need { from: Who::Workload(from), to: Where::Dns, port, state, shown, pair });
    }

    /// Whether a workload can ask the servers, and a pod of it that shows it.
    fn looks_up(&mut self, from: usize, servers: &Servers) -> (State, Option<EndpointId>) {
        let workloads = self.workloads;
        let members = workloads.get(from).map(|it| it.members.as_slice()).unwrap_or_default();
        if servers.at.is_none() {
            let state = self.any_isolated(Direction::Egress, members).state(Undecided::NoDns);
            return (state, None);
        }
        let doubted = members.iter().copied().find(|it| self.is_doubted(*it));
        if servers.is_doubted || doubted.is_some() {
            let row = doubted.or(members.first().copied());
            return (State::Undecided(Undecided::MissingPolicy), row);
        }
        let said = servers.said.get(&from).map(Vec::as_slice).unwrap_or_default();
        let first = |what| said.iter().find(|it| it.0 == what).map(|it| it.1);
        let [yes, no, partly, open] =
            [Resolves::Yes, Resolves::No, Resolves::Partly, Resolves::Undecided].map(first);
        if partly.is_some() || no.is_some() && (yes.is_some() || open.is_some()) {
            (State::Partly, no.or(partly))
        } else if no.is_some() {
            (State::Missing, no)
        } else if open.is_some() || yes.is_none() {
            (State::Undecided(Undecided::Verdict), open)
        } else {
            (State::Correct, yes)
        }
    }
}

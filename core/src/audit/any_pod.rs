//! Who lets in any pod of any namespace, and who may connect to all of them.

use super::{Each, Found, Once};
use crate::eval::Pair;
use crate::model::Model;
use crate::options::{AnyPod, Options};
use crate::policy::{Direction, PerDirection, PortSet};

/// The ports of which this is certain, by what the own policies of a pod say; only where there are any. It takes an
/// evaluation of its own: the files say of no pod that it stands for all.
pub(crate) fn any_pod(model: &Model) -> PerDirection<Vec<Found<PortSet>>> {
    let any = AnyPod::anywhere();
    let id = any.id();
    let model = model.again(&Options { any_pods: vec![any], ..model.options.clone() });
    let workloads = model.cluster.by_workload();
    let each = Each::new(&model, &workloads);
    PerDirection::from_fn(|direction| {
        let Some(any) = model.cluster.endpoint(&id) else { return Vec::new() };
        let mut answers = Once::new();
        let found = each.pods().filter_map(|(row, _)| {
            let pair = match direction {
                Direction::Egress => Pair::new(row, any),
                Direction::Ingress => Pair::new(any, row),
            };
            let class = *model.reach.classes.of.at(row);
            let ports = answers.get(class, || model.reach.side(model.inputs(), direction, pair).0);
            (!ports.is_empty()).then_some((row, ports))
        });
        let found: Vec<_> = found.collect();
        each.by_workload(found)
    })
}

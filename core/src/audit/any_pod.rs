//! Who lets in any pod of any namespace, and who may connect to all of them.

use super::{Each, Found, Once};
use crate::cluster::PodBody;
use crate::eval::Pair;
use crate::model::Model;
use crate::options::{AnyPod, Options};
use crate::pause::Pause;
use crate::policy::{Direction, PerDirection, PortSet};

/// The ports of which this is certain, by what the own policies of a pod say; only where there are any. It takes an
/// evaluation of its own: the files say of no pod that it stands for all.
pub(crate) async fn any_pod(model: &Model, pause: &Pause) -> PerDirection<Vec<Found<PortSet>>> {
    let any = AnyPod::anywhere();
    let id = any.id();
    let options = Options { any_pods: vec![any], ..model.options.clone() };
    let model = model.with_files(&model.places.files(), &options, pause).await;
    pause.here().await;
    let workloads = model.cluster.by_workload();
    pause.here().await;
    let each = Each::new(&model, &workloads);
    let mut res = PerDirection::from_fn(|_| Vec::new());
    let Some(any) = model.cluster.endpoint(&id) else { return res };
    for direction in Direction::BOTH {
        let mut answers = Once::new();
        let ports = |row, _: &PodBody| {
            let pair = match direction {
                Direction::Egress => Pair::new(row, any),
                Direction::Ingress => Pair::new(any, row),
            };
            let class = *model.reach.classes.of.at(row);
            let ports = answers.get(class, || model.reach.side(model.inputs(), direction, pair).0);
            (!ports.is_empty()).then_some(ports)
        };
        *res.get_mut(direction) = each.ask(pause, ports).await;
    }
    res
}

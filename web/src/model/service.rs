//! A Service as the destination of the chosen cell.
//!
//! The cell's destination is then `svc:namespace/name:port`, and after a blank the id of the backend whose reasons
//! are shown: so links and drafts hold it without knowing of Services.

use std::sync::Arc;

use netpol_core::protocol::Protocol;
use netpol_core::view::{BackendView, CellSign, ExplanationView, ServiceFlowView};
use netpol_core::{Analysis, Probe};

use crate::model::share::CellRef;

/// What the ids of Services begin with; those of rows never do.
const PREFIX: &str = "svc:";

/// A chosen connection to a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Id of the source.
    pub from: String,
    /// `svc:namespace/name:port`.
    pub service: String,
    /// Id and port of the backend that is explained: `shop/api TCP 8080`. Empty leaves the choice to the page.
    pub backend: String,
}

impl Chosen {
    /// What a cell means; `None` where its destination is a row.
    pub fn read(cell: &CellRef) -> Option<Chosen> {
        let (service, backend) = cell.to.split_once(' ').unwrap_or((&cell.to, ""));
        cell.to.starts_with(PREFIX).then(|| Chosen {
            from: cell.from.clone(),
            service: service.to_owned(),
            backend: backend.to_owned(),
        })
    }

    /// The cell that means it.
    pub fn cell(&self) -> CellRef {
        let to = match self.backend.is_empty() {
            true => self.service.clone(),
            false => format!("{} {}", self.service, self.backend),
        };
        CellRef { from: self.from.clone(), to }
    }
}

/// `svc:shop/api` and `TCP 80` as one word: `svc:shop/api:80`, and `…:53/UDP` where it is not TCP.
pub fn target(service: &str, probe: Probe) -> String {
    match probe {
        Probe::Any => service.to_owned(),
        Probe::Port(Protocol::Tcp, port) => format!("{service}:{port}"),
        Probe::Port(protocol, port) => format!("{service}:{port}/{}", protocol.as_str()),
    }
}

/// A connection to a Service, and the backend that is explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// What becomes of it.
    pub view: ServiceFlowView,
    /// Position of the backend.
    pub backend: usize,
}

/// Looks a chosen connection up. `Err` says what is wrong with it.
pub fn flow(analysis: &Analysis, chosen: &Chosen) -> Result<Flow, String> {
    let from = analysis.endpoint_index(&chosen.from);
    let from = from.ok_or_else(|| format!("{} is no longer in the matrix", chosen.from))?;
    let named = analysis.parse_service(&chosen.service);
    let (id, port) =
        named.ok_or_else(|| format!("Service {} is no longer in the files", name(&chosen.service)))?;
    let view = analysis.service_flow(from, &id, port.as_ref())?;
    let wanted = |it: &BackendView| backend_key(&it.id, &it.port) == chosen.backend;
    let backend = view.backends.iter().position(wanted);
    // Where they differ, what fails is what one wants to read.
    let failing = || view.backends.iter().position(|it| it.sign != CellSign::Allowed);
    let backend = backend.or_else(failing).unwrap_or(0);
    Ok(Flow { view, backend })
}

/// The reasons of the backend that is explained.
pub fn explanation(analysis: &Analysis, chosen: &Chosen) -> Option<ExplanationView> {
    let flow = flow(analysis, chosen).ok()?;
    let backend = flow.view.backends.get(flow.backend)?;
    if let Some(it) = &backend.explanation {
        return Some(it.clone());
    }
    analysis.explanation(analysis.endpoint_index(&chosen.from)?, backend.row?, backend.probe)
}

/// What a link calls a backend.
pub fn backend_key(id: &str, port: &str) -> String {
    format!("{id} {port}")
}

/// An id as users read it: without its prefix.
pub fn name(id: &str) -> &str {
    id.strip_prefix(PREFIX).unwrap_or(id)
}

/// Whether a cell's destination is a Service.
pub fn is_service(cell: &CellRef) -> bool {
    cell.to.starts_with(PREFIX)
}

/// The flow of the chosen cell, if its destination is a Service.
pub type ChosenFlow = Option<Arc<Result<Flow, String>>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_a_service_a_port_and_a_backend() {
        let service = target("svc:shop/api", Probe::Port(Protocol::Tcp, 80));
        assert_eq!(service, "svc:shop/api:80");
        assert_eq!(target("svc:shop/dns", Probe::Port(Protocol::Udp, 53)), "svc:shop/dns:53/UDP");
        for backend in ["", "shop/api-0 TCP 8080"] {
            let it = Chosen { from: "shop/web".into(), service: service.clone(), backend: backend.into() };
            assert_eq!(Chosen::read(&it.cell()), Some(it));
        }
        let row = CellRef { from: "shop/web".into(), to: "shop/api".into() };
        assert_eq!(Chosen::read(&row), None);
    }
}

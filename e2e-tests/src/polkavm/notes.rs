//! What the machine notes while contracts run: a line for each host function, with what it cost.

use frame_support::weights::Weight;
use pallet_revive::{
    tracing::{FrameTraceInfo, Tracing, PVM_FUEL_NAME},
    ExecReturnValue,
};
use sp_runtime::DispatchError;
use std::fmt::Write;

/// Listens to the machine.
#[derive(Default)]
pub struct Notes {
    lines: String,
    /// The host functions that have not come back yet: a call waits for whatever the callee calls.
    open: Vec<Open>,
    /// What the current contract had used when it left its own instructions. The overhead of a host function counts from there.
    left: Option<Weight>,
}

struct Open {
    name: &'static str,
    from: Weight,
    /// What callees used, who have lines of their own.
    callees: Weight,
}

impl Notes {
    /// A line for each step: its name, picoseconds, bytes of proof. The instructions of a contract between two host functions
    /// are a step named `pvm_fuel`.
    pub fn into_lines(self) -> String {
        self.lines
    }

    fn left_callee(&mut self, weight: Weight) {
        self.left = None;
        if let Some(caller) = self.open.last_mut() {
            caller.callees = caller.callees.saturating_add(weight);
        }
    }
}

impl Tracing for Notes {
    fn enter_ecall(&mut self, name: &'static str, _: &[u64], info: &dyn FrameTraceInfo) {
        let from = self.left.take().unwrap_or_else(|| info.weight_consumed());
        self.open.push(Open { name, from, callees: Weight::zero() });
    }

    fn exit_step(&mut self, info: &dyn FrameTraceInfo, _: Option<u64>) {
        let Some(Open { name, from, callees }) = self.open.pop() else { return };
        let now = info.weight_consumed();
        let own = now.saturating_sub(from).saturating_sub(callees);
        self.left = (name == PVM_FUEL_NAME).then_some(now);
        // Writing into a string cannot fail.
        let _ = writeln!(self.lines, "{name} {} {}", own.ref_time(), own.proof_size());
    }

    fn exit_child_span(&mut self, _: &ExecReturnValue, _: u64, weight: Weight) {
        self.left_callee(weight);
    }

    fn exit_child_span_with_error(&mut self, _: DispatchError, _: u64, weight: Weight) {
        self.left_callee(weight);
    }
}

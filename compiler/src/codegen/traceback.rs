//! The table that leads from a return address to its procedure, line and handler (see `omg_runtime::program`).
//!
//! Calls that may appear in a traceback (of OMG procedures and of `omg_raise`) carry their line as source location;
//! all other calls have none and get no row: nothing is ever raised through them. The one `omg_raise` without a row is
//! that of a full stack, which the caller's row answers for.

use cranelift_codegen::ir::SourceLoc;
use cranelift_codegen::{CompiledCode, FinalizedMachExceptionHandler};
use cranelift_module::FuncId;

use crate::mir;
use crate::mir::Name;

/// The rows of all procedures, in the order of their code.
#[derive(Default)]
pub struct Sites {
    pub procs: Vec<ProcSites>,
}

/// The rows of one procedure. Offsets are relative to its code.
pub struct ProcSites {
    pub id: FuncId,
    pub name: Name,
    pub module: mir::ModuleId,
    pub code_len: u32,
    pub rows: Vec<Row>,
}

/// As `omg_runtime::program::Site`.
pub struct Row {
    pub return_offset: u32,
    pub line: u32,
    pub frame_offset: u32,
    pub handler_offset: Option<u32>,
}

impl Sites {
    /// Takes the call sites of a procedure that was just compiled.
    pub fn add(&mut self, id: FuncId, proc: &mir::Proc, code: &CompiledCode) {
        let locations = code.buffer.get_srclocs_sorted();
        let rows = code.buffer.call_sites().filter_map(|site| {
            let position = locations.partition_point(|l| l.start < site.ret_addr).checked_sub(1)?;
            let line = locations[position].loc;
            (locations[position].end >= site.ret_addr && !line.is_default()).then(|| Row {
                return_offset: site.ret_addr,
                line: line.bits(),
                frame_offset: site.frame_offset.unwrap_or(0),
                handler_offset: site.exception_handlers.iter().find_map(|handler| match handler {
                    FinalizedMachExceptionHandler::Default(offset) | FinalizedMachExceptionHandler::Tag(_, offset) => {
                        Some(*offset)
                    }
                    FinalizedMachExceptionHandler::Context(_) => None,
                }),
            })
        });
        let rows = rows.collect();
        self.procs.push(ProcSites {
            id,
            name: proc.name.clone(),
            module: proc.module,
            code_len: code.buffer.data().len() as u32,
            rows,
        });
    }
}

/// The source location of a call that a traceback may show on `line` (1-based).
pub fn visible(line: u32) -> SourceLoc {
    SourceLoc::new(line)
}

//! The table that leads from a return address to its procedure, line and handler (see `omg_runtime::program`).
//!
//! Calls that may appear in a traceback (of OMG procedures and of `omg_raise`) carry the number of their location as
//! Cranelift's source location; all other calls have none, or in listings one that is marked, and get no row: nothing is
//! ever raised through them. The one `omg_raise` without a row is that of a full stack, which the caller's row answers for.

use cranelift_codegen::ir::SourceLoc;
use cranelift_codegen::{CompiledCode, FinalizedMachExceptionHandler};
use cranelift_module::FuncId;
use indexmap::IndexSet;

use crate::mir::{self, Name, Scope, ScopeId};
use crate::source::Span;

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
    /// The calls that were inlined: what is called, and where.
    pub scopes: Vec<(Scope, u32)>,
}

/// Where code comes from: a line (1-based) of the procedure or of an inlined call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    pub line: u32,
    pub scope: Option<ScopeId>,
}

/// Set in the numbers of locations of code that gets no rows.
const LISTINGS_ONLY: u32 = 1 << 31;

/// The locations of one procedure, by number.
#[derive(Default)]
pub struct Locations {
    list: IndexSet<Location>,
}

impl Locations {
    /// The source location that stands for a location.
    pub fn number(&mut self, location: Location) -> SourceLoc {
        SourceLoc::new(1 + self.list.insert_full(location).0 as u32)
    }

    /// As [`number`](Locations::number), for code that is in no traceback but in listings.
    pub fn number_in_listings(&mut self, location: Location) -> SourceLoc {
        SourceLoc::new(self.number(location).bits() | LISTINGS_ONLY)
    }

    /// The location that a source location stands for.
    pub fn get(&self, number: SourceLoc) -> Location {
        self.list[(number.bits() & !LISTINGS_ONLY) as usize - 1]
    }
}

/// As `omg_runtime::program::Site`.
pub struct Row {
    pub return_offset: u32,
    pub location: Location,
    pub frame_offset: u32,
    pub handler_offset: Option<u32>,
}

impl Sites {
    /// Takes the call sites of a procedure that was just compiled. `line`: that of a span.
    pub fn add(
        &mut self,
        id: FuncId,
        proc: &mir::Proc,
        code: &CompiledCode,
        known: &Locations,
        line: impl Fn(Span) -> u32,
    ) {
        let locations = code.buffer.get_srclocs_sorted();
        let rows = code.buffer.call_sites().filter_map(|site| {
            let position = locations.partition_point(|l| l.start < site.ret_addr).checked_sub(1)?;
            let number = locations[position].loc;
            let has_row = !number.is_default() && number.bits() & LISTINGS_ONLY == 0;
            (locations[position].end >= site.ret_addr && has_row).then(|| Row {
                return_offset: site.ret_addr,
                location: known.get(number),
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
            scopes: proc.scopes.iter().map(|scope| (scope.clone(), line(scope.span))).collect(),
        });
    }
}

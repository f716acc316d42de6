//! The runtime that is embedded in the compiler: an object file with a section for each function and static, made by the
//! build script.

use super::LinkError;
use super::input::{self, Input};
use std::sync::LazyLock;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/omg-image"));

/// The embedded runtime.
pub fn embedded() -> Result<&'static Input<'static>, LinkError> {
    static RUNTIME: LazyLock<Result<Input<'static>, LinkError>> = LazyLock::new(|| input::read(BYTES, false));
    RUNTIME.as_ref().map_err(|error| LinkError::DamagedRuntime(error.to_string()))
}

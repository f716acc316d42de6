//! Builds the runtime's image, the object file which `link` makes executables from, and leaves it where `include_bytes!`
//! finds it.
//!
//! Another `cargo` does it, in a target directory of its own: the image is optimised for size and speed whatever profile
//! the compiler is built with, needs other features, and is always for the target of the executables.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "x86_64-unknown-linux-gnu";
const PROFILE: &str = "runtime-image";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let compiler = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let runtime = compiler.join("../runtime");
    for input in ["src", "Cargo.toml", "../Cargo.toml", "../Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", runtime.join(input).display());
    }
    println!("cargo::rerun-if-changed=build.rs");

    let target_dir = out.join("image-target");
    let status = cargo(&runtime, &target_dir).status().expect("cargo can be started");
    assert!(status.success(), "the runtime's image could not be built");
    let image = target_dir.join(TARGET).join(PROFILE).join("omg-image");
    std::fs::copy(&image, out.join("omg-image")).expect("the image can be copied to OUT_DIR");
}

fn cargo(runtime: &Path, target_dir: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo sets CARGO"));
    // What the compiler needs of other crates, the outer cargo has fetched; the image needs nothing beyond.
    cargo.args(["build", "--quiet", "--locked", "--offline", "--package", "omg-runtime"]);
    cargo.args(["--bin", "omg-image", "--features", "image", "--profile", PROFILE, "--target", TARGET]);
    cargo.arg("--manifest-path").arg(runtime.join("Cargo.toml"));
    cargo.arg("--target-dir").arg(target_dir);
    // Settings of the outer build are not meant for the image.
    for variable in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR"]
    {
        cargo.env_remove(variable);
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", rustc_flags(runtime).join("\x1f"));
    cargo
}

/// One object file, in which each function and static keeps a section of its own; for fixed addresses, nothing of a C
/// library; frame pointers for profilers.
fn rustc_flags(runtime: &Path) -> Vec<String> {
    let script = runtime.join("src/image/image.ld");
    let linker = ["-nostartfiles", "-nostdlib", "-Wl,-r", "-Wl,--no-gc-sections", "-Wl,--build-id=none"];
    let script = format!("-Wl,-T,{}", script.display());
    let linker = linker.iter().map(|argument| argument.to_string()).chain([script]);
    let code = ["relocation-model=static", "force-frame-pointers=yes"];
    let flags = code.iter().map(|flag| format!("-C{flag}"));
    flags.chain(linker.map(|argument| format!("-Clink-arg={argument}"))).collect()
}

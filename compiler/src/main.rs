//! The `omgc` command. All of it is in the library.

fn main() {
    std::process::exit(omgc::driver::main(std::env::args_os()));
}

//! Inputs from standard input without a terminal: lines are put together until the input is complete. Programs that read
//! standard input themselves read on where the input ended.

use omg_runtime::input;

use super::commands::is_command;
use super::scan::Scanner;
use super::{Read, Source};

/// Standard input.
#[derive(Default)]
pub struct Pipe {
    /// Lines that were read.
    lines: u32,
}

impl Source for Pipe {
    fn read(&mut self) -> Read {
        let first = self.lines + 1;
        let mut scanner = Scanner::default();
        let mut text = String::new();
        loop {
            let line = match input::read_line(|line| String::from_utf8(line.bytes.to_vec())) {
                Ok(Some(line)) => line,
                Ok(None) if text.is_empty() => return Read::End,
                Ok(None) => return Read::Input(text, first),
                Err(error) => return Read::Garbage(format!("cannot read standard input: {error}")),
            };
            self.lines += 1;
            let Ok(mut line) = line else {
                return Read::Garbage(format!("line {} is not UTF-8 text", self.lines));
            };
            line.push('\n');
            scanner.line(&line);
            text.push_str(&line);
            if is_command(&text) || scanner.is_complete() {
                return Read::Input(text, first);
            }
        }
    }
}

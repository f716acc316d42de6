//! How much memory the heap may take: what the system has left when a program gets large. Without a limit of its own
//! the process would be killed by the system, without a word.

use crate::sys;
use alloc::vec::Vec;

/// Bytes that this process can still take, as far as the system tells: of the machine and of its control group.
pub fn available_memory() -> usize {
    let machine = read("/proc/meminfo").map(|text| field(&text, "MemAvailable:") + field(&text, "SwapFree:"));
    let group = read("/sys/fs/cgroup/memory.max").zip(read("/sys/fs/cgroup/memory.current"));
    let group = group.and_then(|(most, now)| Some(number(&most)?.saturating_sub(number(&now)?)));
    machine.unwrap_or(usize::MAX).min(group.unwrap_or(usize::MAX))
}

fn read(path: &str) -> Option<Vec<u8>> {
    sys::files::read_file(path.as_bytes()).ok()
}

/// A line such as `MemAvailable:   123 kB`, in bytes; 0 if there is none.
fn field(text: &[u8], name: &str) -> usize {
    let mut lines = text.split(|&byte| byte == b'\n');
    let value = lines.find_map(|line| line.strip_prefix(name.as_bytes()));
    value.and_then(number).unwrap_or(0).saturating_mul(1024)
}

/// The number at the start of the text, after blanks.
fn number(text: &[u8]) -> Option<usize> {
    let text = text.trim_ascii_start();
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    core::str::from_utf8(&text[..end]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_system_are_understood() {
        let meminfo = b"MemTotal:       24629812 kB\nMemAvailable:   2048 kB\nSwapFree:              0 kB\n";
        assert_eq!(field(meminfo, "MemAvailable:"), 2 << 20);
        assert_eq!(field(meminfo, "SwapFree:"), 0);
        assert_eq!(field(meminfo, "Nothing:"), 0);
        assert_eq!(number(b"1048576\n"), Some(1 << 20));
        assert_eq!(number(b"max\n"), None);
        assert!(available_memory() > 1 << 20);
    }
}

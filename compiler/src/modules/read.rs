//! File → text, or the reason why there is none.

use std::io;
use std::path::Path;

use super::FileSystem;
use crate::diagnostics::files::{BinaryFile, Encoding, NotUtf8, TooLarge, Unreadable};
use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// Positions in a file are 32 bits wide, one past the end included.
const MAX_SIZE: u64 = u32::MAX as u64 - 1;

/// How much of a file is looked at to tell text from other things.
const PROBE: usize = 8192;

/// What the first bytes of some kinds of files are.
const SIGNATURES: [(&[u8], &str); 7] = [
    (b"\x7fELF", "an executable"),
    (b"!<arch>\n", "a library"),
    (b"\x89PNG", "a picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"%PDF-", "a PDF document"),
];

/// The text of a file that messages call `name`, and that `import` asked for.
pub fn read_source(path: &Path, name: &str, import: Option<Span>, fs: &dyn FileSystem) -> Result<String, Diagnostic> {
    let name = name.to_owned();
    match fs.read(path, MAX_SIZE) {
        Ok(bytes) => decode(bytes, name, import),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(TooLarge { name, import }.to_diagnostic()),
        Err(error) => Err(Unreadable { name, reason: error.kind().to_string(), import }.to_diagnostic()),
    }
}

fn decode(bytes: Vec<u8>, name: String, import: Option<Span>) -> Result<String, Diagnostic> {
    let kind = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, kind)| kind);
    let utf16 = is_utf16(&bytes);
    if kind.is_some() || (!utf16 && bytes.iter().take(PROBE).any(|&byte| byte == 0)) {
        return Err(BinaryFile { name, kind, import }.to_diagnostic());
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) if !utf16 => return Ok(text),
        Ok(text) => not_utf8(text.as_bytes(), text.find('\0').unwrap_or(0), Encoding::Utf16),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let encoding = if utf16 { Encoding::Utf16 } else { guess(error.as_bytes(), offset) };
            not_utf8(error.as_bytes(), offset, encoding)
        }
    };
    Err(NotUtf8 { name, import, ..error }.to_diagnostic())
}

fn not_utf8(bytes: &[u8], offset: usize, encoding: Encoding) -> NotUtf8 {
    let line = 1 + bytes[..offset].iter().filter(|&&byte| byte == b'\n').count();
    NotUtf8 { name: String::new(), byte: bytes[offset], offset, line, encoding, import: None }
}

/// Begins with the mark of UTF-16, or with a pattern of zero bytes that only ASCII in UTF-16 has.
fn is_utf16(bytes: &[u8]) -> bool {
    let zero_at = |parity: usize| (0..4).all(|i| (bytes[2 * i + parity] == 0) && (bytes[2 * i + 1 - parity] != 0));
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || (bytes.len() >= 8 && (zero_at(0) || zero_at(1)))
}

/// What the byte at `offset`, the first that is not UTF-8, seems to be.
fn guess(bytes: &[u8], offset: usize) -> Encoding {
    let byte = bytes[offset];
    let follows = bytes[offset + 1..].iter().take_while(|&&next| next & 0xc0 == 0x80).count();
    match byte {
        0xc2..=0xf4 if follows > 0 || offset + 1 == bytes.len() => Encoding::CutOff,
        0xa0..=0xff => Encoding::SingleByte(char::from(byte)),
        _ => Encoding::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::MemoryFileSystem;
    use super::*;

    /// The text, or the code, title and notes of what was reported.
    fn read(bytes: &[u8]) -> Result<String, String> {
        let mut fs = MemoryFileSystem::default();
        fs.add("main.omg", bytes);
        read_source(Path::new("main.omg"), "main.omg", None, &fs)
            .map_err(|d| [vec![d.code.to_owned(), d.title], d.notes, d.helps].concat().join(" | "))
    }

    #[test]
    fn text_is_handed_over_as_it_is() {
        for text in ["", ";;;omg\r\nemit \"größe ✓\"", "\u{feff};;;omg", "x\u{1}"] {
            assert_eq!(read(text.as_bytes()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn other_encodings() {
        for (bytes, expected) in [
            (
                &b";;;omg\nemit \"Ren\xe9\"\n"[..],
                "0xE9 at offset 16, on line 2, is not UTF-8 | in Latin-1 this byte is `é`",
            ),
            (b"\x80", "0x80 at offset 0, on line 1"),
            (b"a\xc0\xafb", "0xC0 at offset 1"),
            (b"\n\n\xed\xa0\x80", "0xED at offset 2, on line 3"),
            (b"ab\xe2\x82", "0xE2 at offset 2, on line 1, is not UTF-8 | a character begins here"),
            (b"\xff\xfe;\0;\0", "0xFF at offset 0, on line 1, is not UTF-8 | the text seems to be UTF-16"),
            (b";\0;\0;\0o\0m\0g\0", "0x00 at offset 1, on line 1, is not UTF-8 | the text seems to be UTF-16"),
        ] {
            let found = read(bytes).unwrap_err();
            assert!(found.starts_with("E0004 | the file `main.omg` is not UTF-8 text | the byte "), "{found}");
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn binary_files() {
        let binary = "E0005 | the file `main.omg` is a binary file, not a source file";
        for (bytes, expected) in [
            (&b"\x7fELF\x02\x01"[..], format!("{binary} | it seems to be an executable")),
            (b"\x89PNG\r\n", format!("{binary} | it seems to be a picture")),
            (b"PK\x03\x04rest", format!("{binary} | it seems to be a zip archive")),
            (b";;;omg\n\0", format!("{binary} | it holds zero bytes, which no text has")),
            (b"\x01\0\0\0\x02\0\0\0", format!("{binary} | it holds zero bytes, which no text has")),
        ] {
            assert_eq!(read(bytes), Err(expected));
        }
    }

    #[test]
    fn the_system_refuses() {
        let mut fs = MemoryFileSystem::default();
        fs.add_unreadable("secret.omg", io::ErrorKind::PermissionDenied);
        fs.add_unreadable("large.omg", io::ErrorKind::FileTooLarge);
        let report = |name: &str| read_source(Path::new(name), name, None, &fs).unwrap_err();
        assert_eq!(report("secret.omg").title, "the file `secret.omg` cannot be read: permission denied");
        assert_eq!(report("large.omg").code, "E0006");
    }
}

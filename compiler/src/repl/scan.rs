//! Whether an input is complete: it goes on while brackets, braces, strings or comments are open. Lines are looked at once
//! each, so that inputs of any length are cheap. What is in the brackets is the parser's business.

/// The state between two lines.
#[derive(Debug, Default)]
pub struct Scanner {
    inside: Inside,
    /// Brackets that are open, minus those that closed nothing.
    depth: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Code,
    String,
    /// `/* */`
    Comment,
}

impl Scanner {
    /// Looks at the next line, which may lack its line end.
    pub fn line(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let next = bytes.get(at + 1);
            at += 1;
            match (self.inside, byte) {
                (Inside::Code, b'#' | b';') => return,
                (Inside::Code, b'"') => self.inside = Inside::String,
                (Inside::Code, b'/') if next == Some(&b'*') => {
                    self.inside = Inside::Comment;
                    at += 1;
                }
                // Operators of two characters do not begin a comment with their second one.
                (Inside::Code, b'/' | b'*') if next == Some(&b'/') => at += 1,
                (Inside::Code, b'(' | b'[' | b'{') => self.depth += 1,
                (Inside::Code, b')' | b']' | b'}') => self.depth -= 1,
                (Inside::String, b'\\') => at += 1,
                (Inside::String, b'"') => self.inside = Inside::Code,
                (Inside::Comment, b'*') if next == Some(&b'/') => {
                    self.inside = Inside::Code;
                    at += 1;
                }
                _ => {}
            }
        }
    }

    /// Whether nothing is open. An input with too many closing brackets is complete too: more lines would not help.
    pub fn is_complete(&self) -> bool {
        self.inside == Inside::Code && self.depth <= 0
    }
}

/// Whether an input of several lines is complete.
pub fn is_complete(text: &str) -> bool {
    let mut scanner = Scanner::default();
    text.split_inclusive('\n').for_each(|line| scanner.line(line));
    scanner.is_complete()
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn complete() {
        for text in
            ["", "1 + 2", "f(1)", "emit \"a{\"", "# (", "; {", "/* ( */ 1", "}", ")(", "\"\\\"\"", "\"a\nb\"", "1 // 2"]
        {
            assert!(is_complete(text), "{text}");
        }
    }

    #[test]
    fn open() {
        for text in ["f(", "[1,\n2", "proc f() {\n\n", "emit \"a", "\"\\\"", "/* ", "{ # }\n", "( /* ) */", "\"a\n# "] {
            assert!(!is_complete(text), "{text}");
        }
    }

    #[test]
    fn operators_that_look_like_comments() {
        assert!(is_complete("7 //* 2") && is_complete("2 */* 3"));
        assert!(!is_complete("7 ///* 2"));
    }
}

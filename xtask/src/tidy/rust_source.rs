//! Rust source without comments and the insides of strings, and which of its lines are tests.

/// The text with comments and what stands in strings made blank; every line keeps its number.
pub(super) fn code(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut masked = Masked { characters: &characters, at: 0, code: String::with_capacity(text.len()) };
    while let Some(character) = masked.peek(0) {
        match character {
            '/' if masked.peek(1) == Some('/') => masked.blank_until_line_end(),
            '/' if masked.peek(1) == Some('*') => masked.blank_block_comment(),
            '"' => masked.string(),
            '\'' => masked.character(),
            'r' | 'b' | 'c' if !masked.follows_word() => masked.prefixed(),
            _ => masked.keep(),
        }
    }
    masked.code
}

/// For each line of masked code, whether it belongs to an item under `#[cfg(test)]` or to a `#[test]`.
pub(super) fn test_lines(code: &str) -> Vec<bool> {
    let mut lines = vec![false; code.lines().count()];
    for mark in ["#[cfg(test)]", "#[test]"] {
        for (start, _) in code.match_indices(mark) {
            let rest = code.get(start..).unwrap_or_default();
            let first = code.get(..start).unwrap_or_default().matches('\n').count();
            let last = first + item(rest).matches('\n').count();
            for line in lines.iter_mut().take(last + 1).skip(first) {
                *line = true;
            }
        }
    }
    lines
}

/// The names of modules that are declared under `#[cfg(test)]` and stand in files of their own.
pub(super) fn test_modules(code: &str) -> Vec<String> {
    let declared = code.match_indices("#[cfg(test)]").filter_map(|(start, mark)| {
        let rest = code.get(start + mark.len()..)?;
        let declaration = rest.split_once(';')?.0;
        let words: Vec<_> = declared_words(declaration);
        match words.as_slice() {
            [.., "mod", name] => Some((*name).to_owned()),
            _ => None,
        }
    });
    declared.collect()
}

fn declared_words(declaration: &str) -> Vec<&str> {
    if declaration.contains('{') {
        return Vec::new();
    }
    declaration.split_whitespace().collect()
}

/// The item at the start of the text, with its attributes: up to the first `;` or the end of the first `{…}`.
fn item(text: &str) -> &str {
    let mut depth = 0_usize;
    for (index, character) in text.char_indices() {
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && character == '}' {
                    return text.get(..=index).unwrap_or(text);
                }
            }
            ';' if depth == 0 => return text.get(..=index).unwrap_or(text),
            _ => {}
        }
    }
    text
}

struct Masked<'c> {
    characters: &'c [char],
    at: usize,
    code: String,
}

impl Masked<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        self.code.extend(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        if let Some(character) = self.peek(0) {
            self.code.push(if character == '\n' { '\n' } else { ' ' });
        }
        self.at += 1;
    }

    fn follows_word(&self) -> bool {
        let before = self.code.chars().next_back();
        before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    }

    fn blank_until_line_end(&mut self) {
        while self.peek(0).is_some_and(|character| character != '\n') {
            self.blank();
        }
    }

    fn blank_block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(character) = self.peek(0) {
            let pair = (character, self.peek(1));
            match pair {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth = depth.saturating_sub(1),
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    /// A string that begins here, with escapes.
    fn string(&mut self) {
        self.keep();
        while let Some(character) = self.peek(0) {
            match character {
                '"' => return self.keep(),
                '\\' => {
                    self.blank();
                    self.blank();
                }
                _ => self.blank(),
            }
        }
    }

    /// A character literal, or the quote of a lifetime.
    fn character(&mut self) {
        let is_literal = self.peek(1) == Some('\\') || self.peek(2) == Some('\'');
        self.keep();
        if !is_literal {
            return;
        }
        while let Some(character) = self.peek(0) {
            match character {
                '\'' => return self.keep(),
                '\\' => {
                    self.blank();
                    self.blank();
                }
                _ => self.blank(),
            }
        }
    }

    /// What begins with `r`, `b` or `c`: a raw string, or anything else.
    fn prefixed(&mut self) {
        let mut ahead = 1;
        if self.peek(0) != Some('r') && self.peek(1) == Some('r') {
            ahead = 2;
        }
        let is_raw = self.peek(ahead - 1) == Some('r');
        let mut hashes = 0;
        while is_raw && self.peek(ahead + hashes) == Some('#') {
            hashes += 1;
        }
        if !is_raw || self.peek(ahead + hashes) != Some('"') {
            return self.keep();
        }
        for _ in 0..=ahead + hashes {
            self.keep();
        }
        while self.peek(0).is_some() {
            let ends = self.peek(0) == Some('"') && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#'));
            if ends {
                return (0..=hashes).for_each(|_| self.keep());
            }
            self.blank();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blank() {
        for (text, wanted) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("f(\"x\\\"y\")", "f(\"    \")"),
            ("r#\"a\"b\"# c", "r#\"   \"# c"),
            ("br\"a\" b'x'", "br\" \" b' '"),
            ("let c = '\"'; &'a str", "let c = ' '; &'a str"),
            ("'\\'' x", "'  ' x"),
            ("for_r\"x\"", "for_r\" \""),
        ] {
            assert_eq!(code(text), wanted, "{text}");
        }
    }

    #[test]
    fn lines_of_tests_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { }\n}\nfn c() {}\n#[test]\nfn d() {\n}\n";
        assert_eq!(test_lines(text), [false, true, true, true, true, false, true, true, true]);
        assert_eq!(test_lines("#[cfg(test)]\nuse x;\nfn a() {}\n"), [true, true, false]);
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_known() {
        assert_eq!(test_modules("#[cfg(test)]\nmod tests;\nmod other;"), ["tests"]);
        assert!(test_modules("#[cfg(test)]\nmod tests { use x; }").is_empty());
        assert!(test_modules("mod tests;").is_empty());
    }
}

//! Python source without comments and the insides of strings.

/// The text with comments and what stands in strings made blank; every line keeps its number.
pub(super) fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '#' => {
                let length = rest.find('\n').unwrap_or(rest.len());
                blank(&mut code, rest, length);
                length
            }
            '"' | '\'' => {
                let length = string_length(rest, character);
                blank(&mut code, rest, length);
                length
            }
            _ => {
                code.push(character);
                character.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    code
}

fn blank(code: &mut String, text: &str, length: usize) {
    let characters = text.get(..length).unwrap_or(text).chars();
    code.extend(characters.map(|character| if character == '\n' { '\n' } else { ' ' }));
}

/// The length of the string that the text begins with. A raw string ends like any other: a backslash keeps its quote.
fn string_length(text: &str, quote: char) -> usize {
    let triple = quote.to_string().repeat(3);
    let is_triple = text.starts_with(&triple);
    let end = if is_triple { triple } else { quote.to_string() };
    let mut at = end.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(&end) {
            return at + end.len();
        }
        if rest.starts_with('\n') && !is_triple {
            return at;
        }
        let mut characters = rest.chars();
        let character = characters.next();
        at += character.map_or(1, char::len_utf8);
        if character == Some('\\') {
            at += characters.next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn comments_and_strings_are_blank() {
        for (text, wanted) in [
            ("a  # b\nc", "a     \nc"),
            ("f('x', \"y\")", "f(   ,    )"),
            ("\"\"\"a\n'b\n\"\"\" c", "    \n  \n    c"),
            ("'it\\'s' d", "        d"),
            ("'é' e", "    e"),
            ("'open\nf", "     \nf"),
        ] {
            assert_eq!(code(text), wanted, "{text}");
        }
    }
}

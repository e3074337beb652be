//! Where a field stands in a record: `email`, `address.city`, `orders[].total`, `scores.*`.

use std::fmt;

/// One step from a value to what lies in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The field of this name.
    Name(String),
    /// Every field of a map whose keys are data.
    AnyName,
    /// Every item of a list.
    Items,
}

/// The place of a field.
///
/// Names are joined by dots; `[]` after a name stands for every item of a list, `*` for every key of a map. A backslash lets a name
/// hold a dot, a bracket, a star or a backslash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath {
    /// The steps, from the record on.
    pub steps: Vec<Step>,
}

impl FieldPath {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// The fault, in words.
    ///
    /// ```
    /// use placet::words::{FieldPath, Step};
    /// let path = FieldPath::parse("orders[].total").unwrap();
    /// assert_eq!(path.steps, [Step::Name("orders".into()), Step::Items, Step::Name("total".into())]);
    /// assert!(FieldPath::parse("orders[.total").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut chars = text.chars().peekable();
        loop {
            let mut name = String::new();
            let (mut escaped, mut begun) = (false, false);
            while let Some(next) = chars.peek().copied() {
                if matches!(next, '.' | '[') {
                    break;
                }
                chars.next();
                begun = true;
                match next {
                    '\\' => {
                        escaped = true;
                        name.push(chars.next().ok_or("it ends with a backslash")?);
                    }
                    ']' => return Err("a `]` stands without its `[`".to_owned()),
                    _ => name.push(next),
                }
            }
            match name.as_str() {
                "*" if !escaped => steps.push(Step::AnyName),
                // the record itself may be a list: `[].id`
                "" if !begun && steps.is_empty() && chars.peek() == Some(&'[') => {}
                "" if !begun => return Err("a name is empty".to_owned()),
                _ => steps.push(Step::Name(name)),
            }
            while chars.peek() == Some(&'[') {
                chars.next();
                if chars.next() != Some(']') {
                    return Err("items of a list are written `[]`".to_owned());
                }
                steps.push(Step::Items);
            }
            match chars.next() {
                None => return Ok(Self { steps }),
                Some('.') => {}
                Some(other) => return Err(format!("`{other}` stands where a dot or the end has to be")),
            }
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            if at > 0 && *step != Step::Items {
                f.write_str(".")?;
            }
            match step {
                Step::Name(name) => f.write_str(&escaped(name))?,
                Step::AnyName => f.write_str("*")?,
                Step::Items => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}

/// A name as a path writes it.
pub fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '.' | '[' | ']' | '\\') || name == "*" {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_it_is_read() {
        for text in
            ["email", "address.city", "orders[].total", "scores.*", "[].id", "grid[][]", r"a\.b.c", r"\*", "naïve.🙂"]
        {
            assert_eq!(FieldPath::parse(text).map(|path| path.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_path_says_why() {
        for (text, word) in [
            ("", "empty"),
            ("a..b", "empty"),
            (".a", "empty"),
            ("a.", "empty"),
            ("a[", "[]"),
            ("a]", "]"),
            ("a[]b", "`b`"),
            ("a\\", "backslash"),
        ] {
            let fault = FieldPath::parse(text).err();
            assert!(fault.as_deref().is_some_and(|fault| fault.contains(word)), "{text:?}: {fault:?}");
        }
    }
}

//! Suggestions as a table of a policy, to paste and to correct.

use super::{LIKELY, Suggestion};

/// A table `[schemas.NAME.fields]` (TOML) with the surest suggestion of each path, from [`LIKELY`] on; the others, and the paths without
/// one, stand in it as comments. What stands before `#` is read by a policy as it is.
///
/// ```
/// use placet::data::classify::{Classifier, fragment};
///
/// let mut classifier = Classifier::new()?;
/// classifier.add(serde_json::json!({ "id": 7, "email": "ada@example.com", "name": "Ada" }))?;
/// let text = fragment("Customers 2024", &classifier.paths(), &classifier.suggestions(None));
/// assert_eq!(text, r#"[schemas.customers_2024.fields]
/// email = "user.contact.email"  # 0.99
/// ## name = "user.name"  # 0.35
/// ## without a suggestion: id
/// "#);
/// # Ok::<(), placet::Error>(())
/// ```
pub fn fragment(name: &str, paths: &[String], suggestions: &[Suggestion]) -> String {
    let mut lines = String::new();
    let mut tagged: Vec<&str> = Vec::new();
    for one in suggestions {
        let taken = tagged.contains(&one.path.as_str()) || one.confidence < LIKELY;
        let mark = if taken { "# " } else { "" };
        lines.push_str(&format!("{mark}{} = \"{}\"  # {:.2}\n", key(&one.path), one.category, one.confidence));
        if !taken {
            tagged.push(&one.path);
        }
    }
    let bare = paths.iter().filter(|path| suggestions.iter().all(|one| one.path != **path));
    let bare: Vec<String> = bare.filter(|path| !path.is_empty()).map(|path| key(path)).collect();
    if !bare.is_empty() {
        lines.push_str(&format!("# without a suggestion: {}\n", bare.join(", ")));
    }
    // a table without a field is no schema
    let mark = if tagged.is_empty() { "# " } else { "" };
    format!("{mark}[schemas.{}.fields]\n{lines}", table(name))
}

/// A name as keys of policies are written: lower case, words joined by `_`.
fn table(name: &str) -> String {
    let mut key = String::new();
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => key.push(c),
            _ if !key.is_empty() && !key.ends_with('_') => key.push('_'),
            _ => {}
        }
    }
    let key = key.trim_end_matches('_');
    if key.is_empty() { "data".to_owned() } else { key.to_owned() }
}

/// A path as a key of TOML: bare, or in quotes.
fn key(path: &str) -> String {
    let is_bare =
        !path.is_empty() && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    // a text in quotes on one line, whatever it holds
    if is_bare { path.to_owned() } else { serde_json::Value::from(path).to_string().replace('\u{7f}', "\\u007F") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, category: &str, confidence: f64) -> Suggestion {
        Suggestion { path: path.into(), category: category.into(), confidence, evidence: Vec::new() }
    }

    #[test]
    fn the_text_is_read_as_it_was_meant() {
        let hard = ["a.b", "orders[].card", r"e\.mail", "na\"me", "tab\there", "naïve 🙂", "#", "del\u{7f}", "1"];
        let suggestions: Vec<Suggestion> = hard.iter().map(|path| one(path, "user.name", 0.9)).collect();
        let text = fragment("x", &[], &suggestions);
        let read: toml::Table = toml::from_str(&text).unwrap();
        let fields = read["schemas"]["x"]["fields"].as_table().unwrap();
        assert_eq!(fields.len(), hard.len());
        assert!(hard.iter().all(|path| fields.contains_key(*path)), "{text}");
    }

    #[test]
    fn what_is_unsure_is_a_comment() {
        let suggestions = [one("a", "user.name", 0.9), one("a", "user.contact", 0.8), one("b", "user.name", 0.4)];
        let text = fragment("!", &["a".into(), "b".into(), "c d".into(), "".into()], &suggestions);
        let read: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(read["schemas"]["data"]["fields"].as_table().unwrap().len(), 1);
        assert!(text.ends_with("# b = \"user.name\"  # 0.40\n# without a suggestion: \"c d\"\n"), "{text}");
        assert!(toml::from_str::<toml::Table>(&fragment("x", &[], &suggestions[2..])).unwrap().is_empty());
    }
}

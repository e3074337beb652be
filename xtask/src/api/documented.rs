//! The errors that the documentation of a method names, and those of the methods that it refers to.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Expr, Lit, Meta};

/// The section of a documentation that is about errors.
const SECTION: &str = "# Errors";

/// The text of documentation, line by line.
pub(crate) fn text(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            text.push_str(line.value().trim());
            text.push('\n');
        }
    }
    text
}

/// The codes of the errors of a method, `Engine::decide` say, in the documentation of all methods by their names.
pub(crate) fn errors(of: &str, texts: &BTreeMap<String, String>, codes: &BTreeMap<String, String>) -> Vec<String> {
    let (mut found, mut seen, mut waiting) = (BTreeSet::new(), BTreeSet::new(), vec![of.to_owned()]);
    while let Some(method) = waiting.pop() {
        if !seen.insert(method.clone()) {
            continue;
        }
        for link in texts.get(&method).map_or("", |text| section(text)).split("[`").skip(1) {
            let Some((link, _)) = link.split_once("`]") else { continue };
            match link.strip_prefix("Error::").and_then(|kind| codes.get(kind)) {
                Some(code) => drop(found.insert(code.clone())),
                None => waiting.push(link.to_owned()),
            }
        }
    }
    found.into_iter().collect()
}

/// What the section says; it ends with the next one, or with an example.
fn section(text: &str) -> &str {
    let (_, section) = text.split_once(SECTION).unwrap_or_default();
    let end = ["\n#", "\n```"].iter().filter_map(|end| section.find(end)).min();
    &section[..end.unwrap_or(section.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn errors_are_named_or_referred_to() {
        let texts = pairs(&[
            (
                "Engine::ask",
                "Asks. See [`Error::Lost`].\n\n# Errors\n\n[`Error::Unknown`] for it; as [`Engine::tell`].\n```\n[`Error::Lost`]\n",
            ),
            ("Engine::tell", "# Errors\n\n[`Error::Refused`], or as [`Engine::ask`].\n# More\n[`Error::Lost`]"),
            ("Engine::close", "Never fails."),
        ]);
        let codes = pairs(&[("Unknown", "unknown"), ("Refused", "refused"), ("Lost", "lost")]);
        assert_eq!(errors("Engine::ask", &texts, &codes), ["refused", "unknown"]);
        assert_eq!(errors("Engine::tell", &texts, &codes), ["refused", "unknown"]);
        assert_eq!(errors("Engine::close", &texts, &codes), Vec::<String>::new());
    }
}

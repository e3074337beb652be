//! The surface for people: which operation has which name in which language, and why some differ.

use comfy_table::{Table, presets};

use crate::api::Language;
use crate::api::surface::{Operation, Surface};

/// One row for each operation.
pub(crate) fn table(surface: &Surface, languages: &[Language]) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table
        .set_header(["operation", "does", "meaning"].into_iter().chain(languages.iter().map(|language| language.name)));
    for operation in &surface.operations {
        let cells = languages.iter().map(|language| cell(operation, language));
        let own = [format!("`{}`", operation.full_name()), operation.does.name().to_owned(), operation.meaning.clone()];
        table.add_row(own.into_iter().chain(cells));
    }
    table.to_string()
}

/// One line for each operation that a language lacks, or has in another form.
pub(crate) fn reasons(surface: &Surface, languages: &[Language]) -> Vec<String> {
    let mut lines = Vec::new();
    for operation in &surface.operations {
        for Language { key, name, .. } in languages {
            let absent = operation.absent.get(*key).map(|why| ("not in", why));
            let differs = operation.differs.get(*key).map(|differs| ("another in", &differs.why));
            lines.extend(
                absent.or(differs).map(|(is, why)| format!("- `{}` is {is} {name}: {why}", operation.full_name())),
            );
        }
    }
    lines
}

fn cell(operation: &Operation, language: &Language) -> String {
    // of these only the engine is compared, so nothing is claimed of the rest
    if language.by_name && operation.on != "Engine" {
        return String::new();
    }
    if operation.absent.contains_key(language.key) {
        return "–".to_owned();
    }
    let own = operation.differs.get(language.key).and_then(|differs| differs.name.clone());
    format!("`{}`", own.unwrap_or_else(|| (language.spell)(&operation.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::LANGUAGES;
    use crate::api::surface::tests::SURFACE;

    #[test]
    fn each_language_has_its_spelling_and_its_reasons() {
        let surface = Surface::parse(SURFACE, &["rust", "python", "node", "kotlin", "swift"]).unwrap();
        let table = table(&surface, LANGUAGES);
        let row = |name: &str| {
            let row = table.lines().find(|line| line.starts_with(&format!("| `{name}`"))).unwrap_or_default();
            row.split('|').map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(
            row("Engine.opt_out"),
            ["`Engine.opt_out`", "act", "Acts", "`opt_out`", "`opt_out`", "`optOut`", "`optOut`", "`optOut`"]
        );
        assert_eq!(
            row("Engine.close"),
            ["`Engine.close`", "act", "Lets go", "–", "`close`", "`close`", "`close`", "`close`"]
        );
        assert_eq!(
            reasons(&surface, LANGUAGES),
            [
                "- `Engine.close` is not in Rust: an engine is dropped",
                "- `lint` is not in Rust: it is elsewhere",
                "- `lint` is another in Node: one a call",
            ]
        );
    }
}

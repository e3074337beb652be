//! What the Kotlin and the Swift package expose, as their sources say it: names, whether they are awaited, and codes of errors.
//!
//! Arguments are not compared: both languages have names and defaults of their own for each, which the vectors call one by one.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

use crate::api::found::{Found, FoundClass, FoundError, FoundOperation};
use crate::files;
use crate::project::Project;

pub(crate) const KOTLIN: &str = "bindings/mobile/kotlin/src/main/kotlin";
pub(crate) const SWIFT: &str = "bindings/mobile/swift/Sources/Placet";

/// The engine and the classes that it is made of, from one another.
const KOTLIN_ENGINE: [&str; 5] = ["Engine", "Ledgers", "Handling", "Choices", "Questions"];

pub(crate) fn kotlin(project: &Project) -> Result<Found> {
    read(project, KOTLIN, kotlin_operations)
}

pub(crate) fn swift(project: &Project) -> Result<Found> {
    read(project, SWIFT, swift_operations)
}

fn read(project: &Project, folder: &str, operations: fn(&str) -> Vec<FoundOperation>) -> Result<Found> {
    let mut engine = FoundClass { name: "Engine".to_owned(), ..FoundClass::default() };
    let mut codes = BTreeSet::new();
    for file in files::all(project.root(), folder)? {
        let path = project.path(&file.path);
        let text = fs::read_to_string(&path).with_context(|| format!("`{}` can't be read", file.path))?;
        for operation in operations(&text) {
            // what has several forms is one operation
            if !engine.operations.iter().any(|known| known.name == operation.name) {
                engine.operations.push(operation);
            }
        }
        codes.extend(literals(&text));
    }
    let error = |code| FoundError { name: None, code, fields: Vec::new() };
    Ok(Found { classes: vec![engine], errors: codes.into_iter().map(error).collect(), ..Found::default() })
}

fn operation(name: &str, waits: bool) -> FoundOperation {
    // a field may be a function there
    FoundOperation { name: name.to_owned(), waits: Some(waits), getter: true, ..FoundOperation::default() }
}

/// The public members of the engine in a file of Kotlin.
fn kotlin_operations(text: &str) -> Vec<FoundOperation> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if !line.starts_with([' ', '}', ')']) {
            let class = line.split_once("class ").map(|(_, rest)| word(rest));
            inside = class.is_some_and(|class| KOTLIN_ENGINE.contains(&class)) || (inside && line.is_empty());
        }
        let Some(member) = line.trim().strip_prefix("public ").or(line.trim().strip_prefix("override ")) else {
            continue;
        };
        let (member, waits) = member.strip_prefix("suspend ").map_or((member, false), |member| (member, true));
        let member = member.strip_prefix("inline ").unwrap_or(member);
        let function = member.strip_prefix("fun ").map(|rest| match rest.strip_prefix('<') {
            Some(generic) => generic.split_once("> ").map_or(rest, |(_, rest)| rest),
            None => rest,
        });
        let flow = member.strip_prefix("val ").filter(|rest| rest.contains(": Flow<"));
        if let Some(rest) = function.or(flow).filter(|_| inside)
            && word(rest) != "toString"
        {
            found.push(operation(word(rest), waits));
        }
    }
    found
}

/// The public members of the engine in a file of Swift.
fn swift_operations(text: &str) -> Vec<FoundOperation> {
    let mut found = Vec::new();
    let mut inside = false;
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("extension ") || line.contains("class ") && !line.starts_with(' ') {
            inside = line.starts_with("extension Engine ") || line.contains("class Engine:");
        }
        let member = line.strip_prefix("  public ").map(|member| member.strip_prefix("static ").unwrap_or(member));
        if let Some(rest) = member.and_then(|member| member.strip_prefix("func ")).filter(|_| inside) {
            // the signature ends where the body begins
            let signature: Vec<&str> = lines
                .iter()
                .skip(at)
                .scan(false, |over, line| {
                    let was = std::mem::replace(over, line.ends_with('{') || line.ends_with('}'));
                    (!was).then_some(*line)
                })
                .collect();
            let signature = signature.join(" ");
            let effects = signature.rsplit_once(") ").map_or("", |(_, effects)| effects);
            found.push(operation(word(rest), effects.split(' ').any(|word| word == "async")));
        }
    }
    found
}

/// The name at the beginning.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The texts in quotes that may be codes.
fn literals(text: &str) -> impl Iterator<Item = String> {
    let is_code = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split('"').skip(1).step_by(2).filter(is_code).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: Vec<FoundOperation>) -> Vec<(String, bool)> {
        found.into_iter().map(|operation| (operation.name, operation.waits == Some(true))).collect()
    }

    #[test]
    fn kotlin_is_read() {
        let text = "public sealed class Choices(native: N) : Questions(native) {\n    public suspend fun grant(\n        user: String,\n    ): Receipt = act { }\n\n    public fun <R> guard(user: String): R = it\n    public val told: Flow<Told> =\n    internal fun hidden() {}\n}\n\npublic data class Other(val a: Int) {\n    public fun not(): Int = 1\n}\n";
        let expected = [("grant", true), ("guard", false), ("told", false)];
        assert_eq!(names(kotlin_operations(text)), expected.map(|(name, waits)| (name.to_owned(), waits)));
    }

    #[test]
    fn both_packages_are_as_listed() {
        use crate::api::{LANGUAGES, compare, surface};

        let project = Project::find().unwrap();
        let keys: Vec<_> = LANGUAGES.iter().map(|language| language.key).collect();
        let text = fs::read_to_string(project.path(surface::FILE)).unwrap();
        let surface = surface::Surface::parse(&text, &keys).unwrap();
        for language in LANGUAGES.iter().filter(|language| language.by_name) {
            let found = (language.read)(&project).unwrap();
            assert!(found.classes.iter().any(|class| class.operations.len() > 40), "{}", language.name);
            let differences = compare::compare(&surface, language, &found);
            assert_eq!(differences.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
        }
    }

    #[test]
    fn swift_is_read() {
        let text = "extension Engine {\n  @discardableResult\n  public func grant(\n    _ user: String, by: String? = nil\n  ) async throws -> Receipt {\n  }\n  public static func open(_ policy: String) throws -> Engine {\n  }\n  func hidden() {\n  }\n}\nextension Value {\n  public func not() -> Int {\n  }\n}\n";
        let expected = [("grant", true), ("open", false)];
        assert_eq!(names(swift_operations(text)), expected.map(|(name, waits)| (name.to_owned(), waits)));
    }
}

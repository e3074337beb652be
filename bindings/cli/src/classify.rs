//! `placet classify`: suggestions of categories for a file of data.

use std::fs;
use std::panic;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use placet::Error;
use placet::data::classify::files::{Extent, Format, read};
use placet::data::classify::{Classifier, Clue, Suggestion, fragment};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::args::ClassifyArgs;
use crate::input;
use crate::text::{DIM, count, plain, table};

/// Files from this length on take long enough for their reader to wonder, in bytes.
const LONG: u64 = 8 << 20;

pub(crate) fn run(args: &ClassifyArgs, as_json: bool) -> Result<Answer, Failure> {
    let policy = args.policy.as_deref().map(input::version).transpose()?;
    let format = match &args.format {
        Some(name) => Format::parse(name)?,
        None => Format::of(&args.file)?,
    };
    let mut classifier = match args.sample {
        Some(sample) => Classifier::sampling(sample)?,
        None => Classifier::new()?,
    };
    // a damaged Parquet file may make its library panic, which is told as an error; nobody needs to see the panic too
    let hook = (format == Format::Parquet).then(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        hook
    });
    let extent = with_progress(&args.file, &mut |progress| read(&mut classifier, &args.file, format, progress));
    if let Some(hook) = hook {
        panic::set_hook(hook);
    }
    let extent = extent.map_err(unreadable)?;
    let suggestions = classifier.suggestions(policy.as_ref());
    let paths = classifier.paths();
    let name = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let schema = fragment(&name, &paths, &suggestions);
    if as_json {
        let Extent { rows, nameless } = extent;
        let document = json!({
            "file": args.file.display().to_string(), "format": format.code(), "rows": rows, "paths": paths, "nameless": nameless,
            "suggestions": suggestions, "schema": schema,
        });
        return Ok(Answer::json(&document, true));
    }
    Ok(Answer { text: text(extent, &paths, &suggestions, &schema), yes: true })
}

/// What is wrong with a file is no fault of an argument's.
fn unreadable(error: Error) -> Failure {
    match error {
        Error::InvalidArgument { argument: "file", message } => Failure::new("unreadable", message),
        other => other.into(),
    }
}

type Reading<'r> = &'r mut dyn FnMut(&mut dyn FnMut(u64)) -> Result<Extent, Error>;

/// Reads, and shows how far it is; a bar is drawn on standard error, and only where that is a terminal.
fn with_progress(file: &Path, reading: Reading<'_>) -> Result<Extent, Error> {
    let length = fs::metadata(file).map_or(0, |found| found.len());
    if length < LONG {
        return reading(&mut |_| {});
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {bytes} of {total_bytes}, {eta} left") {
        bar.set_style(style);
    }
    let done = reading(&mut |read| bar.set_position(read));
    bar.finish_and_clear();
    done
}

fn text(extent: Extent, paths: &[String], suggestions: &[Suggestion], schema: &str) -> String {
    let Extent { rows, nameless } = extent;
    let mut text = String::new();
    if !suggestions.is_empty() {
        let mut table = table(&["path", "category", "confidence", "evidence"]);
        for Suggestion { path, category, confidence, evidence } in suggestions {
            let evidence: Vec<String> = evidence.iter().map(|Clue { text, .. }| plain(text)).collect();
            table.add_row([plain(path), plain(category), format!("{confidence:.2}"), evidence.join("; ")]);
        }
        text.push_str(&format!("{}\n\n", table.trim_fmt()));
    }
    let rows = count(usize::try_from(rows).unwrap_or(usize::MAX), "row");
    text.push_str(&format!("{} for {} in {rows}", count(suggestions.len(), "suggestion"), count(paths.len(), "path")));
    if nameless > 0 {
        let nameless = count(usize::try_from(nameless).unwrap_or(usize::MAX), "column");
        text.push_str(&format!("; {nameless} without a name left out"));
    }
    text.push('\n');
    if !suggestions.is_empty() {
        text.push_str(&format!("\n{DIM}# correct it, then put it into the policy{DIM:#}\n{}", plain(schema)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_is_said() {
        let extent = Extent { rows: 1, nameless: 1 };
        let said = text(extent, &["id".to_owned()], &[], "# [schemas.x.fields]\n");
        assert_eq!(said, "0 suggestions for 1 path in 1 row; 1 column without a name left out\n");
    }
}

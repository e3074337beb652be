//! Suggestions for a CSV of 100 MB, and what is found of columns whose category is known.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fastrand::Rng;
use placet::data::classify::files::{Format, read};
use placet::data::classify::{Classifier, LIKELY};
use placet_tests::labelled::{Column, columns};
use serde_json::json;

use crate::report::{median, say, seconds};

const SEED: u64 = 2024;
const BYTES: u64 = 100_000_000;
/// Rows of the file on which tools are compared, value by value.
const SAMPLE: u64 = 300;
const ROUNDS: usize = 5;

pub(crate) fn classify() -> Result<()> {
    let folder = Path::new("target/classify");
    fs::create_dir_all(folder).context("`target/classify` can't be made")?;
    let columns = columns();
    let long = folder.join("labelled.csv");
    let rows = write(&long, &columns, |column, _| column.name.to_owned(), |rows, bytes| rows > 0 && bytes >= BYTES)?;
    let sample = folder.join("sample.csv");
    // names that tell nothing, so that values alone do
    write(&sample, &columns, |_, place| format!("column_{place:02}"), |rows, _| rows >= SAMPLE)?;
    let mut figures = Vec::new();
    let mut by_both = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut done = Ok(BTreeMap::new());
        figures.push(seconds(|| done = found(&long)));
        by_both = done?;
    }
    let time = median(figures);
    let by_value = found(&sample)?;
    let bytes = fs::metadata(&long)?.len() as f64;
    say(
        "`classify` of a CSV of 100 MB with 68 columns, all values looked at",
        bytes / 1e6 / time,
        "",
        "MB/s",
        &format!("{rows} rows, {:.2} s, one thread", time),
    );
    let predicted = |found: &BTreeMap<String, String>, name: &dyn Fn(usize) -> String| {
        (0..columns.len()).map(|place| found.get(&name(place)).cloned()).collect::<Vec<_>>()
    };
    let both = predicted(&by_both, &|place| columns[place].name.to_owned());
    let value = predicted(&by_value, &|place| format!("column_{place:02}"));
    for (what, predicted) in [("names and values", &both), ("values alone", &value)] {
        let (precision, recall, table) = score(&columns, predicted);
        println!("{table}");
        say(&format!("`classify` of columns whose category is known, by {what}: precision"), precision, "", "", "");
        say(&format!("`classify` of columns whose category is known, by {what}: recall"), recall, "", "", "");
    }
    let about: Vec<_> = columns
        .iter()
        .zip(&value)
        .map(|(column, found)| json!({ "name": column.name, "label": column.label.map(label), "how": column.how, "found": found.as_deref().map(label) }))
        .collect();
    let document = json!({ "rows": rows, "seconds": time, "columns": about });
    fs::write(folder.join("labels.json"), document.to_string()).context("the labels can't be written")
}

/// Writes a table until it is enough; returns its rows.
fn write(
    path: &PathBuf,
    columns: &[Column],
    name: impl Fn(&Column, usize) -> String,
    is_enough: impl Fn(u64, u64) -> bool,
) -> Result<u64> {
    let mut draw = Rng::with_seed(SEED);
    let mut file = BufWriter::new(File::create(path).context("a table can't be written")?);
    let names: Vec<String> = columns.iter().enumerate().map(|(place, column)| name(column, place)).collect();
    let mut bytes = line(&mut file, &names)?;
    let mut rows = 0;
    while !is_enough(rows, bytes) {
        let values: Vec<String> = columns.iter().map(|column| (column.make)(&mut draw)).collect();
        bytes += line(&mut file, &values)?;
        rows += 1;
    }
    file.flush()?;
    Ok(rows)
}

fn line(file: &mut impl Write, values: &[String]) -> Result<u64> {
    let quoted: Vec<String> = values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    let line = quoted.join(",");
    writeln!(file, "{line}")?;
    Ok(line.len() as u64 + 1)
}

/// What is suggested first for each path, where it is likely.
fn found(path: &Path) -> Result<BTreeMap<String, String>> {
    let mut classifier = Classifier::new()?;
    read(&mut classifier, path, Format::Csv, &mut |_| {})?;
    let mut found = BTreeMap::new();
    for one in classifier.suggestions(None) {
        if one.confidence >= LIKELY {
            found.entry(one.path).or_insert(one.category);
        }
    }
    Ok(found)
}

/// What is compared: of a text only that it is one, since names tell which.
fn label(category: &str) -> &str {
    if category.starts_with("user.content.") { "user.content" } else { category }
}

/// Precision and recall over all columns, and a table by label.
fn score(columns: &[Column], predicted: &[Option<String>]) -> (f64, f64, String) {
    // right, found in vain, missed
    let mut counts: BTreeMap<&str, [u32; 3]> = BTreeMap::new();
    for (column, found) in columns.iter().zip(predicted) {
        let (wanted, found) = (column.label.map(label), found.as_deref().map(label));
        if wanted == found {
            wanted.into_iter().for_each(|wanted| counts.entry(wanted).or_default()[0] += 1);
            continue;
        }
        found.into_iter().for_each(|found| counts.entry(found).or_default()[1] += 1);
        wanted.into_iter().for_each(|wanted| counts.entry(wanted).or_default()[2] += 1);
        let or_none = |label: Option<&str>| label.unwrap_or("nothing").to_owned();
        println!("  {}: {} is taken for {}", column.name, or_none(wanted), or_none(found));
    }
    let ratio =
        |right: u32, wrong: u32| if right + wrong == 0 { 1.0 } else { f64::from(right) / f64::from(right + wrong) };
    let mut table = String::from("  label: precision, recall (columns)\n");
    let mut all = [0; 3];
    for (label, [right, vain, missed]) in &counts {
        table.push_str(&format!(
            "  {label}: {:.2}, {:.2} ({})\n",
            ratio(*right, *vain),
            ratio(*right, *missed),
            right + missed
        ));
        all.iter_mut().zip([right, vain, missed]).for_each(|(sum, more)| *sum += more);
    }
    let [right, vain, missed] = all;
    (ratio(right, vain), ratio(right, missed), table)
}

//! Colours, tables and safe text. Colours are taken out again where the output is no terminal, or the user wants none.

use anstyle::{AnsiColor, Effects, Style};
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle, presets};
use placet::Timestamp;

/// What went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().effects(Effects::BOLD);
/// What did not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
/// What wants attention.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
/// What stands beside.
pub(crate) const DIM: Style = Style::new().effects(Effects::DIMMED);

/// The text with control characters written out, so that what a ledger or an argument holds can't steer the terminal.
pub(crate) fn plain(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\n';
    text.chars().map(|c| if steers(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

const TABLE: TableStyle = presets::NOTHING.header_separator(LineStyle::new('─', '─', '─', '─'));

/// A table without a frame, as wide as the terminal allows.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(TABLE).set_content_arrangement(ContentArrangement::Dynamic).set_header(header);
    table
}

/// A line of a label and what it says.
pub(crate) fn labelled(label: &str, value: &str) -> String {
    format!("{DIM}{label:<12}{DIM:#} {}\n", plain(value))
}

/// A number with its noun: `1 error`, `2 errors`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// An instant as JSON writes it everywhere in this tool.
pub(crate) fn instant(at: Timestamp) -> String {
    at.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(plain("a\u{1b}[2Jb\r\nü"), "a\\u{1b}[2Jb\\r\nü");
    }

    #[test]
    fn nouns_follow_numbers() {
        assert_eq!([count(0, "error"), count(1, "error"), count(2, "error")], ["0 errors", "1 error", "2 errors"]);
    }
}

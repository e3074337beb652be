//! Diagnostics as a compiler prints them: message, place, the line underlined, help, note.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use placet::policy::Diagnostic;

const RENDERER: Renderer = Renderer::styled().decor_style(DecorStyle::Ascii);

/// All diagnostics of one text, with an empty line after each.
pub(crate) fn listing(text: &str, diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| format!("{}\n\n", one(text, diagnostic))).collect()
}

fn one(text: &str, diagnostic: &Diagnostic) -> String {
    let Diagnostic { message, place, help, note, code, .. } = diagnostic;
    let level = if diagnostic.is_error() { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(message.as_str()).id(*code);
    let (line, span) = line_of(text, place.start..place.end);
    let mut group = if *code == "note" || line.is_empty() {
        // the message of a note is the text that stands there
        title.element(Origin::path(place.file.as_str()).line(place.line).char_column(place.column))
    } else {
        let annotation = AnnotationKind::Primary.span(span);
        title.element(Snippet::source(line).line_start(place.line).path(place.file.as_str()).annotation(annotation))
    };
    for (level, text) in [(Level::HELP, help), (Level::NOTE, note)] {
        group = match text {
            Some(text) => group.element(level.message(text.as_str())),
            None => group,
        };
    }
    let report: &[Group<'_>] = &[group];
    RENDERER.render(report)
}

/// The line in which a range begins, and the part of the range that lies in it.
fn line_of(text: &str, span: Range<usize>) -> (&str, Range<usize>) {
    let start = boundary(text, span.start);
    let end = boundary(text, span.end.max(start));
    let before = text.get(..start).unwrap_or_default();
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(from..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let clip = |at: usize| at.saturating_sub(from).min(line.len());
    (line, clip(start)..clip(end))
}

/// The nearest place at or before an offset at which a character begins.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_to_its_first_line() {
        let text = "a = 1\nbü = [\n 2 ]\n";
        assert_eq!(line_of(text, 6..20), ("bü = [", 0..7));
        assert_eq!(line_of(text, 11..12), ("bü = [", 5..6));
        assert_eq!(line_of(text, 8..8), ("bü = [", 1..1), "inside a character");
        assert_eq!(line_of(text, 400..500), ("", 0..0));
        assert_eq!(line_of("", 0..0), ("", 0..0));
    }
}

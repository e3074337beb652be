//! Parts of a page that a chore writes, each between a line that begins it and one that ends it.

use anyhow::{Context, Result};

/// The page with this text between the markers, whatever stood there before.
pub(crate) fn put_between(page: &str, start: &str, end: &str, text: &str) -> Result<String> {
    let missing = || format!("there is no `{start}` before a `{end}`");
    let (before, rest) = page.split_once(start).with_context(missing)?;
    let (_, after) = rest.split_once(end).with_context(missing)?;
    Ok(format!("{before}{start}\n\n{text}\n\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_between_the_markers_again_and_again() {
        let page = "a\n<start>\n<end>\nb\n";
        let once = put_between(page, "<start>", "<end>", "t").unwrap();
        assert_eq!(once, "a\n<start>\n\nt\n\n<end>\nb\n");
        assert_eq!(put_between(&once, "<start>", "<end>", "t").unwrap(), once);
        let error = put_between("a", "<start>", "<end>", "t").unwrap_err().to_string();
        assert_eq!(error, "there is no `<start>` before a `<end>`");
    }
}

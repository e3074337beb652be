//! The programs that stand in a Markdown page, and what the page says that they print.

use anyhow::{Result, bail};

/// The texts of all blocks that are fenced as `python`.
pub(crate) fn python_blocks(page: &str) -> Vec<String> {
    blocks(page, "python")
}

/// The texts of all blocks that are fenced as this language.
pub(crate) fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        match open.as_mut() {
            Some(_) if line.trim_end() == "```" => blocks.extend(open.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None if line.trim_end() == fence => open = Some(String::new()),
            None => {}
        }
    }
    blocks
}

/// What the program says that it prints: the comment after each `print(…)` or `println(…)` at the start of a line.
pub(crate) fn promised(block: &str) -> Vec<String> {
    let prints = |line: &&str| line.starts_with("print(") || line.starts_with("println(");
    let prints = block.lines().map(str::trim_start).filter(prints);
    let comments = prints.filter_map(|line| line.rsplit_once(" # ").or_else(|| line.rsplit_once(" // ")));
    comments.map(|(_, comment)| comment.trim().to_owned()).collect()
}

/// One program of the fragments of some pages, each in a function of its own, after a text that has the names which they use.
/// It is there to be compiled: no page may show what is no code.
pub(crate) fn fragments<'a>(
    names: &str,
    pages: impl IntoIterator<Item = &'a str>,
    language: &str,
    head: &str,
) -> String {
    let mut program = names.to_owned();
    let blocks = pages.into_iter().flat_map(|page| blocks(page, language));
    // what has imports is a program, and is run as one
    for (number, block) in blocks.filter(|block| !block.starts_with("import ")).enumerate() {
        let lines: String = block.lines().map(|line| format!("    {line}\n")).collect();
        program.push_str(&format!("\n{} {{\n{lines}}}\n", head.replace("{}", &number.to_string())));
    }
    program
}

/// Fails if a program that promises its output printed something else.
pub(crate) fn compare(promised: &[String], printed: &str) -> Result<()> {
    let printed: Vec<_> = printed.lines().collect();
    if !promised.is_empty() && promised != printed {
        bail!("the page promises {promised:?}, and the program prints {printed:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Page\n```sh\nprint(0)\n```\n```python\nx = 1\nprint(x)  # 1\nprint(\"a\")  # a\n```\ntext\n";

    #[test]
    fn blocks_and_promises() {
        let blocks = python_blocks(PAGE);
        assert_eq!(blocks, ["x = 1\nprint(x)  # 1\nprint(\"a\")  # a\n"]);
        assert_eq!(promised(&blocks[0]), ["1", "a"]);
    }

    #[test]
    fn other_languages() {
        let page = "```swift\nprint(1)  // 1\n```\n```python\nprint(2)\n```\n";
        let blocks = blocks(page, "swift");
        assert_eq!(blocks, ["print(1)  // 1\n"]);
        assert_eq!(promised(&blocks[0]), ["1"]);
    }

    #[test]
    fn a_promise_may_stand_in_a_function() {
        assert_eq!(promised("fun main() {\n    println(1) // 1\n    // print(2) // 2\n}\n"), ["1"]);
    }

    #[test]
    fn fragments_become_functions() {
        let page = "```kt\nimport a.B\nrun()\n```\ntext\n```kt\nask(b)\n```\n```kt\nfun c() {\n}\n```\n";
        let text = fragments("val b = 1\n", [page], "kt", "fun f{}()");
        assert_eq!(text, "val b = 1\n\nfun f0() {\n    ask(b)\n}\n\nfun f1() {\n    fun c() {\n    }\n}\n");
    }

    #[test]
    fn a_broken_promise_is_told() {
        let promised = ["1".to_owned(), "a".to_owned()];
        assert!(compare(&promised, "1\na\n").is_ok());
        assert!(compare(&promised, "1\n").is_err());
        assert!(compare(&[], "anything").is_ok());
    }
}

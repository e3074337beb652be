//! The programs that stand in a Markdown page, and what the page says that they print.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::files::File;
use crate::project::Project;

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

/// What the program says that it prints: the comment after each `print(…)` at the start of a line, and after each `println(…)`, which
/// stands in a function.
pub(crate) fn promised(block: &str) -> Vec<String> {
    let prints = |line: &&str| line.starts_with("print(") || line.trim_start().starts_with("println(");
    let prints = block.lines().filter(prints);
    let comments = prints.filter_map(|line| line.rsplit_once("  # ").or_else(|| line.rsplit_once(" // ")));
    comments.map(|(_, comment)| comment.trim().to_owned()).collect()
}

/// What the pages show of a language: the page of its package first, then that of the project.
pub(crate) struct Shown {
    /// The program that the first page begins with: it is run.
    pub(crate) program: String,
    /// All else, each block in a function of its own, to be compiled: no page may show what is no code.
    pub(crate) fragments: String,
}

/// How a language writes a program of fragments.
pub(crate) struct Form {
    /// As blocks are fenced.
    pub(crate) language: &'static str,
    /// The import that the program begins with.
    pub(crate) import: &'static str,
    /// What stands before the functions: the names that fragments use.
    pub(crate) names: &'static str,
    /// The head of a function, with `{}` for its number.
    pub(crate) head: &'static str,
}

impl Shown {
    /// Reads the pages.
    ///
    /// # Errors
    ///
    /// The first has no such program, or the program does not say what it prints.
    pub(crate) fn read(project: &Project, page: &str, form: &Form) -> Result<Self> {
        let read = |page: &str| -> Result<Vec<String>> {
            let text = fs::read_to_string(project.path(page)).with_context(|| format!("`{page}` can't be read"))?;
            Ok(blocks(&text, form.language))
        };
        let all = [read(page)?, read("README.md")?].concat();
        Self::of(&all, form).with_context(|| format!("`{page}`"))
    }

    fn of(all: &[String], form: &Form) -> Result<Self> {
        let Some(program) = all.iter().find(|block| block.starts_with(form.import)) else {
            bail!("no program begins with `{}`", form.import);
        };
        if promised(program).is_empty() {
            bail!("the program does not say what it prints");
        }
        let mut fragments = form.names.to_owned();
        for (number, block) in all.iter().filter(|block| *block != program).enumerate() {
            let lines: String = block.lines().map(|line| format!("    {line}\n")).collect();
            fragments.push_str(&format!("\n{} {{\n{lines}}}\n", form.head.replace("{}", &number.to_string())));
        }
        Ok(Self { program: program.clone(), fragments })
    }

    /// Both as files, for what is built of them to be built again when they change.
    pub(crate) fn files(&self) -> [File; 2] {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        [file("program", &self.program), file("fragments", &self.fragments)]
    }
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
        let form = Form { language: "kt", import: "import a.", names: "val b = 1\n", head: "fun f{}()" };
        let all = ["import a.B\nprintln(1) // 1\n", "ask(b)\n", "fun c() {\n}\n"].map(str::to_owned);
        let shown = Shown::of(&all, &form).unwrap();
        assert_eq!(shown.program, all[0]);
        let functions = "val b = 1\n\nfun f0() {\n    ask(b)\n}\n\nfun f1() {\n    fun c() {\n    }\n}\n";
        assert_eq!(shown.fragments, functions);
        assert!(Shown::of(&all[1..], &form).is_err());
        let silent = ["import a.B\nprintln(1)\n".to_owned()];
        assert!(Shown::of(&silent, &form).is_err());
    }

    #[test]
    fn a_broken_promise_is_told() {
        let promised = ["1".to_owned(), "a".to_owned()];
        assert!(compare(&promised, "1\na\n").is_ok());
        assert!(compare(&promised, "1\n").is_err());
        assert!(compare(&[], "anything").is_ok());
    }
}

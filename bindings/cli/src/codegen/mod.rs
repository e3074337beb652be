//! `placet codegen`: the names of a policy as types, so that a misspelt one fails in the editor.

mod kotlin;
mod names;
mod python;
mod rust;
mod swift;
mod typescript;

use std::fs;

use crate::answer::{Answer, Failure};
use crate::args::{CodegenArgs, Language};
use crate::input;
use crate::text::{BAD, GOOD};

use names::Names;

pub(crate) fn run(args: &CodegenArgs) -> Result<Answer, Failure> {
    let names = Names::of(&input::version(&args.policy)?)?;
    let text = match args.lang {
        Language::Kotlin => kotlin::file(&names, args.package.as_deref()),
        Language::Python => python::file(&names),
        Language::Rust => rust::file(&names),
        Language::Swift => swift::file(&names),
        Language::Typescript => typescript::file(&names),
    };
    if let Some(path) = &args.check {
        let shown = path.display();
        let known = fs::read_to_string(path)
            .map_err(|error| Failure::new("unreadable", format!("`{shown}` can't be read: {error}")))?;
        let yes = known.replace("\r\n", "\n") == text;
        let text = if yes {
            format!("{GOOD}✓{GOOD:#} `{shown}` is that of the policy\n")
        } else {
            format!("{BAD}`{shown}` is not that of the policy{BAD:#}: write it anew with `--out`\n")
        };
        return Ok(Answer { text, yes });
    }
    let Some(path) = &args.out else { return Ok(Answer { text, yes: true }) };
    let shown = path.display();
    fs::write(path, text)
        .map_err(|error| Failure::new("unwritable", format!("`{shown}` can't be written: {error}")))?;
    Ok(Answer { text: format!("{GOOD}✓{GOOD:#} `{shown}` is written\n"), yes: true })
}

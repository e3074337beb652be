//! Nothing is left unfinished: no test is passed by, no body is to follow, nobody waits by the clock.

use super::{Finding, lines_with, python_source, rust_source};
use crate::files::File;

/// What Rust may not say, and why.
const RUST: [(&str, &str); 5] = [
    ("#[ignore", "a test that is not run proves nothing"),
    ("#![ignore", "a test that is not run proves nothing"),
    ("todo!", "what is not written can't be called"),
    ("unimplemented!", "what is not written can't be called"),
    ("thread::sleep", "to wait for time to pass is to wait too long or too short"),
];

/// What Python may not say, and why.
const PYTHON: [(&str, &str); 8] = [
    ("mark.skip", "a test that is not run proves nothing"),
    ("mark.skipif", "a test that is not run proves nothing"),
    ("pytest.skip", "a test that is not run proves nothing"),
    ("pytest.importorskip", "a test that is not run proves nothing"),
    ("unittest.skip", "a test that is not run proves nothing"),
    ("mark.xfail", "a test that may fail proves nothing"),
    ("pytest.xfail", "a test that may fail proves nothing"),
    ("time.sleep", "to wait for time to pass is to wait too long or too short"),
];

/// What TypeScript may not say, and why.
const TYPESCRIPT: [(&str, &str); 6] = [
    ("test.skip", "a test that is not run proves nothing"),
    ("test.todo", "a test that is not run proves nothing"),
    ("test.only", "a test that keeps others from running proves less"),
    ("skip:", "a test that is not run proves nothing"),
    ("todo:", "a test that is not run proves nothing"),
    ("setTimeout", "to wait for time to pass is to wait too long or too short"),
];

/// What Kotlin may not say, and why.
const KOTLIN: [(&str, &str); 6] = [
    ("@Disabled", "a test that is not run proves nothing"),
    ("@Ignore", "a test that is not run proves nothing"),
    ("assumeTrue", "a test that is not run proves nothing"),
    (concat!("TO", "DO"), "finish it, or leave it out"),
    ("Thread.sleep", "to wait for time to pass is to wait too long or too short"),
    ("delay", "to wait for time to pass is to wait too long or too short"),
];

/// What Swift may not say, and why.
const SWIFT: [(&str, &str); 6] = [
    (".disabled(", "a test that is not run proves nothing"),
    (".enabled(if", "a test that is not run proves nothing"),
    ("XCTSkip", "a test that is not run proves nothing"),
    ("withKnownIssue", "a test that may fail proves nothing"),
    ("Task.sleep", "to wait for time to pass is to wait too long or too short"),
    ("Thread.sleep", "to wait for time to pass is to wait too long or too short"),
];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        match file.extension() {
            "rs" => find(file, &rust_source::code(&file.text), &RUST, &mut findings),
            // its comments are those of Rust, and so are its strings in double quotes
            "ts" | "mts" | "cts" | "mjs" => find(file, &rust_source::code(&file.text), &TYPESCRIPT, &mut findings),
            "kt" => find(file, &rust_source::code(&file.text), &KOTLIN, &mut findings),
            "swift" => find(file, &rust_source::code(&file.text), &SWIFT, &mut findings),
            "py" => find(file, &python_source::code(&file.text), &PYTHON, &mut findings),
            _ => {}
        }
    }
    findings
}

fn find(file: &File, code: &str, phrases: &[(&str, &str)], findings: &mut Vec<Finding>) {
    for (phrase, why) in phrases {
        for line in lines_with(code, phrase) {
            findings.push(Finding::new(file, line, format!("`{phrase}`: {why}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::lines;

    #[test]
    fn rust() {
        let good = "// todo!()\nfn f() { say(\"todo!\"); not_todo!(); }\n#[test]\nfn g() {}\n";
        assert!(lines(check, "tests/src/laws.rs", good).is_empty());
        for bad in
            ["#[ignore]", "#[ignore = \"slow\"]", "todo!()", "unimplemented!(\"x\")", "std::thread::sleep(second)"]
        {
            assert_eq!(lines(check, "tests/src/laws.rs", &format!("fn f() {{}}\n{bad}\n")), [2], "{bad}");
        }
    }

    #[test]
    fn typescript() {
        let good = "// setTimeout(f)\nsay(\"test.skip\"); const skips = 1;\ntest(\"x\", () => {});\n";
        assert!(lines(check, "bindings/node/tests/acts.test.mts", good).is_empty());
        for bad in ["test.skip(\"x\")", "test.only(\"x\")", "test(\"x\", { skip: true })", "setTimeout(f, 10)"] {
            assert_eq!(lines(check, "bindings/node/tests/acts.test.mts", &format!("\n{bad}\n")), [2], "{bad}");
        }
    }

    #[test]
    fn kotlin() {
        let good = "// Thread.sleep(1)\nsay(\"@Disabled\"); val delayed = 1\n";
        assert!(lines(check, "bindings/mobile/kotlin/src/test/kotlin/A.kt", good).is_empty());
        for bad in ["@Disabled", "assumeTrue(x)", concat!("TO", "DO(\"x\")"), "Thread.sleep(1)", "delay(10)"] {
            assert_eq!(
                lines(check, "bindings/mobile/kotlin/src/test/kotlin/A.kt", &format!("\n{bad}\n")),
                [2],
                "{bad}"
            );
        }
    }

    #[test]
    fn swift() {
        let good = "// Task.sleep(1)\nsay(\"XCTSkip\"); #expect(disabled)\n";
        assert!(lines(check, "bindings/mobile/swift/Tests/A.swift", good).is_empty());
        for bad in ["@Test(.disabled(\"x\"))", "@Test(.enabled(if: x))", "try await Task.sleep(for: .seconds(1))"] {
            assert_eq!(lines(check, "bindings/mobile/swift/Tests/A.swift", &format!("\n{bad}\n")), [2], "{bad}");
        }
    }

    #[test]
    fn python() {
        let good = "# time.sleep(1)\nsay('pytest.skip')\nruntime.sleeper()\n";
        assert!(lines(check, "bindings/python/tests/test_engine.py", good).is_empty());
        for bad in
            ["@pytest.mark.skip", "@pytest.mark.skipif(x)", "pytest.skip()", "@pytest.mark.xfail", "time.sleep(1)"]
        {
            assert_eq!(lines(check, "bindings/python/tests/test_engine.py", &format!("\n{bad}\n")), [2], "{bad}");
        }
        assert!(lines(check, "README.md", "time.sleep(1)").is_empty());
    }
}

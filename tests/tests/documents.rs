//! What the documentation quotes of the example policies stands in them.

use std::path::Path;

#[test]
fn the_page_from_text_to_rule_quotes_the_policies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("core/src/docs/from_text_to_rule.md")).unwrap();
    let mut quoted = 0;
    for block in page.split("```toml\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let (name, tables) = block.split_once('\n').unwrap();
        let policy =
            std::fs::read_to_string(root.join("examples/policies").join(name.trim_start_matches("# "))).unwrap();
        for table in tables.split("\n\n") {
            // a note may stand behind what is quoted
            assert!(policy.contains(table.trim_end()), "{name} does not say:\n{table}");
            quoted += 1;
        }
    }
    assert!(quoted >= 10, "{quoted} tables are quoted");
}

//! Wrong usage, help, and exit codes.

use crate::common::{Folder, command, placet};

#[test]
fn help_names_every_subcommand_and_exit_code() {
    let help = placet(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for word in [
        "check",
        "explain",
        "verify",
        "history",
        "schema",
        "classify",
        "diff",
        "report",
        "due",
        "cases",
        "erasure-plan",
        "export",
        "--json",
        "Exit codes:",
        "NO_COLOR",
    ] {
        assert!(help.out.contains(word), "{word}: {}", help.out);
    }
    assert!(placet(&["--version"]).out.starts_with("placet 0."));
    let all = [
        "check",
        "classify",
        "explain",
        "verify",
        "history",
        "schema",
        "diff",
        "report",
        "due",
        "cases",
        "erasure-plan",
        "export",
    ];
    for subcommand in all {
        assert_eq!(placet(&[subcommand, "--help"]).code, 0);
    }
}

#[test]
fn wrong_usage_is_2() {
    let folder = Folder::shop();
    for args in [
        &[] as &[&str],
        &["chekc", "shop.toml"],
        &["check"],
        &["check", "shop.toml", "--bogus"],
        &["explain", "shop.toml", "--store", "shop.db"],
        &["explain", "shop.toml", "--store", "shop.db", "ada"],
        &["explain", "shop.toml", "ada", "marketing.email"],
        &["explain", "shop.toml", "--store", "shop.db", "ada", "marketing.email", "--operation", "steal"],
        &["explain", "shop.toml", "--store", "shop.db", "ada", "marketing.email", "--initiated-by", "nobody"],
        &["history", "shop.db"],
        &["verify"],
        &["classify"],
        &["diff", "shop.toml"],
        &["schema", "more"],
        &["report", "shop.toml", "--store", "shop.db"],
        &["report", "shop.toml", "policy"],
        &["report", "shop.toml", "--store", "shop.db", "policy", "--year", "soon"],
        &["due", "--store", "shop.db"],
        &["due", "shop.toml"],
        &["cases", "shop.toml", "--store", "shop.db"],
        &["erasure-plan", "shop.toml", "--store", "shop.db"],
        &["export", "shop.toml", "--store", "shop.db"],
        &["export", "shop.toml", "--store", "shop.db", "ada", "--case", "first"],
    ] {
        let ran = folder.placet(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains("Usage:") || ran.err.contains("--help"), "{args:?}: {}", ran.err);
    }
    let misspelt = folder.placet(&["chekc"]);
    assert!(misspelt.err.contains("check"), "the nearest name is told: {}", misspelt.err);
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = command().arg("schema").stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
}

//! `placet codegen`: the names of a policy in five languages.

use std::fs;
use std::path::Path;

use crate::common::{SHOP, placet};

const LANGUAGES: [(&str, &str); 5] =
    [("kotlin", "kt"), ("python", "py"), ("rust", "rs"), ("swift", "swift"), ("typescript", "ts")];

#[test]
fn the_examples_are_those_of_their_policy() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let policy = examples.join("policies/certometer.toml");
    for (language, ending) in LANGUAGES {
        let file = examples.join("names").join(format!("certometer.{ending}"));
        let arguments = ["codegen", policy.to_str().unwrap(), "--lang", language, "--check", file.to_str().unwrap()];
        let ran = placet(&arguments);
        assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
    }
}

#[test]
fn a_purpose_is_written_as_each_language_spells() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("shop.toml");
    fs::write(&policy, SHOP).unwrap();
    let policy = policy.to_str().unwrap();
    for (language, wanted) in [
        ("kotlin", "MARKETING_EMAIL(\"marketing.email\"),"),
        ("python", "MARKETING_EMAIL = \"marketing.email\""),
        ("rust", "pub const MARKETING_EMAIL: &str = \"marketing.email\";"),
        ("swift", "case marketingEmail = \"marketing.email\""),
        ("typescript", "marketingEmail: \"marketing.email\","),
    ] {
        let ran = placet(&["codegen", policy, "--lang", language]);
        assert!(ran.code == 0 && ran.out.contains(wanted), "{language}: {} {}", ran.out, ran.err);
        assert!(ran.out.contains("user.contact.email") && ran.out.contains("consent_missing"), "{language}");
    }
    let kotlin = placet(&["codegen", policy, "--lang", "kotlin", "--package", "com.shop"]).out;
    assert!(kotlin.contains("\npackage com.shop\n"), "{kotlin}");
}

#[test]
fn typescript_tells_the_package_what_names_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("shop.toml");
    let written = |more: &str| {
        fs::write(&policy, format!("{SHOP}{more}")).unwrap();
        let ran = placet(&["codegen", policy.to_str().unwrap(), "--lang", "typescript"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.split_once("\ndeclare module \"placet\" {\n").unwrap().1.to_owned()
    };
    let known = "    purpose: Purpose;\n    category: Category;\n";
    // where a policy has no recipients and no groups, nothing is said of them
    let register = |names: &str| format!("  interface Register {{\n{known}{names}  }}\n}}\n");
    assert_eq!(written(""), register("    reason: Reason;\n"));
    let recipient = |key: &str| {
        let what = "role = \"third_party\"\npurposes = [\"marketing\"]\ncategories = [\"user.contact\"]";
        format!("\n[recipients.\"{key}\"]\nname = \"Other\"\n{what}\n")
    };
    let groups = "\n[groups]\ncalls = [\"marketing.phone\"]\nmessages = [\"marketing\"]\n";
    let one =
        "    recipient: Recipient | `org:${string}`;\n    reason: Reason;\n    group: \"calls\" | \"messages\";\n";
    let policy_with_one = format!("{}{}{groups}", recipient("org:*"), recipient("mailer"));
    assert_eq!(written(&policy_with_one), register(one));
    let many = [recipient("organisation.public:*"), recipient("organisation.private:*"), recipient("person:*")];
    let starts = "      | `organisation.private:${string}`\n      | `organisation.public:${string}`\n      | `person:${string}`;\n";
    assert_eq!(written(&many.concat()), register(&format!("    recipient:\n{starts}    reason: Reason;\n")));
}

#[test]
fn names_that_would_be_one_are_told_and_a_stale_file_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, out) = (folder.path().join("shop.toml"), folder.path().join("names.py"));
    let twin = "\n[purposes.\"marketing_email\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\"]\n";
    fs::write(&policy, format!("{SHOP}{twin}")).unwrap();
    let (policy, out) = (policy.to_str().unwrap(), out.to_str().unwrap());
    let ran = placet(&["codegen", policy, "--lang", "python"]);
    assert!(ran.code == 2 && ran.err.contains("`marketing.email`"), "{}", ran.err);
    fs::write(policy, SHOP).unwrap();
    assert_eq!(placet(&["codegen", policy, "--lang", "python", "--check", out]).code, 2);
    assert_eq!(placet(&["codegen", policy, "--lang", "python", "--out", out]).code, 0);
    assert_eq!(placet(&["codegen", policy, "--lang", "python", "--check", out]).code, 0);
    assert_eq!(placet(&["codegen", policy, "--lang", "rust", "--check", out]).code, 1);
    let nowhere = folder.path().join("no/names.py");
    assert_eq!(placet(&["codegen", policy, "--lang", "python", "--out", nowhere.to_str().unwrap()]).code, 2);
}

//! `placet classify`: suggestions for files, and what is said of files that are none.

use std::fs;

use placet::policy::{Source, check, compile};

use crate::common::{Folder, SHOP, command, finish};

const CUSTOMERS: &str = "\
id,kontakt,Date of Birth,notes,version
1,ada@example.com,1990-05-01,please call +1 650-253-0000,1.2.3.4
2,bob@example.org,1985-11-30,all is well,1.2.3.5
";

#[test]
fn a_file_gets_a_table_and_a_schema_to_paste() {
    let folder = Folder::new();
    folder.write("Customers 1.csv", CUSTOMERS);
    let ran = folder.placet(&["classify", "Customers 1.csv"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for words in
        ["2 of 2 values are e-mail addresses", "1 of 2 texts hold phone numbers", "3 suggestions for 5 paths in 2 rows"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("ada@"), "no value of the data is shown");
    let (_, schema) = ran.out.split_once("\n[schemas.").unwrap();
    let schema = format!("{SHOP}\n[schemas.{schema}");
    let version = compile(&check(&Source::parse("policy.toml", &schema)).unwrap()).unwrap();
    let fields: Vec<(String, &str)> =
        version.schemas["customers_1"].fields().map(|(path, category)| (path.to_string(), category)).collect();
    let wanted = [
        ("Date of Birth", "user.demographic.date_of_birth"),
        ("kontakt", "user.contact.email"),
        ("notes", "user.content.private"),
    ];
    assert_eq!(fields, wanted.map(|(path, category)| (path.to_owned(), category)));
    assert!(schema.ends_with("# without a suggestion: id, version\n"), "{schema}");
}

#[test]
fn json_has_the_evidence_and_the_policy_is_heard() {
    let folder = Folder::new();
    folder.write("shop.toml", SHOP);
    folder.write("x.data", r#"[{"to": {"mail": "ada@example.com"}, "ips": ["203.0.113.7"]}, {"to": null}]"#);
    let ran = folder.placet(&["classify", "x.data", "--format", "json", "--policy", "shop.toml", "--json"]);
    let found = ran.json();
    assert_eq!((found["rows"].as_u64(), found["format"].as_str()), (Some(2), Some("json")));
    let suggestions = found["suggestions"].as_array().unwrap();
    let paths: Vec<&str> = suggestions.iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["to.mail", "ips[]"]);
    let notes = |place: usize| {
        let evidence = suggestions[place]["evidence"].as_array().unwrap();
        evidence.iter().filter(|clue| clue["grounds"] == "policy").count()
    };
    assert_eq!((notes(0), notes(1)), (0, 1));
    assert!(found["schema"].as_str().unwrap().contains("\"ips[]\" = \"user.device.ip_address\""));
}

#[test]
fn a_sample_bounds_what_is_looked_at() {
    let folder = Folder::new();
    let rows: String = (0..5_000).map(|n| format!("u{n}@example.com\n")).collect();
    folder.write("x.csv", &format!("mail\n{rows}"));
    let of = |args: &[&str]| {
        let found = folder.placet(args).json();
        found["suggestions"][0]["evidence"][1]["of"].as_u64().unwrap()
    };
    assert_eq!(of(&["classify", "x.csv", "--json"]), 5_000);
    let some = of(&["classify", "x.csv", "--json", "--sample", "100"]);
    assert!((50..=100).contains(&some), "{some}");
}

#[test]
fn what_can_not_be_read_is_told() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder.csv")).unwrap();
    folder.write("empty.csv", "");
    folder.write("ragged.csv", "a,b\n1,2\n1,2,3\n");
    folder.write("half.json", "[{\"a\": 1}, {");
    folder.write("deep.json", &format!("{{\"a\": {}", "[".repeat(10_000)));
    fs::write(folder.path("latin.csv"), b"a,b\n1,2\n\xe9,2\n").unwrap();
    folder.write("x.txt", "a");
    folder.write("bad.toml", "[policy]\n");
    folder.write("good.csv", "a\n1\n");
    for (args, words) in [
        (&["none.csv"][..], &["there is no file `none.csv`"][..]),
        (&["folder.csv"], &["directory"]),
        (&["empty.csv"], &["is empty"]),
        (&["ragged.csv"], &["line 3", "fields in the row: 3"]),
        (&["half.json"], &["cut off"]),
        (&["deep.json"], &["128 levels"]),
        (&["latin.csv"], &["line 3", "UTF-8"]),
        (&["good.csv", "--format", "parquet"], &["Parquet"]),
        (&["x.txt"], &["tells no format"]),
        (&["good.csv", "--policy", "none.toml"], &["there is no policy"]),
    ] {
        let ran = folder.placet(&[&["classify"], args].concat());
        let failure = ran.failure();
        assert!(words.iter().all(|word| failure.contains(word)), "{args:?}: {failure}");
    }
    assert_eq!(folder.placet(&["classify", "good.csv", "--policy", "bad.toml"]).code, 2);
    assert_eq!(folder.placet(&["classify", "good.csv", "--sample", "0"]).code, 2);
    assert_eq!(folder.placet(&["classify", "good.csv", "--format", "xml"]).code, 2);
    let ran = folder.placet(&["classify", "none.csv", "--json"]);
    assert!(ran.err.contains("\"unreadable\""), "{}", ran.err);
}

#[test]
fn nothing_found_is_an_answer_too() {
    let folder = Folder::new();
    folder.write("x.csv", "a,b\n1,NaN\n,null\n");
    let ran = folder.placet(&["classify", "x.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "0 suggestions for 2 paths in 2 rows\n"));
}

#[test]
fn no_bar_is_drawn_where_nobody_watches() {
    let folder = Folder::new();
    folder.write("x.csv", &format!("mail\n{}", "ada@example.com\n".repeat(600_000)));
    let ran = finish(command().args(["classify", &folder.path("x.csv"), "--sample", "10"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

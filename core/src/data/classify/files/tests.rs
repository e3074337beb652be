//! Files as people have them, whole and broken.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// Rows and nameless columns, and the first suggestion of each path.
fn found(path: &Path) -> Result<(Extent, Vec<(String, String)>), String> {
    let mut classifier = Classifier::new().unwrap();
    let format = Format::of(path).map_err(|error| error.to_string())?;
    let extent = read(&mut classifier, path, format, &mut |_| {}).map_err(|error| error.to_string())?;
    let mut suggestions: Vec<(String, String)> = Vec::new();
    for one in classifier.suggestions(None) {
        if suggestions.iter().all(|(path, _)| *path != one.path) {
            suggestions.push((one.path, one.category));
        }
    }
    Ok((extent, suggestions))
}

fn fault(name: &str, content: impl AsRef<[u8]>) -> String {
    found(&Folder::new().file(name, content)).unwrap_err()
}

#[test]
fn tables_are_read_whatever_stands_between_values() {
    let folder = Folder::new();
    for (name, content) in [
        ("comma.csv", "id,kontakt\n1,ada@example.com\n2,\"bob@example.org\"\n"),
        ("semicolon.csv", "id;kontakt\r\n1;ada@example.com\r\n2;bob@example.org"),
        ("tab.tsv", "id\tkontakt\n1\tada@example.com\n2\tbob@example.org\n"),
        ("bom.csv", "\u{feff}id,kontakt\n1,ada@example.com\n2,bob@example.org\n"),
        ("quoted.csv", "\"id;;;;\",kontakt\n1,ada@example.com\n2,bob@example.org\n"),
    ] {
        let (extent, suggestions) = found(&folder.file(name, content)).unwrap();
        assert_eq!(extent, Extent { rows: 2, nameless: 0 }, "{name}");
        assert_eq!(suggestions, [("kontakt".to_owned(), "user.contact.email".to_owned())], "{name}");
    }
}

#[test]
fn a_table_without_rows_has_its_names() {
    let (extent, suggestions) = found(&Folder::new().file("x.csv", "id,email,e.mail\n")).unwrap();
    assert_eq!(extent.rows, 0);
    let paths: Vec<&str> = suggestions.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["email", r"e\.mail"]);
}

#[test]
fn a_column_without_a_name_is_told() {
    let (extent, suggestions) = found(&Folder::new().file("x.csv", ",mail\n0,ada@example.com\n")).unwrap();
    assert_eq!(extent, Extent { rows: 1, nameless: 1 });
    assert_eq!(suggestions.len(), 1);
}

#[test]
fn json_is_one_record_many_or_a_stream() {
    let folder = Folder::new();
    for (name, content, rows) in [
        ("one.json", r#"{ "a": { "b": ["ada@example.com"] } }"#, 1),
        ("list.json", r#"[{ "a": { "b": ["ada@example.com"] } }, { "a": null, "n": 1e400 }]"#, 0),
        ("list2.json", r#"[{ "a": { "b": ["ada@example.com"] } }, { "a": null, "n": 1.5 }, {}]"#, 3),
        ("lines.ndjson", "{ \"a\": { \"b\": [\"ada@example.com\"] } }\n\n{ \"a\": true }\n", 2),
    ] {
        let path = folder.file(name, content);
        if rows == 0 {
            assert!(found(&path).unwrap_err().contains("no JSON"), "{name}");
            continue;
        }
        let (extent, suggestions) = found(&path).unwrap();
        assert_eq!(extent.rows, rows, "{name}");
        assert_eq!(suggestions, [("a.b[]".to_owned(), "user.contact.email".to_owned())], "{name}");
    }
}

#[test]
fn broken_files_say_where() {
    for (name, content, words) in [
        ("x.csv", &b""[..], &["is empty"][..]),
        ("x.csv", b"a,b\n1,2\n1\n", &["line 3", "fields in the row: 1", "named by the first: 2"]),
        ("x.csv", b"a,b\n1,2\n\xff,2\n", &["line 3", "field 1", "UTF-8"]),
        ("x.csv", b"a\xff,b\n1,2\n", &["UTF-8"]),
        ("x.csv", b"\n\n\n", &["names no column"]),
        ("x.csv", b",,\n1,2,3\n", &["names no column"]),
        ("x.json", b"[{\"a\": 1}, {\"a\"", &["cut off", "line 1"]),
        ("x.json", b"[{\"a\": 1} {\"a\": 2}]", &["no JSON", "line 1 column 11"]),
        ("x.json", b"[{\"a\": \"\xff\"}]", &["UTF-8"]),
        ("x.json", b"[1, 2]", &["is no object"]),
        ("x.json", b"17", &["is no object"]),
        ("x.json", b"[]", &["no record"]),
        ("x.json", b"  \n", &["no record"]),
        ("x.ndjson", b"{\"a\": 1}\n{\"a\": }\n", &["line 2"]),
        ("x.txt", b"a", &["tells no format"]),
        ("x.parquet", b"PAR1 no parquet PAR1", &["no "]),
    ] {
        let fault = fault(name, content);
        assert!(words.iter().all(|word| fault.contains(word)), "{name} {content:?}: {fault}");
    }
}

#[test]
fn what_is_no_file_is_told() {
    let folder = Folder::new();
    assert!(found(&folder.0.path().join("none.csv")).unwrap_err().contains("there is no file"));
    std::fs::create_dir(folder.0.path().join("folder.csv")).unwrap();
    assert!(found(&folder.0.path().join("folder.csv")).unwrap_err().contains("directory"));
    assert_eq!(Format::parse("xml").unwrap_err().code(), "invalid_argument");
    assert!(Format::ALL.into_iter().all(|format| Format::parse(format.code()).is_ok_and(|same| same == format)));
}

#[test]
fn long_and_deep_things_are_borne() {
    let folder = Folder::new();
    let cell = "a".repeat(10 << 20);
    let (extent, _) = found(&folder.file("long.csv", format!("a,b\n\"{cell}\",2\n"))).unwrap();
    assert_eq!(extent.rows, 1);
    let (extent, _) = found(&folder.file("long.json", format!("[{{\"a\": \"{cell}\"}}]"))).unwrap();
    assert_eq!(extent.rows, 1);
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(fault("deep.json", deep).contains("128 levels"));
    let nothing = format!("a,b\n{}", "NaN,null\n".repeat(1_000));
    assert_eq!(found(&folder.file("nothing.csv", nothing)).unwrap(), (Extent { rows: 1_000, nameless: 0 }, vec![]));
}

#[test]
fn progress_ends_with_the_file() {
    let folder = Folder::new();
    let content = format!("a\n{}", "ada@example.com\n".repeat(50_000));
    let length = content.len() as u64;
    let path = folder.file("x.csv", &content);
    let mut told = Vec::new();
    let mut classifier = Classifier::new().unwrap();
    read(&mut classifier, &path, Format::Csv, &mut |read| told.push(read)).unwrap();
    assert!(told.is_sorted() && told.len() > 2);
    assert_eq!(told.last(), Some(&length));
}

#[cfg(feature = "classify_parquet")]
mod parquet {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::*;

    const SCHEMA: &str = "message row {
        required binary kontakt (UTF8);
        required int32 geboren (DATE);
        required int64 card;
        required group orders (LIST) { repeated group list { required binary element (UTF8); } }
    }";

    /// A file of so many rows.
    fn bytes(rows: usize) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let texts = |text: &str| vec![ByteArray::from(text); rows];
        let mut place = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            match place {
                0 => column.typed::<ByteArrayType>().write_batch(&texts("ada@example.com"), None, None),
                1 => column.typed::<Int32Type>().write_batch(&vec![7425; rows], None, None),
                2 => column.typed::<Int64Type>().write_batch(&vec![4_111_111_111_111_111; rows], None, None),
                _ => {
                    let (defined, repeated) = (vec![1; rows], vec![0; rows]);
                    column.typed::<ByteArrayType>().write_batch(
                        &texts("+1 650-253-0000"),
                        Some(&defined),
                        Some(&repeated),
                    )
                }
            }
            .unwrap();
            column.close().unwrap();
            place += 1;
        }
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    #[test]
    fn columns_and_lists_are_read() {
        let (extent, suggestions) = found(&Folder::new().file("x.parquet", bytes(3))).unwrap();
        assert_eq!(extent.rows, 3);
        let suggestions: Vec<(&str, &str)> = suggestions.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            suggestions,
            [
                ("kontakt", "user.contact.email"),
                ("geboren", "user.demographic.date_of_birth"),
                ("card", "user.financial.payment_card"),
                ("orders[]", "user.contact.phone_number"),
            ]
        );
    }

    #[test]
    fn a_damaged_file_is_an_error_and_no_panic() {
        let whole = bytes(50);
        let folder = Folder::new();
        for length in (0..whole.len()).step_by(7) {
            assert!(found(&folder.file("cut.parquet", &whole[..length])).is_err(), "{length}");
        }
        let mut told = 0;
        for place in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[place] ^= 0xa5;
            told += usize::from(found(&folder.file("bent.parquet", bytes)).is_err());
        }
        assert!(told > 0);
    }
}

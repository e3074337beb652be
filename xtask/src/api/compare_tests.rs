use serde_json::{Value, json};

use super::*;
use crate::api::LANGUAGES;
use crate::api::surface::tests::SURFACE;

fn language(key: &str) -> &'static Language {
    LANGUAGES.iter().find(|language| language.key == key).unwrap()
}

fn differences(key: &str, found: Value) -> Vec<String> {
    let keys: Vec<_> = LANGUAGES.iter().map(|language| language.key).collect();
    let surface = Surface::parse(SURFACE, &keys).unwrap();
    let found = serde_json::from_value(found).unwrap();
    compare(&surface, language(key), &found).iter().map(ToString::to_string).collect()
}

fn argument(name: &str, optional: bool, named: bool) -> Value {
    json!({ "name": name, "optional": optional, "named": named, "many": false })
}

/// A package of Node that is as listed.
fn node() -> Value {
    let can_process = [argument("user", false, false), argument("purpose", false, false)];
    let opt_out = [
        argument("user", false, false),
        argument("purpose", true, false),
        argument("at", true, true),
        argument("by", true, true),
    ];
    json!({
        "classes": [{
            "name": "Engine",
            "fields": ["policy", "store"],
            "operations": [
                { "name": "canProcess", "arguments": can_process, "waits": false },
                { "name": "optOut", "arguments": opt_out, "waits": true },
                { "name": "close", "arguments": [], "waits": true },
            ],
        }, { "name": "Options", "fields": ["at"], "operations": [], "interface": true }],
        "functions": [{ "name": "lint", "arguments": [argument("schema", false, false)], "waits": false }],
        "errors": [
            { "name": "Refused", "code": "refused", "fields": ["reason"] },
            { "name": "Lost", "code": "lost", "fields": [] },
        ],
    })
}

/// A crate that is as listed.
fn rust() -> Value {
    let bare = |name: &str| json!({ "name": name });
    let options = json!({ "name": "options", "holds": ["by", "at", "ground"] });
    json!({
        "classes": [{
            "name": "Engine",
            "fields": [],
            "operations": [
                { "name": "can_process", "arguments": [bare("user"), bare("purpose")], "errors": ["lost", "refused"] },
                { "name": "opt_out", "arguments": [bare("user"), bare("purpose"), options] },
                { "name": "policy", "arguments": [], "getter": true },
            ],
        }, { "name": "Table", "fields": [], "operations": [] }],
        "functions": [],
        "errors": [{ "code": "refused", "fields": ["reason"] }, { "code": "lost", "fields": [] }],
        "reasons": ["erased", "objected"],
    })
}

/// The differences once one place of a package is another.
fn once(key: &str, mut found: Value, place: &str, to: Value) -> Vec<String> {
    *found.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = to;
    differences(key, found)
}

#[test]
fn a_package_that_is_as_listed_differs_in_nothing() {
    assert_eq!(differences("node", node()), Vec::<String>::new());
    assert_eq!(differences("rust", rust()), Vec::<String>::new());
}

#[test]
fn each_kind_of_asymmetry_is_found_and_says_where_to_mend_it() {
    const ENGINE: &str = "/classes/0";
    const CAN_PROCESS: &str = "/classes/0/operations/0";
    const OPT_OUT: &str = "/classes/0/operations/1";
    let unlisted = "; list it in `core/data/surface.toml`, or take it out of `bindings/node/ts`";
    let lacking =
        "; add it in `bindings/node/ts`, or say under `absent.node` in `core/data/surface.toml` why it is not there";
    let other = "; mend `bindings/node/ts`, or the entry in `core/data/surface.toml` (`differs.node` with its reason)";
    let table = json!({ "name": "Table", "fields": [], "operations": [] });
    let close = json!({ "name": "close", "arguments": [], "waits": true });
    for (place, to, wanted) in [
        (format!("{CAN_PROCESS}/name"), json!("mayProcess"), vec![
            format!("`Engine.can_process` in Node: there is no such operation{lacking}"),
            format!("`Engine.may_process` in Node: the operation is not listed{unlisted}"),
        ]),
        (format!("{CAN_PROCESS}/arguments/1/name"), json!("aim"), vec![
            format!("`Engine.can_process` in Node: it lacks the argument `purpose`{other}"),
            format!("`Engine.can_process` in Node: the argument `aim` is not listed{other}"),
        ]),
        (format!("{CAN_PROCESS}/arguments"), json!([argument("purpose", false, false), argument("user", false, false)]), vec![
            format!("`Engine.can_process` in Node: its arguments are in the order `purpose, user`, and listed as `user, purpose`{other}"),
        ]),
        (format!("{OPT_OUT}/arguments/1/optional"), json!(false), vec![
            format!("`Engine.opt_out` in Node: the argument `purpose` may not be left out, and is listed with `?`{other}"),
        ]),
        (format!("{OPT_OUT}/arguments/2/named"), json!(false), vec![
            format!("`Engine.opt_out` in Node: the argument `at` is given by place, and is listed among `options`{other}"),
        ]),
        (format!("{OPT_OUT}/arguments/3/name"), json!("actor"), vec![
            format!("`Engine.opt_out` in Node: it lacks the argument `by`{other}"),
            format!("`Engine.opt_out` in Node: the argument `actor` is not listed{other}"),
        ]),
        (format!("{OPT_OUT}/waits"), json!(false), vec![
            format!("`Engine.opt_out` in Node: it is listed as an `act`, and is not awaited as an act is{other}"),
        ]),
        (format!("{CAN_PROCESS}/waits"), json!(true), vec![
            format!("`Engine.can_process` in Node: it is listed as a `read`, and is awaited as an act is{other}"),
        ]),
        (format!("{ENGINE}/fields"), json!(["version", "store"]), vec![
            format!("`Engine` in Node: it lacks the field `policy`{other}"),
            format!("`Engine` in Node: the field `version` is not listed{other}"),
        ]),
        (format!("{ENGINE}/name"), json!("Motor"), vec![
            format!("`Engine` in Node: there is no such class{lacking}"),
            format!("`Motor` in Node: the class is not listed{unlisted}"),
        ]),
        ("/classes/1".to_owned(), table, vec![
            "`Table` in Node: it is listed as absent, and is there; take `absent.node` out of `core/data/surface.toml`".to_owned(),
        ]),
        ("/functions".to_owned(), json!([]), vec![format!("`lint` in Node: there is no such operation{lacking}")]),
        ("/functions/0/arguments/0/name".to_owned(), json!("schemas"), vec![
            format!("`lint` in Node: it lacks the argument `schema`{other}"),
            format!("`lint` in Node: the argument `schemas` is not listed{other}"),
        ]),
        ("/functions/0/arguments/0/many".to_owned(), json!(true), vec![
            format!("`lint` in Node: the argument `schema` takes any number, and is listed without `*`{other}"),
        ]),
        ("/errors/0/code".to_owned(), json!("declined"), vec![
            format!("`Refused` in Node: there is no error with the code `refused`{lacking}"),
            format!("`Refused` in Node: the error with the code `declined` is not listed{unlisted}"),
        ]),
        ("/errors/0/name".to_owned(), json!("Declined"), vec![
            format!("`Refused` in Node: the error with the code `refused` is called `Declined`{other}"),
        ]),
        ("/errors/0/fields".to_owned(), json!([]), vec![format!("`Refused` in Node: it lacks the field `reason`{other}")]),
    ] {
        assert_eq!(once("node", node(), &place, to), wanted, "{place}");
    }
    let mut closes = rust();
    closes["classes"][0]["operations"].as_array_mut().unwrap().push(close);
    let mend = "take `absent.rust` out of `core/data/surface.toml`";
    assert_eq!(
        differences("rust", closes),
        [format!("`Engine.close` in Rust: it is listed as absent, and is there; {mend}")]
    );
}

#[test]
fn a_structure_of_options_has_to_hold_what_is_listed() {
    let found = once("rust", rust(), "/classes/0/operations/1/arguments/2/holds", json!(["at", "ground"]));
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert!(found.starts_with("`Engine.opt_out` in Rust: it lacks the argument `by`; mend `core/src`"), "{found}");
}

#[test]
fn errors_are_those_that_the_documentation_names() {
    for (errors, wanted) in [
        (json!(["lost"]), "the error `refused` is listed, and its documentation does not name it"),
        (json!(["refused", "denied"]), "its documentation names the error `denied`, which is not listed"),
    ] {
        let found = once("rust", rust(), "/classes/0/operations/0/errors", errors);
        assert!(
            found.len() == 1 && found[0].starts_with(&format!("`Engine.can_process` in Rust: {wanted}; mend")),
            "{found:?}"
        );
    }
}

#[test]
fn reasons_are_those_of_the_core_in_its_order() {
    for (reasons, wanted) in [
        (json!(["erased"]), "it lacks the reason `objected`"),
        (json!(["erased", "objected", "lost"]), "the reason `lost` is not listed"),
        (json!(["objected", "erased"]), "their order is another"),
    ] {
        let found = once("rust", rust(), "/reasons", reasons);
        assert!(found.len() == 1 && found[0].starts_with(&format!("`reasons` in Rust: {wanted}")), "{found:?}");
    }
}

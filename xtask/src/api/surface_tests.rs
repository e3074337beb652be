use super::*;

pub(crate) const SURFACE: &str = r#"
everywhere = ["lost"]
reasons = ["erased", "objected"]

[types]
user = "the name of a user"
purpose = "the key of a purpose"
instant = "an instant"
text = "text"
flag = "yes or no"

[[class]]
name = "Engine"
fields = ["policy", "store"]
differs.rust = { without = ["store"], why = "it is a path there" }

[[class]]
name = "Table"
absent.node = "it reads no tables"

[[operation]]
on = "Engine"
name = "can_process"
meaning = "Asks"
does = "read"
arguments = ["user: user", "purpose: purpose"]
result = "flag"
errors = ["refused"]

[[operation]]
on = "Engine"
name = "opt_out"
meaning = "Acts"
does = "act"
arguments = ["user: user", "purpose?: purpose"]
options = ["by?: user", "at?: instant"]

[[operation]]
on = "Engine"
name = "close"
meaning = "Lets go"
does = "act"
absent.rust = "an engine is dropped"

[[operation]]
on = "module"
name = "lint"
meaning = "Looks"
does = "read"
arguments = ["*schemas: text"]
absent.rust = "it is elsewhere"
differs.node = { arguments = ["schema: text"], why = "one a call" }

[[error]]
name = "Lost"
code = "lost"

[[error]]
name = "Refused"
code = "refused"
fields = ["reason"]
"#;

fn parsed(text: &str) -> Result<Surface> {
    Surface::parse(text, &["rust", "python", "node", "kotlin", "swift"])
}

#[test]
fn arguments_are_read() {
    let surface = parsed(SURFACE).unwrap();
    let read =
        |name: &str| surface.operations.iter().find(|operation| operation.name == name).unwrap().arguments.clone();
    let [user, purpose] = read("opt_out").try_into().unwrap();
    assert_eq!((user.name.as_str(), user.optional, user.many, user.of.as_str()), ("user", false, false, "user"));
    assert_eq!((purpose.name.as_str(), purpose.optional), ("purpose", true));
    assert!(read("lint")[0].many);
}

#[test]
fn a_list_that_contradicts_itself_is_refused() {
    for (from, to, message) in [
        ("name = \"opt_out\"", "name = \"can_process\"", "`Engine.can_process` is there twice"),
        ("name = \"Table\"", "name = \"Engine\"", "class `Engine` is there twice"),
        ("\"by?: user\"", "\"by?: person\"", "`person` is no type"),
        ("\"by?: user\"", "\"by\"", "`by` has no type"),
        ("result = \"flag\"", "result = \"Answer\"", "`Answer` is no type"),
        ("errors = [\"refused\"]", "errors = [\"gone\"]", "no error with the code `gone`"),
        ("on = \"module\"", "on = \"Lint\"", "there is no class `Lint`"),
        ("absent.node =", "absent.perl =", "`perl` is no language"),
        ("absent.node = \"it reads no tables\"", "absent.node = \" \"", "say why"),
        ("why = \"one a call\"", "why = \"\"", "say why"),
        ("absent.rust = \"it is elsewhere\"", "absent.node = \"it is elsewhere\"", "only one of both"),
        ("[\"schema: text\"]", "[\"*schemas: text\"]", "differs in nothing"),
        ("does = \"read\"", "does = \"think\"", "unknown variant `think`"),
    ] {
        assert!(SURFACE.contains(from), "{from}");
        let error =
            parsed(&SURFACE.replacen(from, to, 1)).map(|_| String::new()).unwrap_or_else(|error| format!("{error:#}"));
        assert!(error.contains(message), "{to}: {error}");
    }
}

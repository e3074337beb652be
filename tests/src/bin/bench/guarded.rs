//! A request handler that guards what it shows, beside the same one that doesn't.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use placet::{Context, Engine, Guarded, Update};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::report::{say, versus};
use crate::workload::names;

const USERS: usize = 1_000;
const ROUNDS: usize = 9;

const POLICY: &str = r#"
[policy]
id = "handler"
version = "1"
effective_from = 2020-01-01
contact = { privacy = "privacy@bench.example" }
[purposes."service.account"]
basis = ["consent"]
categories = ["user.contact.email", "user.name"]
"#;

/// What a handler needs: the engine, and the database of the application.
struct Application {
    engine: Engine,
    database: Connection,
}

impl Application {
    fn new(users: &[String]) -> Result<Self> {
        let engine = Engine::open(POLICY, "memory:")?;
        let database = Connection::open_in_memory()?;
        database.execute_batch("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, email TEXT) WITHOUT ROWID")?;
        for (at, user) in users.iter().enumerate() {
            engine.update(user, &Update { birthdate: Some("1990-01-01".to_owned()), ..Update::default() })?;
            engine.grant(user, "service.account", &Default::default())?;
            let row = (user, format!("Person {at}"), format!("person{at}@example.com"));
            database.execute("INSERT INTO people VALUES (?, ?, ?)", row)?;
        }
        Ok(Self { engine, database })
    }

    fn person(&self, user: &str) -> Result<(String, String)> {
        let mut found = self.database.prepare_cached("SELECT name, email FROM people WHERE id = ?")?;
        Ok(found.query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn plain(&self, user: &str) -> Result<Value> {
        let (name, email) = self.person(user)?;
        Ok(json!({ "greeting": format!("Hello {name}"), "email": email }))
    }

    fn guarded(&self, user: &str) -> Result<Value> {
        let (name, email) = self.person(user)?;
        let name = Guarded::new(user, ["user.name"], name);
        let email = Guarded::new(user, ["user.contact.email"], email);
        let both = name.join(email, |name, email| (format!("Hello {name}"), email));
        let categories = vec!["user.contact.email".to_owned(), "user.name".to_owned()];
        let permit = self.engine.require(user, "service.account", &Context { categories, ..Context::default() })?;
        let (greeting, email) = both.open(&self.engine, &permit)?;
        Ok(json!({ "greeting": greeting, "email": email }))
    }

    /// Answers the requests of one connection until it is closed.
    fn serve(&self, stream: &TcpStream) -> Result<()> {
        for line in BufReader::new(stream).lines() {
            let line = line?;
            let mut words = line.split(' ');
            let (path, user) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let body = if path == "guarded" { self.guarded(user)? } else { self.plain(user)? };
            let mut answer = body.to_string();
            answer.push('\n');
            (&mut &*stream).write_all(answer.as_bytes())?;
        }
        Ok(())
    }
}

pub(crate) fn guarded() -> Result<()> {
    let users = names(USERS);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let served = users.clone();
    let server = thread::spawn(move || -> Result<()> {
        let application = Application::new(&served)?;
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        application.serve(&stream)
    });
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut ask = |path: &str, user: &str| -> Result<String> {
        (&mut &stream).write_all(format!("{path} {user}\n").as_bytes())?;
        let mut line = String::new();
        answers.read_line(&mut line)?;
        Ok(line)
    };
    let first = users.first().context("there are users")?;
    if ask("guarded", first)? != ask("plain", first)? {
        return Err(anyhow!("the handlers answer differently"));
    }
    let ask = std::cell::RefCell::new(ask);
    let all = |path: &str| users.iter().for_each(|user| drop((ask.borrow_mut())(path, user)));
    let (ours, plain, ratio) = versus(ROUNDS, || all("guarded"), || all("plain"));
    drop(answers);
    drop(stream);
    server.join().map_err(|_| anyhow!("the server panicked"))??;
    let each = |seconds: f64| seconds * 1e6 / USERS as f64;
    let detail = format!("{:.1} µs and {:.1} µs a request", each(ours), each(plain));
    let what = "a request over a local socket whose handler reads a row and guards it, to one that doesn't";
    say(what, ratio, "≤ 1.10", "×", &detail);
    Ok(())
}

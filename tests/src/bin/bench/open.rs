//! Opening a store of a million users, beside reading one row a user of the same bytes.

use anyhow::Result;
use placet::Engine;
use rusqlite::Connection;

use crate::report::{say, versus};
use crate::workload::{POLICY, PURPOSES, fill, names};

const USERS: usize = 1_000_000;

pub(crate) fn open() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("placet-bench").tempdir_in(std::env::current_dir()?.join("target"))?;
    let store = folder.path().join("ledger.db");
    let path = store.display().to_string();
    let users = names(USERS);
    {
        let engine = Engine::open(POLICY, &path)?;
        fill(&engine, &users)?;
        let known = engine.verify()?;
        eprintln!("  {} events of {} users", known.events, known.users);
    }
    let ours = || {
        let answer = Engine::open(POLICY, &path).and_then(|engine| engine.can_process(&users[USERS / 2], PURPOSES[0]));
        assert!(matches!(answer, Ok(true)), "the store opens and answers");
    };
    let rows = || {
        let read = || -> rusqlite::Result<usize> {
            let connection = Connection::open(&store)?;
            let mut query = connection.prepare("SELECT user, bits, until, stamp FROM users")?;
            let mut rows = query.query([])?;
            let mut bytes = 0;
            while let Some(row) = rows.next()? {
                bytes += row.get_ref(0)?.as_blob()?.len() + row.get_ref(1)?.as_blob()?.len();
                bytes += usize::from(row.get::<_, i64>(2)? > 0) + usize::from(row.get::<_, i64>(3)? > 0);
            }
            Ok(bytes)
        };
        assert!(read().is_ok_and(|bytes| bytes > USERS * 20), "every row is read");
    };
    let (opened, read, ratio) = versus(7, ours, rows);
    let detail = format!("{:.0} ms and {:.0} ms", opened * 1e3, read * 1e3);
    say(
        "reopening a store of 1,000,000 users with 3,000,000 events, to reading one row a user of the same bytes",
        ratio,
        "≤ 2.0",
        "×",
        &detail,
    );
    Ok(())
}

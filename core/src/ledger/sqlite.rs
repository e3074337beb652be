//! The durable store: one SQLite file in WAL mode, shared by any number of processes on one machine.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params};

use super::chain::{Entry, GENESIS, Link, Salts, random};
use super::shared_counter::SharedCounter;
use super::{Counter, Record, Row, Store, UserHash, Writer};
use crate::error::Error;

/// `plct` in ASCII: marks the file as a ledger of this library.
const APPLICATION_ID: i32 = 0x706c_6374;

/// Version of the file's form; a file of another one is left alone. Form 1 filed users under another hash, 2 knew of no other ledgers.
const FORM: i32 = 3;

const TABLES: &str = "
    CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE events (
        position INTEGER PRIMARY KEY, user BLOB, previous INTEGER NOT NULL, salt BLOB, payload BLOB,
        commitment BLOB NOT NULL, hash BLOB NOT NULL
    );
    CREATE TABLE users (
        user BLOB PRIMARY KEY, last INTEGER NOT NULL, bits BLOB NOT NULL, until INTEGER NOT NULL, stamp INTEGER NOT NULL,
        state BLOB NOT NULL
    ) WITHOUT ROWID;
";

struct Connections {
    /// The process that opened them: SQLite forbids their use in a forked child.
    process: u32,
    connection: Connection,
}

impl Drop for Connections {
    fn drop(&mut self) {
        // closing a connection of the parent in a forked child could harm the parent: it is left to the end of the process
        if self.process != std::process::id()
            && let Ok(nothing) = Connection::open_in_memory()
        {
            std::mem::forget(std::mem::replace(&mut self.connection, nothing));
        }
    }
}

/// A ledger in a SQLite file.
pub struct Sqlite {
    path: PathBuf,
    name: String,
    key: [u8; 16],
    counter: Arc<Counter>,
    writer: Mutex<Connections>,
    reader: Mutex<Connections>,
}

impl Sqlite {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when it is a directory, can't be written, is sealed, is of another program or of another version of this
    /// library; [`Error::Integrity`] when it is damaged. The file is never replaced.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let store = Self::open_any(path)?;
        super::sealed::not_sealed(&store)?;
        Ok(store)
    }

    /// The same for a file whose content may be sealed.
    pub(super) fn open_any(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref().to_owned();
        let name = path.display().to_string();
        look(&path, &name)?;
        let mut writer = connect(&path, &name)?;
        let key = prepare(&mut writer, &name)?;
        let reader = connect(&path, &name)?;
        let mut beside = path.clone().into_os_string();
        beside.push("-counter");
        let shared = SharedCounter::open(Path::new(&beside)).map_err(|e| {
            let message = format!("the counter file beside it can't be opened ({e}); the folder has to be writable");
            Error::Store { path: name.clone(), message }
        })?;
        let counter = Arc::new(Counter::Shared(shared));
        let process = std::process::id();
        let store = Self {
            key,
            counter,
            writer: Mutex::new(Connections { process, connection: writer }),
            reader: Mutex::new(Connections { process, connection: reader }),
            path,
            name,
        };
        // a process that ended between its commit and its publication is made up for here
        let (_, position) = store.changed_since(u64::MAX >> 1)?;
        store.counter.publish(position);
        Ok(store)
    }

    fn fault(&self, e: &rusqlite::Error) -> Error {
        fault(&self.name, e)
    }

    fn lock<'a>(&self, connections: &'a Mutex<Connections>) -> Result<MutexGuard<'a, Connections>, Error> {
        // SQLite rolls an abandoned transaction back by itself, so a connection that a panic left is sound
        let mut guard = connections.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if guard.process != process {
            *guard = Connections { process, connection: connect(&self.path, &self.name)? };
        }
        Ok(guard)
    }

    fn is_counter_in_place(&self) -> bool {
        match &*self.counter {
            Counter::Shared(shared) => shared.is_in_place(),
            Counter::Own(_) => true,
        }
    }
}

/// What can be said of a path before SQLite touches it.
fn look(path: &Path, name: &str) -> Result<(), Error> {
    let store = |message: String| Error::Store { path: name.to_owned(), message };
    if path.is_dir() {
        return Err(store("it is a directory; give the path of a file".into()));
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.is_dir()) {
        return Err(store(format!("the folder `{}` does not exist; make it first", folder.display())));
    }
    match std::fs::File::open(path) {
        Ok(mut file) => {
            let mut head = Vec::new();
            let read = file.by_ref().take(16).read_to_end(&mut head);
            if let Err(e) = read {
                return Err(store(format!("it can't be read: {e}")));
            }
            if !head.is_empty() && head != b"SQLite format 3\0" {
                return Err(store(
                    "it is a file of another program, or its first bytes are damaged; it was left as it is".into(),
                ));
            }
            Ok(())
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(store(format!("it can't be opened: {e}"))),
    }
}

fn connect(path: &Path, name: &str) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connect = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::from_secs(30))?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(connection)
    };
    let connection = connect().map_err(|e| fault(name, &e))?;
    if connection.is_readonly("main").map_err(|e| fault(name, &e))? {
        let message =
            "it is read-only; every act is recorded, so the file and its folder have to be writable".to_owned();
        return Err(Error::Store { path: name.to_owned(), message });
    }
    let set = |e: rusqlite::Error| fault(name, &e);
    // FULL syncs the log at each commit: an act is durable when its call returns
    connection.pragma_update(None, "synchronous", "FULL").map_err(set)?;
    connection.pragma_update(None, "secure_delete", "ON").map_err(set)?;
    Ok(connection)
}

/// Makes the tables in a new file, or checks those of an old one; returns the key of the user hashes.
fn prepare(connection: &mut Connection, name: &str) -> Result<[u8; 16], Error> {
    let store = |message: &str| Error::Store { path: name.to_owned(), message: message.to_owned() };
    let number = |connection: &Connection, pragma: &str| {
        connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i32>(0))
    };
    let check = |connection: &Connection| -> Result<bool, Error> {
        let id = number(connection, "application_id").map_err(|e| fault(name, &e))?;
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(|e| fault(name, &e))?;
        if id == 0 && tables == 0 {
            return Ok(false);
        }
        if id != APPLICATION_ID {
            return Err(store("it is a SQLite file of another program; it was left as it is"));
        }
        match number(connection, "user_version").map_err(|e| fault(name, &e))? {
            FORM => Ok(true),
            newer if newer > FORM => Err(store("it was written by a newer version of placet; update this one")),
            _ => Err(store(
                "it was written by a development version before 0.1, in another form; it was left as it is, record the \
                 acts anew in another file",
            )),
        }
    };
    if !check(connection)? {
        connection.pragma_update(None, "journal_mode", "WAL").map_err(|e| fault(name, &e))?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| fault(name, &e))?;
        // another process may have been first
        if !check(&transaction)? {
            let make = || -> rusqlite::Result<()> {
                transaction.execute_batch(TABLES)?;
                transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
                transaction.pragma_update(None, "user_version", FORM)
            };
            make().map_err(|e| fault(name, &e))?;
            let key = random(name)?;
            transaction
                .execute("INSERT INTO meta (key, value) VALUES ('user_hash_key', ?1)", params![key.as_slice()])
                .map_err(|e| fault(name, &e))?;
        }
        transaction.commit().map_err(|e| fault(name, &e))?;
    }
    let key: Option<Vec<u8>> = connection
        .query_row("SELECT value FROM meta WHERE key = 'user_hash_key'", [], |row| row.get(0))
        .optional()
        .map_err(|e| fault(name, &e))?;
    key.and_then(|key| key.try_into().ok()).ok_or_else(|| Error::Integrity {
        path: name.to_owned(),
        message: "the key of the user hashes is missing; restore the file from a backup".to_owned(),
    })
}

fn fault(name: &str, e: &rusqlite::Error) -> Error {
    let path = name.to_owned();
    let code = e.sqlite_error_code();
    if let rusqlite::Error::InvalidColumnType(..)
    | rusqlite::Error::FromSqlConversionFailure(..)
    | rusqlite::Error::IntegralValueOutOfRange(..) = e
    {
        let message = format!(
            "a value is not of the form that was written ({e}); the file was left as it is, restore it from a backup"
        );
        return Error::Integrity { path, message };
    }
    let message = match code {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            return Error::Integrity {
                path,
                message: format!("{e}; the file was left as it is, restore it from a backup"),
            };
        }
        Some(ErrorCode::DiskFull) => format!("the disk is full ({e}); nothing of the act was recorded"),
        Some(ErrorCode::ReadOnly) => format!("it can't be written ({e}); the file and its folder have to be writable"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("another process holds it too long ({e}); try again")
        }
        Some(ErrorCode::CannotOpen) => {
            format!("it can't be opened ({e}); check that its folder exists and is writable")
        }
        _ => e.to_string(),
    };
    Error::Store { path, message }
}

fn user_hash(bytes: &[u8]) -> Option<UserHash> {
    bytes.try_into().ok().map(UserHash::from_be_bytes)
}

/// SQLite's integers have a sign; positions and stamps keep their bits.
fn signed(number: u64) -> i64 {
    number.cast_signed()
}

fn words(bytes: &[u8]) -> Vec<u64> {
    bytes.chunks_exact(8).filter_map(|chunk| chunk.try_into().ok().map(u64::from_le_bytes)).collect()
}

fn row_of(row: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<Row> {
    Ok(Row {
        bits: words(row.get_ref(from)?.as_blob()?),
        until: row.get(from + 1)?,
        stamp: row.get::<_, i64>(from + 2)?.cast_unsigned(),
    })
}

fn record_of(connection: &Connection, name: &str, user: UserHash) -> Result<Option<Record>, Error> {
    let get = || -> rusqlite::Result<Option<Record>> {
        let mut query =
            connection.prepare_cached("SELECT last, bits, until, stamp, state FROM users WHERE user = ?1")?;
        query
            .query_row([user.to_be_bytes().as_slice()], |row| {
                Ok(Record { last: row.get::<_, i64>(0)?.cast_unsigned(), row: row_of(row, 1)?, state: row.get(4)? })
            })
            .optional()
    };
    get().map_err(|e| fault(name, &e))
}

struct Open<'a> {
    connection: &'a Connection,
    name: &'a str,
    position: u64,
    hash: [u8; 32],
    salts: Salts,
}

impl Writer for Open<'_> {
    fn record(&mut self, user: UserHash) -> Result<Option<Record>, Error> {
        record_of(self.connection, self.name, user)
    }

    fn entry(&mut self, position: u64) -> Result<Option<Entry>, Error> {
        event_of(self.connection, self.name, position)
    }

    fn append(&mut self, user: UserHash, previous: u64, payload: &[u8]) -> Result<u64, Error> {
        let position = self.position + 1;
        let salt = self.salts.next(self.name)?;
        let link = Link::new(&self.hash, position, &salt, payload);
        let insert = || -> rusqlite::Result<usize> {
            self.connection
                .prepare_cached(
                    "INSERT INTO events (position, user, previous, salt, payload, commitment, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    signed(position),
                    user.to_be_bytes().as_slice(),
                    signed(previous),
                    salt.as_slice(),
                    payload,
                    link.commitment.as_slice(),
                    link.hash.as_slice()
                ])
        };
        insert().map_err(|e| fault(self.name, &e))?;
        self.position = position;
        self.hash = link.hash;
        Ok(position)
    }

    fn position(&self) -> u64 {
        self.position
    }

    fn put(&mut self, user: UserHash, record: &Record) -> Result<(), Error> {
        let bits: Vec<u8> = record.row.bits.iter().flat_map(|word| word.to_le_bytes()).collect();
        let put = || -> rusqlite::Result<usize> {
            self.connection
                .prepare_cached(
                    "INSERT INTO users (user, last, bits, until, stamp, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (user) DO UPDATE SET last = ?2, bits = ?3, until = ?4, stamp = ?5, state = ?6",
                )?
                .execute(params![
                    user.to_be_bytes().as_slice(),
                    signed(record.last),
                    bits,
                    record.row.until,
                    signed(record.row.stamp),
                    record.state
                ])
        };
        put().map_err(|e| fault(self.name, &e)).map(|_| ())
    }

    fn forget(&mut self, _user: UserHash, last: u64) -> Result<(), Error> {
        let mut at = last;
        while at > 0 {
            let step = || -> rusqlite::Result<Option<i64>> {
                let previous = self
                    .connection
                    .prepare_cached("SELECT previous FROM events WHERE position = ?1")?
                    .query_row([signed(at)], |row| row.get(0))
                    .optional()?;
                self.connection
                    .prepare_cached("UPDATE events SET user = NULL, salt = NULL, payload = NULL WHERE position = ?1")?
                    .execute([signed(at)])?;
                Ok(previous)
            };
            let previous = step().map_err(|e| fault(self.name, &e))?.map_or(0, i64::cast_unsigned);
            // links only lead back; one that does not is damage, and must not hang the erasure
            at = if previous < at { previous } else { 0 };
        }
        Ok(())
    }
}

fn tail(connection: &Connection, name: &str) -> Result<(u64, [u8; 32]), Error> {
    let last = connection
        .prepare_cached("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1")
        .and_then(|mut query| {
            query.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).optional()
        })
        .map_err(|e| fault(name, &e))?;
    let Some((position, hash)) = last else { return Ok((0, GENESIS)) };
    let damaged =
        |_| Error::Integrity { path: name.to_owned(), message: format!("the hash of event {position} is cut") };
    Ok((position.cast_unsigned(), hash.try_into().map_err(damaged)?))
}

fn entry_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    let hash = |bytes: Vec<u8>| bytes.try_into().unwrap_or([0xff; 32]);
    Ok(Entry {
        position: row.get::<_, i64>(0)?.cast_unsigned(),
        user: row.get::<_, Option<Vec<u8>>>(1)?.as_deref().and_then(user_hash),
        previous: row.get::<_, i64>(2)?.cast_unsigned(),
        salt: row.get(3)?,
        payload: row.get(4)?,
        link: Link { commitment: hash(row.get(5)?), hash: hash(row.get(6)?) },
    })
}

fn event_of(connection: &Connection, name: &str, position: u64) -> Result<Option<Entry>, Error> {
    let get = || {
        let mut query = connection.prepare_cached(&format!("{ENTRY} WHERE position = ?1"))?;
        query.query_row([signed(position)], entry_of).optional()
    };
    get().map_err(|e| fault(name, &e))
}

const ENTRY: &str = "SELECT position, user, previous, salt, payload, commitment, hash FROM events";

impl Store for Sqlite {
    fn path(&self) -> &str {
        &self.name
    }

    fn key(&self) -> [u8; 16] {
        self.key
    }

    fn counter(&self) -> Arc<Counter> {
        self.counter.clone()
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        if !self.is_counter_in_place() {
            let message =
                "the counter file beside it was removed or replaced while the store was open; open the store again"
                    .to_owned();
            return Err(Error::Store { path: self.name.clone(), message });
        }
        let mut guard = self.lock(&self.writer)?;
        let transaction =
            guard.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.fault(&e))?;
        let (position, hash) = tail(&transaction, &self.name)?;
        work(&mut Open { connection: &transaction, name: &self.name, position, hash, salts: Salts::default() })?;
        transaction.commit().map_err(|e| self.fault(&e))
    }

    fn record(&self, user: UserHash) -> Result<Option<Record>, Error> {
        record_of(&self.lock(&self.reader)?.connection, &self.name, user)
    }

    fn rows(&self, each: &mut dyn FnMut(UserHash, Row)) -> Result<(), Error> {
        let guard = self.lock(&self.reader)?;
        let mut read = || -> rusqlite::Result<()> {
            let mut query = guard.connection.prepare_cached("SELECT user, bits, until, stamp FROM users")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                if let Some(user) = user_hash(row.get_ref(0)?.as_blob()?) {
                    each(user, row_of(row, 1)?);
                }
            }
            Ok(())
        };
        read().map_err(|e| self.fault(&e))
    }

    fn users(&self) -> Result<usize, Error> {
        let guard = self.lock(&self.reader)?;
        let count = guard.connection.query_row("SELECT count(*) FROM users", [], |row| row.get::<_, i64>(0));
        count.map(|n| usize::try_from(n).unwrap_or(0)).map_err(|e| self.fault(&e))
    }

    fn records(&self, each: &mut dyn FnMut(UserHash, Record) -> Result<(), Error>) -> Result<(), Error> {
        // a connection of its own, so that a long read holds nobody up
        let connection = connect(&self.path, &self.name)?;
        let mut query = connection
            .prepare("SELECT user, last, bits, until, stamp, state FROM users")
            .map_err(|e| self.fault(&e))?;
        let mut rows = query.query([]).map_err(|e| self.fault(&e))?;
        while let Some(row) = rows.next().map_err(|e| self.fault(&e))? {
            let read = || -> rusqlite::Result<(Option<UserHash>, Record)> {
                let user = user_hash(row.get_ref(0)?.as_blob()?);
                Ok((
                    user,
                    Record { last: row.get::<_, i64>(1)?.cast_unsigned(), row: row_of(row, 2)?, state: row.get(5)? },
                ))
            };
            if let (Some(user), record) = read().map_err(|e| self.fault(&e))? {
                each(user, record)?;
            }
        }
        Ok(())
    }

    fn changed_since(&self, position: u64) -> Result<(Vec<UserHash>, u64), Error> {
        let guard = self.lock(&self.reader)?;
        let read = || -> rusqlite::Result<(Vec<UserHash>, u64)> {
            // one statement, so that users and position are of the same moment
            let mut query = guard.connection.prepare_cached(
                "SELECT position, user FROM events WHERE position > ?1
                 UNION ALL SELECT max(position), NULL FROM events ORDER BY 1",
            )?;
            let mut rows = query.query([signed(position.min(i64::MAX.cast_unsigned()))])?;
            let (mut users, mut last) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                last = row.get::<_, Option<i64>>(0)?.map_or(last, |p| last.max(p.cast_unsigned()));
                users.extend(row.get_ref(1)?.as_blob_or_null()?.and_then(user_hash));
            }
            Ok((users, last))
        };
        read().map_err(|e| self.fault(&e))
    }

    fn entry(&self, position: u64) -> Result<Option<Entry>, Error> {
        event_of(&self.lock(&self.reader)?.connection, &self.name, position)
    }

    fn entries(&self, each: &mut dyn FnMut(Entry) -> Result<(), Error>) -> Result<(), Error> {
        let connection = connect(&self.path, &self.name)?;
        let mut query = connection.prepare(&format!("{ENTRY} ORDER BY position")).map_err(|e| self.fault(&e))?;
        let mut rows = query.query([]).map_err(|e| self.fault(&e))?;
        while let Some(row) = rows.next().map_err(|e| self.fault(&e))? {
            each(entry_of(row).map_err(|e| self.fault(&e))?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path().join("ledger.db")).unwrap();
        let act = |bytes: usize| store.write(&mut |writer| writer.append(7, 0, &vec![1; bytes]).map(|_| ()));
        act(10).unwrap();
        {
            let guard = store.lock(&store.writer).unwrap();
            let pages: i64 = guard.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
            guard.connection.pragma_update(None, "max_page_count", pages + 1).unwrap();
        }
        let error = act(1_000_000).unwrap_err();
        assert!(matches!(error, Error::Store { .. }), "{error}");
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert!(store.entry(1).unwrap().is_some());
        assert!(store.entry(2).unwrap().is_none());
        store.lock(&store.writer).unwrap().connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        act(1_000_000).unwrap();
        assert!(store.entry(2).unwrap().is_some());
    }

    #[test]
    fn a_read_only_file_is_told_as_such() {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
        let error = fault("ledger.db", &rusqlite::Error::SqliteFailure(code, None));
        assert_eq!(error.code(), "store_error");
        assert!(error.to_string().contains("have to be writable"), "{error}");
    }
}

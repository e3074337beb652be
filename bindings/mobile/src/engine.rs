//! An open engine, as Kotlin and Swift hold it.

use std::sync::Arc;

use placet::ledger::Closable;
use placet::policy::{Policy, PublicKey, key_from_hex, load};
use placet::{Engine, Error, Options, Timestamp};

use crate::error::{NativeError, caught, invalid};

/// A source of the present instant, for tests and replays.
#[uniffi::export(with_foreign)]
pub trait NativeClock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// An engine on a store that can be closed.
///
/// The packages keep it until nothing can call it any more, and close the store alone: a call on a closed engine is an error.
#[derive(uniffi::Object)]
pub struct NativeEngine {
    engine: Engine,
    store: Arc<Closable>,
}

/// The documents of a policy, and where and how it is opened.
#[derive(uniffi::Record)]
pub struct Opening {
    /// Each is the path of a document, or its text: several versions of one policy.
    pub policy: Vec<String>,
    /// The path of the ledger's file, or `memory:`.
    pub store: String,
    /// The clock; the system's when none is given.
    #[uniffi(default)]
    pub clock: Option<Arc<dyn NativeClock>>,
    /// The key of the pseudonyms that filtering makes: at least 16 bytes.
    #[uniffi(default)]
    pub pseudonym_key: Option<Vec<u8>>,
    /// The key that seals the store's content at rest: 32 bytes, from the platform's keystore.
    #[uniffi(default)]
    pub key: Option<Vec<u8>>,
    /// Public keys of whoever publishes the policy, as 64 hexadecimal digits; with any, only signed policies are taken.
    #[uniffi(default)]
    pub policy_keys: Vec<String>,
}

impl NativeEngine {
    /// The engine, unless its store was closed.
    #[inline]
    pub(crate) fn ready(&self) -> Result<&Engine, Error> {
        if self.store.is_closed() { Err(self.store.closed()) } else { Ok(&self.engine) }
    }

    /// The engine, also when its store was closed.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Runs an operation of the engine, and gives back its answer as the languages have it.
    pub(crate) fn run<T>(&self, work: impl FnOnce(&Engine) -> Result<T, Error>) -> Result<T, NativeError> {
        Ok(caught(|| work(self.ready()?))?)
    }

    fn opened(opening: Opening) -> Result<Self, Error> {
        let Opening { policy, store, clock, pseudonym_key, key, policy_keys } = opening;
        if store.is_empty() {
            return Err(invalid("store", "it is empty; give the path of a file, or `memory:`"));
        }
        let policy_keys = policy_keys.iter().map(|key| public_key(key)).collect::<Result<Vec<_>, _>>()?;
        let versions = policy.iter().map(|document| load(document, &policy_keys)).collect::<Result<_, _>>()?;
        let policy = Policy::new(versions)?;
        let store = Arc::new(match &key {
            Some(key) => Closable::sealed(&store, key)?,
            None => store_at(&store)?,
        });
        let clock = clock.map(|clock| {
            let clock: Arc<dyn placet::Clock> = Arc::new(move || clock.now());
            clock
        });
        let options = Options { clock, pseudonym_key: pseudonym_key.map(Arc::from), policy_keys, key: None };
        let engine = Engine::on(policy, store.clone(), options)?;
        Ok(Self { engine, store })
    }
}

fn public_key(text: &str) -> Result<PublicKey, Error> {
    key_from_hex(text).ok_or_else(|| invalid("policy_keys", "one of them is not 64 hexadecimal digits"))
}

#[cfg(feature = "sqlite")]
fn store_at(path: &str) -> Result<Closable, Error> {
    if path == "memory:" { Closable::in_memory() } else { Closable::in_file(std::path::Path::new(path)) }
}

#[cfg(not(feature = "sqlite"))]
fn store_at(path: &str) -> Result<Closable, Error> {
    if path == "memory:" {
        return Closable::in_memory();
    }
    Err(invalid("store", "this build has no SQLite; give `memory:`, or build the library with its feature `sqlite`"))
}

#[uniffi::export]
impl NativeEngine {
    /// Opens a policy on a store.
    #[uniffi::constructor]
    pub fn open(opening: Opening) -> Result<Self, NativeError> {
        Ok(caught(|| Self::opened(opening))?)
    }

    /// Lets go of the store; calls that are under way finish first, and every later one is an error.
    pub fn close_store(&self) {
        self.store.close();
    }

    /// Where the engine is in memory: what the quick question takes. It is good as long as this object is.
    pub fn address(&self) -> i64 {
        // the bits of the address; nothing is computed with them
        std::ptr::from_ref(self).expose_provenance().cast_signed() as i64
    }

    /// The path of the store.
    pub fn store(&self) -> String {
        self.engine.store_path().to_owned()
    }

    /// Key of the policy.
    pub fn policy(&self) -> String {
        self.engine.policy().id().to_owned()
    }

    /// The version of the policy that is in force, as `id@version`; none before the first.
    pub fn version(&self) -> Result<Option<String>, NativeError> {
        self.run(|engine| Ok(engine.policy().in_force(engine.now()).map(|version| version.label.to_string())))
    }
}

//! Policies and histories from a seed: the examples and random ones, each with a later version, and users who live under them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};
use placet::act::{ConsentKind, Response, Scope};
use placet::policy::{Policy, Source, check, compile};
use placet::{RequestOptions, Timestamp, Update};
use serde_json::{Value, json};

use super::deed::{Choice, Deed, Step};
use super::draw::Draw;
use super::question::{REFERENCES, REGISTERED, context};
use super::words::Words;
use crate::{document, random};

/// The purposes that the later version of a scene adds.
pub(super) const NOVEL: [(&str, &str); 3] =
    [("marketing.novel", "consent"), ("functional.novel", "legitimate_interest"), ("essential.novel", "contract")];

/// The name of that version.
pub(super) const NEXT: &str = "next";

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
const GUARDIANS: [&str; 2] = ["gil", "hal"];
const VISITOR: &str = "cookie";
const RESIDENCES: [&str; 10] = ["DE", "FR", "AT", "GB", "US", "US-CA", "US-TX", "CA-QC", "BR", "IN"];

/// A policy with what happens under it.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Where the policy is from.
    pub name: String,
    /// Documents: those that are loaded from the beginning, then the one that a reload brings.
    pub documents: Vec<String>,
    /// How many are loaded from the beginning.
    pub loaded: usize,
    /// What happens.
    pub steps: Vec<Step>,
    /// From which the last questions are drawn.
    pub salt: u64,
}

/// A policy whose versions are compiled, once for all histories over it.
#[derive(Debug, Clone)]
pub struct Ground {
    name: String,
    documents: Vec<String>,
    loaded: usize,
}

impl Ground {
    /// The example policies.
    pub fn examples() -> Result<Vec<Ground>> {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/policies"));
        let mut paths = std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        paths.sort();
        let read = |path: &std::path::PathBuf| {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            Ok(Ground { name, loaded: 1, documents: vec![std::fs::read_to_string(path)?] })
        };
        paths.iter().map(read).collect()
    }

    /// A random policy.
    pub fn random(seed: u64) -> Result<Ground> {
        let documents = random::plan(seed, 1)?.documents;
        Ok(Ground { name: format!("random policy {seed}"), loaded: documents.len(), documents })
    }
}

/// Compiles documents.
pub(super) fn compiled(documents: &[String]) -> Result<Policy> {
    let versions = documents.iter().map(|text| Ok(compile(&check(&Source::open(text)?)?)?)).collect::<Result<_>>()?;
    Ok(Policy::new(versions)?)
}

/// A date so many days after an instant, as a document writes it.
pub(super) fn date_after(at: Timestamp, days: i64) -> String {
    TimeZone::UTC.to_datetime(instant(at.0 + days * DAY)).date().to_string()
}

pub(super) fn instant(millis: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millis).unwrap_or_default()
}

/// The last document as a later version, with the purposes of [`NOVEL`] where `wider`; none when it does not load.
pub(super) fn later_version(documents: &[String], name: &str, from: &str, wider: bool) -> Option<String> {
    let mut next = document::parse(documents.last()?).ok()?;
    let policy = next.get_mut("policy")?.as_object_mut()?;
    for field in ["replaces", "posted_at", "next_review", "date_source"] {
        policy.remove(field);
    }
    policy.insert("version".to_owned(), json!(name));
    policy.insert("effective_from".to_owned(), json!(from));
    policy.insert("material".to_owned(), json!(wider));
    if wider {
        policy.insert("change_notice".to_owned(), json!("user"));
        let bases = policy.get("bases").and_then(Value::as_array).cloned();
        let purposes = next.get_mut("purposes")?.as_object_mut()?;
        for (key, basis) in NOVEL {
            if bases.as_ref().is_none_or(|bases| bases.contains(&json!(basis))) {
                purposes.insert(key.to_owned(), json!({ "basis": [basis], "categories": ["user.contact.email"] }));
            }
        }
    }
    let text = next.to_string();
    let all: Vec<String> = documents.iter().cloned().chain([text.clone()]).collect();
    compiled(&all).is_ok().then_some(text)
}

/// A random history over a policy.
pub fn scene(ground: &Ground, seed: u64) -> Result<Scene> {
    let mut draw = Draw::new(seed);
    let mut documents = ground.documents.clone();
    let policy = compiled(&documents)?;
    let last = policy.versions().last().context("a policy has a version")?.effective_from;
    let start = Timestamp(last.0 + draw.number(1, 400) * DAY + draw.number(0, DAY));
    if let Some(next) = later_version(&documents, NEXT, &date_after(start, draw.number(1, 900)), true) {
        documents.push(next);
    }
    let reloads = documents.len() > ground.loaded;
    let words = Words::new(&compiled(&documents)?);
    let mut story =
        Story { draw: &mut draw, policy: &policy, words: &words, now: start, steps: Vec::new(), focus: Vec::new() };
    story.live(reloads);
    let steps = story.steps;
    let salt = draw.seed();
    Ok(Scene { name: ground.name.clone(), documents, loaded: ground.loaded, steps, salt })
}

struct Story<'a> {
    draw: &'a mut Draw,
    policy: &'a Policy,
    words: &'a Words,
    now: Timestamp,
    steps: Vec<Step>,
    /// Purposes that the acts of this history are about, more than others.
    focus: Vec<String>,
}

impl Story<'_> {
    fn live(&mut self, reloads: bool) {
        for _ in 0..4 {
            self.focus.push(self.draw.word(&self.words.purposes));
        }
        let users = ["adult", "child", "teen", "applicant", "bare"];
        let main = self.draw.word(&users);
        self.introduce(&main);
        let second = self.draw.chance(30).then(|| self.draw.word(&users)).filter(|second| *second != main);
        second.iter().for_each(|second| self.introduce(second));
        let acts = self.draw.number(5, 40);
        let reload = self.draw.number(0, acts);
        for number in 0..acts {
            self.advance();
            if reloads && number == reload {
                self.put(&main, Deed::Reload);
            }
            let user = match self.draw.number(0, 9) {
                0 => VISITOR.to_owned(),
                1..=2 => second.clone().unwrap_or_else(|| main.clone()),
                _ => main.clone(),
            };
            let deed = self.deed(&user, &main);
            self.put(&user, deed);
        }
    }

    fn put(&mut self, user: &str, deed: Deed) {
        let salt = self.draw.seed();
        self.steps.push(Step { at: self.now, user: user.to_owned(), deed, salt });
    }

    fn introduce(&mut self, user: &str) {
        let today = TimeZone::UTC.to_datetime(instant(self.now.0)).date();
        let (low, high) = match user {
            "child" => (5, 12),
            "teen" => (12, 18),
            "bare" => return,
            _ => (19, 70),
        };
        let born = today.checked_sub(self.draw.number(low, high).years()).ok();
        let born =
            born.and_then(|day| day.checked_add(self.draw.number(-20, 200).days()).ok()).filter(|day| *day < today);
        let update = Update {
            birthdate: born.map(|day: Date| day.to_string()),
            assurance: self.draw.maybe(50, &["declared", "verified"]),
            account: self.draw.maybe(85, &["active"]),
            residence: self.draw.maybe(80, &RESIDENCES),
            kind: if user == "applicant" { self.draw.any(&self.words.kinds) } else { None },
            ..Update::default()
        };
        self.put(user, Deed::Update(Box::new(update)));
        if matches!(user, "child" | "teen") && self.draw.chance(70) {
            let pending = self.draw.chance(15);
            self.put(user, Deed::Link { guardian: "gil".to_owned(), pending });
        }
    }

    fn advance(&mut self) {
        let zone = self.policy.versions().last().map_or(TimeZone::UTC, |_| TimeZone::UTC);
        let millis = match self.draw.number(0, 19) {
            0..=10 => self.draw.number(0, 3 * HOUR),
            11..=13 => self.draw.number(HOUR, 40 * DAY),
            14..=15 => self.draw.number(DAY, 400 * DAY),
            16 => self.draw.number(1, 4) * 366 * DAY,
            17..=18 => {
                // the next month end, change of the clocks, or new year, a second before or after
                let today = zone.to_datetime(instant(self.now.0)).date();
                let days = [(1, 31), (2, 28), (3, 1), (3, 30), (4, 30), (10, 27), (12, 31)];
                let (month, day) = self.draw.any(&days).unwrap_or((12, 31));
                let of = |year: i16| Date::new(year, month, day).ok().filter(|day| *day > today);
                let next = of(today.year()).or_else(|| of(today.year() + 1));
                let begins = next.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
                let begins = begins.map_or(self.now.0, |begins| begins.timestamp().as_millisecond());
                begins - self.now.0 + self.draw.number(-1, 1) * 1000
            }
            _ => 0,
        };
        self.now = Timestamp(self.now.0 + millis.max(0));
    }

    /// A purpose, a node, a group, a technology or everything.
    fn target(&mut self) -> String {
        match self.draw.number(0, 19) {
            0..=7 => self.draw.word(&self.focus),
            8..=11 => self.draw.word(&self.words.purposes),
            12..=15 => self.draw.word(&self.words.nodes),
            16..=17 if !self.words.technologies.is_empty() => self.draw.word(&self.words.technologies),
            _ => "*".to_owned(),
        }
    }

    fn choice(&mut self, by_guardian: u32) -> Choice {
        let mut scope = Scope::default();
        if self.draw.chance(12) {
            scope.channel = self.draw.maybe(60, &["email", "push", "phone"]);
            scope.recipient = self.draw.maybe(40, &self.words.recipients);
            scope.destination = self.draw.maybe(20, &["US", "IN"]);
        }
        let ground = self.draw.maybe(80, &self.words.grounds);
        Choice { purpose: self.target(), by: self.draw.maybe(by_guardian, &GUARDIANS), ground, scope }
    }

    fn deed(&mut self, user: &str, main: &str) -> Deed {
        match self.draw.number(0, 99) {
            0..=17 => self.grant(user),
            18..=25 => Deed::Withdraw(self.choice(8)),
            26..=32 => Deed::OptOut(self.choice(5)),
            33..=36 => Deed::OptIn(self.choice(3)),
            37..=41 => Deed::Object(self.choice(3)),
            42..=43 => Deed::Overrule(self.choice(0)),
            44..=46 => Deed::Restrict(self.choice(0)),
            47..=48 => Deed::Lift(self.choice(0)),
            49..=52 => Deed::Acknowledge { notice: self.draw.word(&self.words.notices), agrees: self.draw.chance(90) },
            53..=58 => self.update(),
            59..=60 => Deed::Link { guardian: self.draw.word(&GUARDIANS), pending: self.draw.chance(25) },
            61 => Deed::Unlink { guardian: self.draw.word(&GUARDIANS) },
            62..=66 if !self.words.signals.is_empty() => {
                let name = self.draw.word(&self.words.signals);
                Deed::Signals(BTreeMap::from([(name, self.draw.chance(60))]))
            }
            67..=76 => self.record(),
            77..=81 => self.handle(),
            82..=84 => self.request(),
            85..=87 => self.respond(),
            88 => Deed::Hold { categories: self.draw.any(&self.words.categories).into_iter().collect() },
            89 => Deed::Release,
            90 => Deed::Dispose { rule: self.draw.word(&self.words.retention), method: "delete".to_owned() },
            91..=94 => self.register(),
            95..=96 if user == main => Deed::Join { visitor: VISITOR.to_owned() },
            97 if user == main => Deed::Part { visitor: VISITOR.to_owned() },
            98 if self.draw.chance(40) => Deed::Erase,
            _ => self.grant(user),
        }
    }

    fn grant(&mut self, user: &str) -> Deed {
        let minor = matches!(user, "child" | "teen");
        let mut choice = self.choice(if minor { 70 } else { 3 });
        if choice.by.is_some() {
            choice.by = Some("gil".to_owned());
        }
        let kind = if self.draw.chance(85) { ConsentKind::Explicit } else { ConsentKind::Implied };
        let notice = match &self.words.guardian_notice {
            Some(notice) if choice.by.is_some() => Some(notice.clone()),
            _ => self.draw.maybe(10, &self.words.notices),
        };
        let expires = self.draw.chance(10).then(|| Timestamp(self.now.0 + self.draw.number(HOUR, 400 * DAY)));
        Deed::Grant { choice, kind, notice, expires }
    }

    fn update(&mut self) -> Deed {
        let mut update = Update::default();
        let today = TimeZone::UTC.to_datetime(instant(self.now.0)).date();
        match self.draw.number(0, 9) {
            0..=1 => {
                let years = Span::new().years(self.draw.number(8, 40));
                update.birthdate = today.checked_sub(years).ok().map(|day| day.to_string());
            }
            2 => update.age = u8::try_from(self.draw.number(10, 20)).ok(),
            3..=4 => update.residence = Some(self.draw.word(&RESIDENCES)),
            5 => update.kind = self.draw.any(&self.words.kinds),
            _ => {
                let states = ["active", "active", "active", "suspended", "closed", "terminated"];
                update.account = Some(self.draw.word(&states));
            }
        }
        update.assurance = self
            .draw
            .maybe(30, &["declared", "estimated", "verified"])
            .filter(|_| update.birthdate.is_some() || update.age.is_some());
        Deed::Update(Box::new(update))
    }

    fn record(&mut self) -> Deed {
        let event = self.draw.word(&self.words.events);
        let reference = match event.as_str() {
            "feature_activated" | "feature_deactivated" => Some(self.draw.word(&self.words.features)),
            "declined" | "provided" | "linked" | "unlinked" => self.draw.any(&self.words.categories),
            "technology_set" | "technology_cleared" => self.draw.any(&self.words.technologies),
            _ => self.draw.maybe(40, &REFERENCES),
        };
        let on = self.draw.chance(15).then(|| Timestamp(self.now.0 - self.draw.number(0, 300 * DAY)));
        Deed::Record { event, reference, on }
    }

    fn handle(&mut self) -> Deed {
        let purpose =
            if self.draw.chance(70) { self.draw.word(&self.focus) } else { self.draw.word(&self.words.purposes) };
        let mut context = context(self.policy, self.words, self.draw, &purpose);
        match self.draw.number(0, 3) {
            0 => {
                let recipient = context.recipient.clone().unwrap_or_else(|| self.draw.word(&self.words.recipients));
                context.operation = None;
                Deed::Disclose { purpose, recipient, context: Box::new(context) }
            }
            1 => Deed::Audit { purpose, context: Box::new(context) },
            _ => {
                context.operation = None;
                context.form = None;
                Deed::Collect { purpose, context: Box::new(context) }
            }
        }
    }

    fn request(&mut self) -> Deed {
        let right = self.draw.word(&self.words.rights);
        let about = match right.as_str() {
            "restrict" | "object" => self.draw.any(&self.focus),
            _ => self.draw.any(&self.words.categories),
        };
        let about = about.filter(|_| self.draw.chance(50)).into_iter().collect();
        let reason = self.draw.maybe(60, &self.words.grounds);
        Deed::Request { right, options: Box::new(RequestOptions { about, reason, ..RequestOptions::default() }) }
    }

    fn respond(&mut self) -> Deed {
        let action = self.draw.word(&["verify", "acknowledge", "fulfil", "refuse", "close"]);
        let reason = self.draw.chance(80).then(|| "it was looked into".to_owned());
        let outcome = self.draw.maybe(40, &["confirmed", "dismissed", "corrected", "lifted"]);
        Deed::Respond { case: 0, response: Response { action, reason, outcome, ..Response::default() } }
    }

    fn register(&mut self) -> Deed {
        let text = |fields: &[(&str, &str)]| fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let [order, merger] = REGISTERED.map(String::from);
        if self.draw.chance(60) {
            let kind = self.draw.word(&self.words.instruments);
            let status = self.draw.word(&["active", "active", "revoked"]);
            let fields = text(&[("kind", &kind), ("status", &status)]);
            return Deed::Register { kind: "instrument".to_owned(), id: order, fields };
        }
        let fields = text(&[("kind", "merger"), ("stage", "negotiation"), ("status", "open")]);
        Deed::Register { kind: "business_transfer".to_owned(), id: merger, fields }
    }
}

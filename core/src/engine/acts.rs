//! Acts: what callers name is resolved under the policy of the day, and recorded.

use super::questions::empty_user;
use super::registry::not_reserved;
use super::{ActOptions, Engine, GrantOptions, GuardianOptions, RecordOptions, Update};
use crate::act::{Account, Act, AgeFact, Assurance, Collected, Disclosed};
use crate::decide::{Context, Decision, Obligation, TECHNOLOGY_NODE, categories_as_linked, version_at};
use crate::error::{Error, quoted};
use crate::policy::{Asked, Policy, Version};
use crate::words::{Birth, Reason, Timestamp, nearest};

/// What an act left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Position of the event in the ledger, from 1.
    pub position: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What the application has to do because of it: erase a child who was found, say.
    pub obligations: Vec<Obligation>,
}

/// An act that is ready to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The user.
    pub user: String,
    /// What happened.
    pub act: Act,
    /// When; now when not given.
    pub at: Option<Timestamp>,
}

impl Engine {
    pub(super) fn record_act(&self, user: &str, at: Option<Timestamp>, act: Act) -> Result<Receipt, Error> {
        if user.is_empty() {
            return Err(empty_user());
        }
        not_reserved(user)?;
        self.submit(Request { user: user.to_owned(), act, at })
    }

    /// Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::InvalidArgument`] for an unknown notice; [`Error::Refused`] when the user is too
    /// young to consent alone (`parental_consent_missing`), `by` is not linked (`actor_not_authorized`), a guardian's notice
    /// is not named (`notice_missing`), or nothing below the node rests on consent (`basis_missing`); store errors.
    pub fn grant(&self, user: &str, purpose: &str, options: &GrantOptions) -> Result<Receipt, Error> {
        let policy = self.policy();
        let at = options.at.unwrap_or_else(|| self.now());
        let version = version_or_first(&policy, at)?;
        let guardian = options.by.is_some();
        // a name may be a purpose in one version and a node in another: what it is on that day counts
        let asked = policy.ask(purpose);
        let purposes = match asked {
            Err(_) if technology(&policy, purpose) => vec![technology_node(purpose)],
            Err(error) => return Err(error),
            Ok(_) if version.purpose(purpose).is_some() => vec![purpose.to_owned()],
            Ok(Asked::Node) => below(version, purpose, guardian)?,
            Ok(Asked::Purpose(_)) => below(version, purpose, guardian).unwrap_or_else(|_| vec![purpose.to_owned()]),
        };
        let notice = match &options.notice {
            Some(notice) => known_notice(&policy, notice)?,
            None => version.version.clone(),
        };
        let act = Act::Grant {
            purpose: purpose.to_owned(),
            purposes,
            by: options.by.clone(),
            kind: options.kind,
            notice,
            expires: options.expires,
            method: options.method.clone(),
            scope: options.scope.clone(),
        };
        self.record_act(user, options.at, act)
    }

    /// Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)). It is never refused to the user.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::Refused`] when `by` is not linked (`actor_not_authorized`); store errors.
    pub fn withdraw(&self, user: &str, purpose: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        let (purpose, by, method) = (purpose.to_owned(), options.by.clone(), options.method.clone());
        self.record_act(user, options.at, Act::Withdraw { purpose, nodes, by, method, scope: options.scope.clone() })
    }

    /// Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a notice that is not declared; store errors.
    pub fn acknowledge(&self, user: &str, notice: &str, agrees: bool, options: &ActOptions) -> Result<Receipt, Error> {
        let policy = self.policy();
        let act = Act::Acknowledge {
            notice: known_notice(&policy, notice)?,
            version: policy.rank(notice).is_some(),
            agrees,
            method: options.method.clone(),
        };
        self.record_act(user, options.at, act)
    }

    /// Records that the user opted out of a purpose, a node, a group or `*`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::Refused`] (`non_optional`, `actor_not_authorized`); store errors.
    pub fn opt_out(&self, user: &str, purpose: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        let (purpose, by, method) = (purpose.to_owned(), options.by.clone(), options.method.clone());
        self.record_act(user, options.at, Act::OptOut { purpose, nodes, by, method, scope: options.scope.clone() })
    }

    /// Records that the user took an opt-out or an objection back. It is no consent.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::Refused`] (`actor_not_authorized`); store errors.
    pub fn opt_in(&self, user: &str, purpose: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        let (purpose, by, method) = (purpose.to_owned(), options.by.clone(), options.method.clone());
        self.record_act(user, options.at, Act::OptIn { purpose, nodes, by, method, scope: options.scope.clone() })
    }

    /// Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::Refused`] (`non_optional`, `actor_not_authorized`); store errors.
    pub fn object_to(&self, user: &str, purpose: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        let act = Act::Object {
            purpose: purpose.to_owned(),
            nodes,
            ground: options.ground.clone(),
            by: options.by.clone(),
            method: options.method.clone(),
            scope: options.scope.clone(),
        };
        self.record_act(user, options.at, act)
    }

    /// Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::Refused`] without a reason (`ground_missing`) or for direct marketing (`non_optional`); store errors.
    pub fn overrule_objection(
        &self,
        user: &str,
        purpose: &str,
        reason: &str,
        options: &ActOptions,
    ) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        let (purpose, reason) = (purpose.to_owned(), reason.to_owned());
        self.record_act(user, options.at, Act::OverruleObjection { purpose, nodes, reason })
    }

    /// Restricts processing (GDPR Art. 18), of everything with `*`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; [`Error::Refused`] without a ground where the policy lists grounds (`ground_missing`);
    /// [`Error::InvalidArgument`] for an unknown ground; store errors.
    pub fn restrict(&self, user: &str, purpose: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        let (purpose, ground) = (purpose.to_owned(), options.ground.clone());
        self.record_act(user, options.at, Act::Restrict { purpose, nodes, ground })
    }

    /// Lifts the restriction of a node and of all below it; of everything with `*`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`]; store errors.
    pub fn lift_restriction(&self, user: &str, purpose: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let nodes = self.nodes(purpose, options.at)?;
        self.record_act(user, options.at, Act::LiftRestriction { purpose: purpose.to_owned(), nodes })
    }

    /// Records what became known of a user.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a day of birth in the future, a range upside down, an unknown word, or an update of nothing; store errors.
    pub fn update(&self, user: &str, update: &Update) -> Result<Receipt, Error> {
        let policy = self.policy();
        let at = update.at.unwrap_or_else(|| self.now());
        let age = age_fact(update, version_or_first(&policy, at)?, at)?;
        let residence =
            update.residence.as_ref().map(|code| residence(code, update.residence_source.as_deref())).transpose()?;
        let account =
            update.account.as_deref().map(|name| word("account", name, Account::named(name), ACCOUNTS)).transpose()?;
        if age.is_none() && residence.is_none() && account.is_none() && update.kind.is_none() {
            return Err(Error::invalid("update", "it says nothing; give an age, a residence, an account or a kind"));
        }
        if update.kind.as_ref().is_some_and(|kind| kind.trim().is_empty()) {
            return Err(Error::invalid("kind", "it is empty"));
        }
        self.record_act(user, update.at, Act::Update { age, residence, account, kind: update.kind.clone() })
    }

    /// Records who holds parental responsibility, or claims to.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an empty guardian or one who is the user; store errors.
    pub fn link_guardian(&self, user: &str, guardian: &str, options: &GuardianOptions) -> Result<Receipt, Error> {
        if guardian.is_empty() || guardian == user {
            return Err(Error::invalid("guardian", "it is empty or the user; give the id of the guardian"));
        }
        let act = Act::LinkGuardian {
            guardian: guardian.to_owned(),
            verified: !options.pending,
            method: options.method.clone(),
            evidence: options.evidence.clone(),
        };
        self.record_act(user, options.at, act)
    }

    /// Records that parental responsibility ended; the guardian's consents end with it.
    ///
    /// # Errors
    ///
    /// Store errors.
    pub fn unlink_guardian(&self, user: &str, guardian: &str, options: &ActOptions) -> Result<Receipt, Error> {
        self.record_act(user, options.at, Act::UnlinkGuardian { guardian: guardian.to_owned() })
    }

    /// Erases a user from the ledger (GDPR Art. 17): every event loses its content, the chain stays verifiable, and the user stays `erased`.
    ///
    /// Where a hold or a floor of law keeps something ([`Engine::erasure_plan`] says what), the user is `erased` all the same, save
    /// for legal purposes on that, and the ledger keeps the events until nothing is kept any more and this is called again. The
    /// visitors who were joined with the user are erased by the same commit. The receipt obliges to tell every recipient (Art. 19).
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] (`erased`) for a user of whom nothing is left; store errors.
    pub fn erase(&self, user: &str, options: &ActOptions) -> Result<Receipt, Error> {
        let visitors = if user.is_empty() { Vec::new() } else { self.visitors(user)? };
        if visitors.is_empty() {
            return self.record_act(user, options.at, Act::Erase {});
        }
        self.erase_person(user, &visitors, options.at)
    }

    /// The nodes that a name means: itself, or those of a group as the version of the day has it, else as the last that has it.
    fn nodes(&self, name: &str, at: Option<Timestamp>) -> Result<Vec<String>, Error> {
        let policy = self.policy();
        if name == "*" {
            return Ok(vec![name.to_owned()]);
        }
        let of_day = version_or_first(&policy, at.unwrap_or_else(|| self.now()))?.groups.get(name);
        if let Some(nodes) = of_day.or_else(|| policy.versions().iter().rev().find_map(|v| v.groups.get(name))) {
            return Ok(nodes.clone());
        }
        match policy.ask(name) {
            Err(_) if technology(&policy, name) => Ok(vec![technology_node(name)]),
            Err(error) => Err(error),
            Ok(_) => Ok(vec![name.to_owned()]),
        }
    }

    /// Records that something happened on which a clock, a condition or a report hangs: a feature was activated, a course
    /// completed, the user was active. `account_closed`, `account_terminated` and `account_reopened` change the account.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an event that neither placet nor the policy knows; store errors.
    pub fn record(&self, user: &str, event: &str, options: &RecordOptions) -> Result<Receipt, Error> {
        let act = Act::Record {
            event: event.to_owned(),
            reference: options.reference.clone(),
            on: options.on,
            details: options.details.clone(),
        };
        self.record_act(user, options.at, act)
    }

    /// Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e)).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a user of whom nothing is known, an empty name or reason; [`Error::UnknownCategory`]; store errors.
    pub fn hold(
        &self,
        user: &str,
        hold: &str,
        reason: &str,
        categories: &[String],
        at: Option<Timestamp>,
    ) -> Result<Receipt, Error> {
        let policy = self.policy();
        categories.iter().try_for_each(|category| policy.category(category))?;
        let (hold, reason, categories) = (hold.to_owned(), reason.to_owned(), categories.to_vec());
        self.record_act(user, at, Act::Hold { hold, reason, categories })
    }

    /// Ends a hold.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a hold that is not there; store errors.
    pub fn release(&self, user: &str, hold: &str, at: Option<Timestamp>) -> Result<Receipt, Error> {
        self.record_act(user, at, Act::Release { hold: hold.to_owned() })
    }

    /// Records that the application disposed of what a retention rule is about.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a rule or method that is not known; [`Error::Refused`] under a hold or a legal floor
    /// (`restricted`), and for pseudonymised data, which still identify (`requires_deidentified`); store errors.
    pub fn dispose(&self, user: &str, rule: &str, method: &str, at: Option<Timestamp>) -> Result<Receipt, Error> {
        let (rule, method) = (rule.to_owned(), method.to_owned());
        self.record_act(user, at, Act::Dispose { rule, method })
    }

    /// Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f)).
    ///
    /// # Errors
    ///
    /// [`Error::Denied`] with the decision; else as [`Engine::decide`], and store errors.
    pub fn collect(&self, user: &str, purpose: &str, context: &Context) -> Result<Receipt, Error> {
        let operation = context.operation.clone().or_else(|| Some("collect".to_owned()));
        let context = Context { operation, ..context.clone() };
        if context.categories.is_empty() {
            return Err(Error::invalid("categories", "none was given; say what is collected"));
        }
        self.demand(user, purpose, &context)?;
        let state = self.state(self.hasher.hash(user))?;
        let at = context.at.unwrap_or_else(|| self.now());
        let policy = self.policy();
        let data = Collected {
            categories: categories_as_linked(&policy, &state, &context, at)?,
            source: context.source.clone().or_else(|| origin(&policy, &context, at)),
            provider: context.provider.clone(),
            origin: context.origin.clone(),
            collection_point: context.collection_point.clone(),
            reference: context.reference().map(String::from),
            inputs: context.inputs.clone(),
        };
        self.record_act(user, context.at, Act::Collect { purpose: purpose.to_owned(), data })
    }

    /// Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d)).
    ///
    /// # Errors
    ///
    /// [`Error::Denied`] with the decision; else as [`Engine::decide`], and store errors.
    pub fn disclose(&self, user: &str, purpose: &str, recipient: &str, context: &Context) -> Result<Receipt, Error> {
        let operation = context.operation.clone().or_else(|| Some("share".to_owned()));
        let context = Context { operation, recipient: Some(recipient.to_owned()), ..context.clone() };
        let decision = self.demand(user, purpose, &context)?;
        let policy = self.policy();
        let at = context.at.unwrap_or_else(|| self.now());
        let country = policy.in_force(at).and_then(|v| v.handling.recipient(recipient)?.country.clone());
        let data = Disclosed {
            recipient: recipient.to_owned(),
            categories: context.categories.clone(),
            form: context.form.clone(),
            destination: context.destination.clone().or(country),
            instrument: context.instrument.clone(),
            justification: context.justification.clone(),
            ground: decision.ground.map(|ground| ground.code().to_owned()),
        };
        let mut receipt = self.record_act(user, context.at, Act::Disclose { purpose: purpose.to_owned(), data })?;
        receipt.obligations.extend(decision.obligations);
        Ok(receipt)
    }

    /// Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2)).
    ///
    /// The position in the receipt is the decision's number, by which it can be contested.
    ///
    /// # Errors
    ///
    /// As [`Engine::decide`], and store errors.
    pub fn audit(&self, user: &str, purpose: &str, context: &Context) -> Result<(Decision, Receipt), Error> {
        let decision = self.decide(user, purpose, context)?;
        let json =
            serde_json::to_string(context).map_err(|e| Error::internal(format!("a context can't be written: {e}")))?;
        let act = Act::Decided {
            purpose: purpose.to_owned(),
            context: json,
            allowed: decision.allowed,
            reasons: decision.reasons.iter().map(|reason| reason.code().to_owned()).collect(),
            ground: decision.ground.map(|ground| ground.code().to_owned()),
        };
        let receipt = self.record_act(user, None, act)?;
        Ok((decision, receipt))
    }

    /// The decision, or [`Error::Denied`] with it.
    pub(super) fn demand(&self, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        let decision = self.decide(user, purpose, context)?;
        if decision.allowed { Ok(decision) } else { Err(Error::Denied { decision: Box::new(decision) }) }
    }
}

/// The origin that the policy says of what is collected.
fn origin(policy: &Policy, context: &Context, at: Timestamp) -> Option<String> {
    let version = policy.in_force(at)?;
    context.categories.iter().find_map(|category| version.category_rule(category)?.source.clone())
}

/// Whether a name is a technology of some version, or a node above some.
fn technology(policy: &Policy, name: &str) -> bool {
    policy.versions().iter().any(|version| version.technologies_below(name).next().is_some())
}

fn technology_node(name: &str) -> String {
    format!("{TECHNOLOGY_NODE}{name}")
}

const ACCOUNTS: &[&str] = &["none", "active", "suspended", "closed", "terminated"];
const ASSURANCES: &[&str] = &["declared", "estimated", "confirmed", "verified"];
const SOURCES: &[&str] = &["registered", "billing", "ip"];

/// The version in force, or the first for acts before it.
pub(super) fn version_or_first(policy: &Policy, at: Timestamp) -> Result<&Version, Error> {
    let first = || policy.versions().first().map(|v| &**v);
    version_at(policy, at).or_else(first).ok_or_else(|| Error::internal("an engine without a policy"))
}

fn below(version: &Version, node: &str, guardian: bool) -> Result<Vec<String>, Error> {
    let consents = |p: &&crate::policy::Purpose| {
        use crate::policy::Support;
        let own = p.alternatives.iter().any(|a| a.support == Support::Basis(crate::words::Basis::Consent));
        guardian || own || !p.consent_under.is_empty()
    };
    let leaves = version.below.get(node).map(Vec::as_slice).unwrap_or_default();
    let purposes = leaves.iter().filter_map(|at| version.purposes.get(*at)).filter(consents);
    let keys: Vec<String> = purposes.map(|p| p.key.to_string()).collect();
    if keys.is_empty() {
        return Err(Error::refused(Reason::BasisMissing, format!("no purpose below `{node}` rests on consent")));
    }
    Ok(keys)
}

fn known_notice(policy: &Policy, notice: &str) -> Result<String, Error> {
    let known = policy.notices();
    // a version may be named as decisions name it, `id@version`
    let name = notice.strip_prefix(policy.id()).and_then(|rest| rest.strip_prefix('@')).unwrap_or(notice);
    if known.contains(&name) {
        return Ok(name.to_owned());
    }
    let help = nearest(name, known.iter().copied())
        .map_or_else(|| format!("known: {}", known.join(", ")), |n| format!("did you mean `{n}`?"));
    Err(Error::invalid("notice", format!("`{}` is no notice and no version of the policy; {help}", quoted(notice))))
}

fn word<T>(argument: &'static str, name: &str, found: Option<T>, words: &[&str]) -> Result<T, Error> {
    found.ok_or_else(|| Error::invalid(argument, format!("`{}` is none of: {}", quoted(name), words.join(", "))))
}

fn residence(code: &str, source: Option<&str>) -> Result<(String, String), Error> {
    let source = source.unwrap_or("registered");
    if !SOURCES.contains(&source) {
        return Err(Error::invalid(
            "residence_source",
            format!("`{}` is none of: {}", quoted(source), SOURCES.join(", ")),
        ));
    }
    if !crate::policy::is_residence(code) {
        let message = format!("`{}` is no country (`DE`) and no subdivision (`US-CA`) of ISO 3166", quoted(code));
        return Err(Error::invalid("residence", message));
    }
    Ok((source.to_owned(), code.to_owned()))
}

fn age_fact(update: &Update, version: &Version, at: Timestamp) -> Result<Option<AgeFact>, Error> {
    let today = version.zone.day(at);
    let given = [update.birthdate.is_some(), update.age.is_some(), update.age_range.is_some()];
    if given.iter().filter(|g| **g).count() > 1 {
        return Err(Error::invalid("update", "give one of `birthdate`, `age` and `age_range`"));
    }
    let birth = if let Some(text) = &update.birthdate {
        let day = text.parse().ok().filter(|_| text.len() == 10);
        let day: jiff::civil::Date = day
            .ok_or_else(|| Error::invalid("birthdate", format!("`{}` is no date; write `2006-10-18`", quoted(text))))?;
        if day > today {
            return Err(Error::invalid("birthdate", format!("`{day}` is in the future")));
        }
        if today.year() - day.year() > 150 {
            return Err(Error::invalid("birthdate", format!("`{day}` is more than 150 years ago")));
        }
        Birth::on(day)
    } else if let Some(age) = update.age {
        range(age, Some(age), today)?
    } else if let Some((lower, upper)) = update.age_range {
        range(lower, upper, today)?
    } else {
        return Ok(None);
    };
    let assurance = update
        .assurance
        .as_deref()
        .map(|name| word("assurance", name, Assurance::named(name), ASSURANCES))
        .transpose()?;
    Ok(Some(AgeFact {
        earliest: birth.earliest,
        latest: birth.latest,
        assurance: assurance.unwrap_or_default(),
        source: update.source.clone(),
    }))
}

fn range(lower: u8, upper: Option<u8>, today: jiff::civil::Date) -> Result<Birth, Error> {
    if upper.is_some_and(|upper| upper < lower) {
        return Err(Error::invalid("age_range", "the lower age is above the upper one"));
    }
    if upper.unwrap_or(lower) > 150 {
        return Err(Error::invalid("age", "nobody is older than 150 years"));
    }
    Ok(Birth::from_range(lower, upper, today))
}

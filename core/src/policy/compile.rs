//! The third step: indexes, inheritance and references resolved, so that a decision only reads.

mod handling;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::check::Checked;
use super::compiled::{
    AgeRule, Alternative, CategoryRule, ChildRule, Lifetime, Notice, Overlay, Purpose, Signal, Support, Technology,
    Version,
};
use super::document::{
    BasisEntry, ConsentScope, Document, Mode, OverriddenBy, PurposeTable, TechnologyConsent, UnknownResidence,
};
use crate::error::Error;
use crate::law::Law;
use crate::words::{Basis, Schema, Timestamp, Zone, covers, prefixes};

/// Compiles a checked document.
///
/// # Errors
///
/// [`Error::Internal`] when a checked document turns out to be faulty, which the check rules out.
pub fn compile(checked: &Checked) -> Result<Version, Error> {
    let document = &checked.document;
    let head = &document.policy;
    let zone = head.time_zone.as_deref().map_or(Some(Zone::utc()), Zone::named).ok_or_else(|| broken("time_zone"))?;
    let instant = |text: &str, field: &str| Timestamp::parse(text, &zone).ok_or_else(|| broken(field));
    let effective_from = instant(&head.effective_from, "effective_from")?;
    let posted_at = head.posted_at.as_deref().map_or(Ok(effective_from), |text| instant(text, "posted_at"))?;
    let next_review = head.next_review.as_deref().map(|text| instant(text, "next_review")).transpose()?;
    let overlays = overlays(document)?;
    let overlay_at = |name: &String| overlays.iter().position(|overlay| *overlay.key == **name);
    let unknown_overlays = match &document.residence.unknown {
        Some(UnknownResidence::Overlays(names)) => names.iter().filter_map(overlay_at).collect(),
        Some(UnknownResidence::Word(_)) | None => (0..overlays.len()).collect(),
    };
    let schemas = document.schemas.iter().map(|(name, table)| {
        let schema = Schema::new(name, &table.fields).map_err(|_| broken("schemas"))?;
        Ok((name.clone(), Arc::new(schema)))
    });
    let schemas = schemas.collect::<Result<_, Error>>()?;
    let handling = handling::handling(document, &overlays, &zone)?;
    let purposes = document
        .purposes
        .iter()
        .map(|(key, table)| purpose(document, &overlays, &handling, key, table))
        .collect::<Result<Vec<_>, _>>()?;
    let by_key: HashMap<_, _, _> = purposes.iter().enumerate().map(|(at, p)| (p.key.clone(), at)).collect();
    let mut below: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, purpose) in purposes.iter().enumerate() {
        for node in prefixes(&purpose.key) {
            below.entry(node.to_owned()).or_default().push(at);
        }
    }
    let mut categories: Vec<_> =
        document.categories.iter().map(|(key, table)| (key.clone(), category(table))).collect();
    categories.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
    Ok(Version {
        id: head.id.clone(),
        version: head.version.clone(),
        label: format!("{}@{}", head.id, head.version).into(),
        title: head.title.clone().unwrap_or_else(|| head.id.clone()),
        effective_from,
        date_source: head.date_source,
        posted_at,
        zone,
        replaces: head.replaces.clone(),
        material: head.material,
        change_notice: head.change_notice,
        next_review,
        surfaces: head.surfaces.iter().cloned().collect(),
        governing_law: head.governing_law.clone(),
        contact: Arc::new(head.contact.clone()),
        sha256: checked.sha256.clone(),
        warnings: checked.warnings.clone(),
        rank: 0,
        purposes,
        by_key,
        below,
        categories,
        age: age(document),
        digital_consent: document.digital_consent.clone(),
        child: child(document),
        groups: document.groups.clone(),
        signals: signals(document, &overlays),
        tracking: document.tracking.enabled.unwrap_or(true),
        technologies: technologies(document, &overlays)?,
        notices: notices(document),
        restriction_grounds: document.restriction.grounds.clone(),
        residence_order: document
            .residence
            .order
            .clone()
            .unwrap_or_else(|| ["registered", "billing", "ip"].map(String::from).to_vec()),
        unknown_overlays,
        overlays,
        schemas,
        handling,
    })
}

fn category(table: &super::document::CategoryTable) -> CategoryRule {
    CategoryRule {
        special: table.special,
        forbid: table.forbid.clone(),
        level: table.level,
        source: table.source.clone(),
        sources: table.sources.clone(),
        personal: table.personal,
        linked_becomes: table.linked_becomes.clone(),
        produced_by: table.produced_by.clone(),
        derived_from: table.derived_from.clone(),
        redacted: table.co_subject.is_some(),
        caveat: table.caveat.clone(),
    }
}

fn broken(field: &str) -> Error {
    Error::internal(format!("a checked policy has no sound `{field}`"))
}

/// The nodes of a purpose: its key, the dotted prefixes, its parent's nodes, and `*`.
fn nodes(document: &Document, key: &str) -> Vec<String> {
    let mut nodes = BTreeSet::from(["*".to_owned()]);
    let mut next = Some(key);
    while let Some(node) = next.filter(|node| nodes.insert((*node).to_owned())) {
        nodes.extend(prefixes(node).map(String::from));
        next = document.purposes.get(node).and_then(|table| table.parent.as_deref());
    }
    nodes.into_iter().collect()
}

fn purpose(
    document: &Document,
    overlays: &[Overlay],
    handling: &super::compiled::Handling,
    key: &str,
    table: &PurposeTable,
) -> Result<Purpose, Error> {
    let nodes = nodes(document, key);
    let covered = |node: &String| nodes.contains(node);
    let alternatives = table.basis.iter().map(|entry| alternative(entry, overlays)).collect::<Result<Vec<_>, _>>()?;
    let mandatory = |a: &Alternative| {
        matches!(
            a.support,
            Support::Basis(Basis::Contract | Basis::LegalObligation | Basis::VitalInterest | Basis::PublicTask)
        )
    };
    let optional = table.optional.unwrap_or_else(|| alternatives.is_empty() || !alternatives.iter().all(mandatory));
    // GDPR Art. 21(1): whoever is processed on a legitimate interest or for a public task may object
    let opposable =
        |a: &Alternative| matches!(a.support, Support::Basis(Basis::LegitimateInterest | Basis::PublicTask));
    let positions = |list: &mut dyn Iterator<Item = bool>| -> Vec<usize> {
        list.enumerate().filter(|(_, hit)| *hit).map(|(at, _)| at).collect()
    };
    Ok(Purpose {
        key: key.into(),
        optional,
        objectable: table.objectable.unwrap_or_else(|| optional || alternatives.iter().any(opposable)),
        direct_marketing: table.direct_marketing.unwrap_or_else(|| covers("marketing", key)),
        categories: table.categories.clone(),
        under_restriction: table.under_restriction,
        after_closure: table.after_closure,
        forms: table.forms.clone(),
        raw: table.raw.unwrap_or(true),
        demands: handling::demands(&table.requires, None)?,
        sources: table.sources.clone(),
        needs: table.needs.clone(),
        recipient_consent: table.consent_scope == ConsentScope::Recipient,
        min_group: table.min_group,
        impact: table.impact.clone(),
        business_transfer: document.business_transfer.purposes.iter().any(covered),
        rules: positions(&mut document.rules.values().map(|rule| {
            (rule.purposes.is_empty() || rule.purposes.iter().any(covered)) && !rule.except_purposes.iter().any(covered)
        })),
        retention: positions(&mut handling.retention.iter().map(|r| {
            (r.purposes.is_empty() || r.purposes.iter().any(covered)) && !r.except_purposes.iter().any(covered)
        })),
        closed_by: document
            .technologies
            .iter()
            .filter(|(_, technology)| technology.closes.iter().any(covered))
            .map(|(key, _)| key.clone())
            .collect(),
        content: table.content.clone(),
        consent_expires: table
            .consent_expires
            .as_deref()
            .map(|text| text.parse().map_err(|_| broken("consent_expires")))
            .transpose()?,
        obligations: table.obligations.clone(),
        observed: table.mode == Mode::Observe,
        notices: positions(&mut document.notices.values().map(|n| n.purposes.iter().any(covered))),
        refused_by: positions(&mut document.signals.values().map(|s| s.denies.iter().any(covered))),
        forgotten_by: positions(&mut document.signals.values().map(|s| s.forgets.iter().any(covered))),
        consent_under: positions(&mut document.overlays.values().map(|o| o.consent_for.iter().any(covered))),
        changed_in: None,
        alternatives,
        nodes,
    })
}

fn alternative(entry: &BasisEntry, overlays: &[Overlay]) -> Result<Alternative, Error> {
    let under = |names: &Vec<String>| {
        let at = |name: &String| overlays.iter().position(|o| *o.key == **name);
        (!names.is_empty()).then(|| names.iter().filter_map(at).collect::<Vec<_>>())
    };
    let (name, kind, after_withdrawal, overlays, stated) = match entry {
        BasisEntry::Name(name) => (name, None, true, None, true),
        BasisEntry::Table(table) => (
            &table.basis,
            table.when.as_ref().and_then(|w| w.kind.clone()),
            table.after_withdrawal.unwrap_or(true),
            table.when.as_ref().and_then(|w| under(&w.overlays)),
            table.stated.unwrap_or(true),
        ),
    };
    Ok(Alternative { support: support(name)?, kind, after_withdrawal, overlays, stated })
}

fn support(name: &str) -> Result<Support, Error> {
    Ok(match name {
        "user_instruction" => Support::UserInstruction,
        "anonymous" => Support::Anonymous,
        name => Support::Basis(Basis::ALL.into_iter().find(|b| b.code() == name).ok_or_else(|| broken("basis"))?),
    })
}

fn age(document: &Document) -> Option<AgeRule> {
    document.age.as_ref().map(|table| AgeRule {
        minimum: table.minimum,
        residence: table.residence,
        residence_unknown: table.residence_unknown,
        unknown: table.unknown,
        below_minimum: table.below_minimum,
        guardian_notice: table.guardian_notice.clone(),
        screen_notice: table.screen_notice.clone(),
        on_discovery: table.on_discovery.clone().unwrap_or_else(|| vec!["erase".to_owned()]),
    })
}

fn child(document: &Document) -> Option<ChildRule> {
    let table = document.child.as_ref()?;
    let below = table.below.or(document.age.as_ref().and_then(|age| age.minimum))?;
    Some(ChildRule {
        below,
        forbid: table.forbid.clone(),
        allow: table.allow.as_ref().map(|allow| {
            let entries = allow.iter().filter(|(key, _)| *key != "note" && *key != "clauses");
            entries.map(|(key, nodes)| (key.clone(), nodes.clone())).collect()
        }),
        purposes: table.purposes.clone(),
    })
}

fn overlays(document: &Document) -> Result<Vec<Overlay>, Error> {
    let law = Law::current()?;
    let expand = |codes: &[String]| -> BTreeSet<String> {
        let members = |code: &String| law.region(code).map_or_else(|| vec![code.clone()], <[String]>::to_vec);
        codes.iter().flat_map(members).collect()
    };
    let overlay = |(key, table): (&String, &super::document::OverlayTable)| {
        Ok(Overlay {
            key: key.as_str().into(),
            residences: expand(&table.residences),
            default: table.default,
            special: table.special.clone(),
            minimum_age: table.minimum_age,
            transfer_mechanisms: table.transfer_mechanisms.clone(),
            within: expand(&table.within),
            no_sharing_with: table.no_sharing_with.clone(),
            rights_deadline: handling::span(table.rights_deadline.as_deref())?,
            rights: table.rights.clone(),
            without_rights: table.without_rights.clone(),
            breach_authority: handling::span(table.breach_authority.as_deref())?,
            breach_subjects: handling::span(table.breach_subjects.as_deref())?,
            complaint_to: table.complaint_to.clone(),
        })
    };
    document.overlays.iter().map(overlay).collect()
}

fn signals(document: &Document, overlays: &[Overlay]) -> Vec<Signal> {
    let signal = |(name, table): (&String, &super::document::SignalTable)| Signal {
        name: name.clone(),
        technologies: table.technologies.clone(),
        consent_overrides: table.overridden_by == OverriddenBy::LaterExplicitConsent,
        bound_under: under(document, overlays, |o| o.binding_signals.contains(name)),
        recipients: table.recipients.clone(),
        string: table.string.clone(),
        bits: table.bits.clone(),
    };
    document.signals.iter().map(signal).collect()
}

fn technologies(document: &Document, overlays: &[Overlay]) -> Result<BTreeMap<String, Technology>, Error> {
    let technology = |(id, table): (&String, &super::document::TechnologyTable)| {
        let technology = Technology {
            class: table.class.clone(),
            purposes: table.purposes.clone(),
            consent: table.consent == TechnologyConsent::Required,
            consent_under: under(document, overlays, |o| o.technology_consent_for.contains(&table.class)),
            party: table.party.clone(),
            owner: table.owner.clone(),
            lifetime: match table.lifetime.as_deref() {
                Some("session") => Some(Lifetime::Session),
                text => handling::span(text)?.map(Lifetime::Span),
            },
            activation: table.activation.clone(),
            support: table.basis.as_deref().map(support).transpose()?,
            closes: table.closes.clone(),
        };
        Ok((id.clone(), technology))
    };
    document.technologies.iter().map(technology).collect()
}

/// The positions of the overlays of which something is true.
fn under(
    document: &Document,
    overlays: &[Overlay],
    holds: impl Fn(&super::document::OverlayTable) -> bool,
) -> Vec<usize> {
    let tables = overlays.iter().map(|overlay| document.overlays.get(&*overlay.key));
    tables.enumerate().filter(|(_, table)| table.is_some_and(&holds)).map(|(at, _)| at).collect()
}

fn notices(document: &Document) -> Vec<Notice> {
    let notice = |(key, table): (&String, &super::document::NoticeTable)| Notice {
        key: key.clone(),
        title: table.title.clone().unwrap_or_else(|| key.clone()),
        required: table.required,
        below: table.below,
    };
    document.notices.iter().map(notice).collect()
}

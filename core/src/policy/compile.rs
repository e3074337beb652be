//! The third step: indexes, inheritance and references resolved, so that a decision only reads.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::check::Checked;
use super::compiled::{
    AgeRule, Alternative, CategoryRule, ChildRule, Notice, Overlay, Purpose, Signal, Support, Technology, Version,
};
use super::document::{BasisEntry, Document, Mode, OverriddenBy, PurposeTable, TechnologyConsent, UnknownResidence};
use crate::error::Error;
use crate::law::Law;
use crate::words::{Basis, Timestamp, Zone, covers, prefixes};

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
    let purposes =
        document.purposes.iter().map(|(key, table)| purpose(document, key, table)).collect::<Result<Vec<_>, _>>()?;
    let by_key: HashMap<_, _, _> = purposes.iter().enumerate().map(|(at, p)| (p.key.clone(), at)).collect();
    let mut below: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, purpose) in purposes.iter().enumerate() {
        for node in prefixes(&purpose.key) {
            below.entry(node.to_owned()).or_default().push(at);
        }
    }
    let mut categories: Vec<_> = document
        .categories
        .iter()
        .map(|(key, table)| (key.clone(), CategoryRule { special: table.special, forbid: table.forbid.clone() }))
        .collect();
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
        technologies: technologies(document, &overlays),
        notices: notices(document),
        restriction_grounds: document.restriction.grounds.clone(),
        residence_order: document
            .residence
            .order
            .clone()
            .unwrap_or_else(|| ["registered", "billing", "ip"].map(String::from).to_vec()),
        unknown_overlays,
        overlays,
    })
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

fn purpose(document: &Document, key: &str, table: &PurposeTable) -> Result<Purpose, Error> {
    let nodes = nodes(document, key);
    let covered = |node: &String| nodes.contains(node);
    let alternatives = table.basis.iter().map(alternative).collect::<Result<Vec<_>, _>>()?;
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
        needs_instrument: !table.requires.is_empty(),
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

fn alternative(entry: &BasisEntry) -> Result<Alternative, Error> {
    let (name, kind, after_withdrawal) = match entry {
        BasisEntry::Name(name) => (name, None, true),
        BasisEntry::Table(table) => {
            (&table.basis, table.when.as_ref().and_then(|w| w.kind.clone()), table.after_withdrawal.unwrap_or(true))
        }
    };
    let support = match name.as_str() {
        "user_instruction" => Support::UserInstruction,
        "anonymous" => Support::Anonymous,
        name => Support::Basis(Basis::ALL.into_iter().find(|b| b.code() == name).ok_or_else(|| broken("basis"))?),
    };
    Ok(Alternative { support, kind, after_withdrawal })
}

fn age(document: &Document) -> Option<AgeRule> {
    document.age.as_ref().map(|table| AgeRule {
        minimum: table.minimum,
        residence: table.residence,
        residence_unknown: table.residence_unknown,
        unknown: table.unknown,
        below_minimum: table.below_minimum,
        guardian_notice: table.guardian_notice.clone(),
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
    let overlay = |(key, table): (&String, &super::document::OverlayTable)| Overlay {
        key: key.as_str().into(),
        residences: table
            .residences
            .iter()
            .flat_map(|code| law.region(code).map_or_else(|| vec![code.clone()], <[String]>::to_vec))
            .collect(),
        default: table.default,
        special: table.special.clone(),
        minimum_age: table.minimum_age,
    };
    Ok(document.overlays.iter().map(overlay).collect())
}

fn signals(document: &Document, overlays: &[Overlay]) -> Vec<Signal> {
    let signal = |(name, table): (&String, &super::document::SignalTable)| Signal {
        name: name.clone(),
        technologies: table.technologies.clone(),
        consent_overrides: table.overridden_by == OverriddenBy::LaterExplicitConsent,
        bound_under: under(document, overlays, |o| o.binding_signals.contains(name)),
    };
    document.signals.iter().map(signal).collect()
}

fn technologies(document: &Document, overlays: &[Overlay]) -> BTreeMap<String, Technology> {
    let technology = |(id, table): (&String, &super::document::TechnologyTable)| {
        let technology = Technology {
            class: table.class.clone(),
            purposes: table.purposes.clone(),
            consent: table.consent == TechnologyConsent::Required,
            consent_under: under(document, overlays, |o| o.technology_consent_for.contains(&table.class)),
        };
        (id.clone(), technology)
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
    };
    document.notices.iter().map(notice).collect()
}

//! `placet taxonomy`: the categories, and their names elsewhere.

use crate::common::placet;

#[test]
fn categories_are_listed_with_their_names_elsewhere() {
    let ran = placet(&["taxonomy", "user.contact"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("= pd:EmailAddress") && ran.out.contains("> pd:Region"), "{}", ran.out);
    assert!(!ran.out.contains("user.name"), "{}", ran.out);
    let all = placet(&["taxonomy", "--json"]).json();
    let rows = all["categories"].as_array().unwrap();
    let health = rows.iter().find(|row| row["key"] == "user.special.health").unwrap();
    assert!(health["special"] == true && health["fideslang"]["match"] == "narrow", "{health}");
    assert_eq!(all["editions"]["dpv"]["version"], "2.1");
}

#[test]
fn a_misspelt_category_is_told_the_nearest() {
    let ran = placet(&["taxonomy", "user.contact.emial"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("user.contact.email"), "{}", ran.err);
}

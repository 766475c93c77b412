//! Terms: registered once, found by their hash, and refused if they contradict themselves.

use crate::stage::{refused, register, rule};
use atelier_licensing::{
    error::Error as Rule,
    terms::{Derivatives, Error, Kind, Terms, Territory, Training},
    units::Bps,
};
use e2e_tests::{
    chain::account,
    studio::{refused as refusal, usual_terms, Studio, DAO, PLANS, PRICE},
    suite::keccak,
};
use licenses::OfficeError;

#[test]
fn terms_have_the_number_of_their_hash() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let terms = Terms { licensor: 7, ..usual_terms() };
    let number = register(&mut studio, &terms);
    assert_eq!(number, studio.terms + 1, "numbers are given in order");
    // What is hashed is what is stored, and what is stored is what is told.
    let hash = keccak(&terms.to_bytes());
    assert_eq!(licenses.terms_by_hash(studio.chain(), hash), Some(number));
    assert_eq!(licenses.terms(studio.chain(), number), Some(terms.clone()));
    assert_eq!(licenses.terms(studio.chain(), number + 1), None);
    assert_eq!(licenses.terms_by_hash(studio.chain(), [0; 32]), None);
    refused(&mut studio, OfficeError::TermsKnown { terms: number }, |studio| {
        licenses.register_terms(studio.chain(), account(PLANS), &terms)
    });
    // The longest terms fit.
    register(&mut studio, &Terms { uri: vec![b'x'; 256], rev_share: Bps(1), rev_ceiling: Some(u128::MAX), ..terms });
}

#[test]
fn terms_are_refused_by_each_rule() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let mut check = |change: &dyn Fn(&mut Terms), expected: Error| {
        let mut terms = usual_terms();
        change(&mut terms);
        refused(&mut studio, expected, |studio| licenses.register_terms(studio.chain(), account(PLANS), &terms));
    };
    check(&|terms| terms.uri = vec![b'x'; 257], Error::UriTooLong { bytes: 257 });
    check(&|terms| terms.uses = 1 << 16, Error::UsesUnknown { uses: 1 << 16 });
    check(&|terms| terms.territory = Territory::NOWHERE, Error::TerritoryUnknown);
    check(&|terms| terms.governing_law = 249, Error::LawUnknown { country: 249 });
    check(&|terms| terms.sublicense_depth = 9, Error::TooDeep { depth: 9 });
    check(&|terms| terms.rev_share = Bps(10_001), Error::ShareAboveWhole { share: Bps(10_001) });
    check(&|terms| terms.rev_ceiling = Some(1), Error::CeilingWithoutShare);
    check(&|terms| terms.training = Training::Allowed, Error::TrainingContradicts);
    check(&|terms| terms.duration_days = Some(0), Error::NoDuration);
    check(&|terms| terms.kind = Kind::Cc0, Error::NotEverybodys);
    let shared = Derivatives::Allowed { reciprocal: false, share: Bps(10_001) };
    check(&|terms| terms.derivatives = shared, Error::ShareAboveWhole { share: Bps(10_001) });
    refused(&mut studio, rule(Rule::NotAllowed), |studio| {
        licenses.register_terms(studio.chain(), account(DAO), &Terms { licensor: 9, ..usual_terms() })
    });
}

#[test]
fn plans_are_not_sold_under_terms_that_nobody_knows() {
    let mut studio = Studio::new();
    let licenses = studio.licenses;
    let plan = licenses.create_plan(studio.chain(), account(PLANS)).expect("plans can be made");
    let unknown = studio.terms + 1;
    let mut version = studio.version(1, PRICE);
    version.terms = unknown;
    studio.refuses(licenses::Error::UnknownTerms(unknown), |studio| {
        licenses.create_version(studio.chain(), account(PLANS), plan, &version)
    });
    let nobody = refusal(Rule::NotAllowed);
    studio.refuses(nobody, |studio| licenses.create_version(studio.chain(), account(DAO), plan, &version));
}

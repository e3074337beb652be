//! The names of the policy certometer@2024-01-01, made by `placet codegen`; not to be edited.

/// What data are processed for.
pub mod purpose {
    pub const ANALYTICS_AGGREGATE: &str = "analytics.aggregate";
    pub const ANALYTICS_PRODUCT: &str = "analytics.product";
    pub const BUSINESS_TRANSFER: &str = "business.transfer";
    pub const COMMUNICATION_SURVEY: &str = "communication.survey";
    pub const DISCLOSURE_BY_CONSENT: &str = "disclosure.by_consent";
    pub const ESSENTIAL_SERVICE_ACCOUNT: &str = "essential.service.account";
    pub const ESSENTIAL_SERVICE_AUTHENTICATION: &str = "essential.service.authentication";
    pub const ESSENTIAL_SERVICE_CERTIFICATION: &str = "essential.service.certification";
    pub const ESSENTIAL_SERVICE_COMMUNITY: &str = "essential.service.community";
    pub const ESSENTIAL_SERVICE_DELIVERY: &str = "essential.service.delivery";
    pub const ESSENTIAL_SERVICE_INVITATION: &str = "essential.service.invitation";
    pub const ESSENTIAL_SERVICE_NOTIFICATION: &str = "essential.service.notification";
    pub const ESSENTIAL_SERVICE_OPERATIONS: &str = "essential.service.operations";
    pub const ESSENTIAL_SERVICE_PAYMENT: &str = "essential.service.payment";
    pub const ESSENTIAL_SERVICE_PEER_TRANSACTION: &str = "essential.service.peer_transaction";
    pub const ESSENTIAL_SERVICE_PUBLICATION: &str = "essential.service.publication";
    pub const ESSENTIAL_SERVICE_REQUESTED_INFO: &str = "essential.service.requested_info";
    pub const ESSENTIAL_SERVICE_SUPPORT: &str = "essential.service.support";
    pub const FUNCTIONAL_PERSONALIZATION: &str = "functional.personalization";
    pub const IMPROVEMENT_DEVELOPMENT: &str = "improvement.development";
    pub const IMPROVEMENT_SERVICE: &str = "improvement.service";
    pub const LEGAL_REQUEST: &str = "legal.request";
    pub const MARKETING_CHAT: &str = "marketing.chat";
    pub const MARKETING_EMAIL: &str = "marketing.email";
    pub const MARKETING_NEEDS_ASSESSMENT: &str = "marketing.needs_assessment";
    pub const MARKETING_PARTNER_PROMOTIONS: &str = "marketing.partner_promotions";
    pub const MARKETING_PHONE: &str = "marketing.phone";
    pub const MARKETING_WEB: &str = "marketing.web";
    pub const RIGHTS_PORTABILITY: &str = "rights.portability";
    pub const RIGHTS_SELF_SERVICE: &str = "rights.self_service";
}

/// Groups of purposes: what is said of one holds for all in it.
pub mod purpose_group {
    pub const ANALYTICS: &str = "analytics";
    pub const BUSINESS: &str = "business";
    pub const COMMUNICATION: &str = "communication";
    pub const DISCLOSURE: &str = "disclosure";
    pub const ESSENTIAL: &str = "essential";
    pub const ESSENTIAL_SERVICE: &str = "essential.service";
    pub const FUNCTIONAL: &str = "functional";
    pub const IMPROVEMENT: &str = "improvement";
    pub const LEGAL: &str = "legal";
    pub const MARKETING: &str = "marketing";
    pub const RIGHTS: &str = "rights";
}

/// What data are.
pub mod category {
    pub const NONPERSONAL_AGGREGATE: &str = "nonpersonal.aggregate";
    pub const NONPERSONAL_DEVICE: &str = "nonpersonal.device";
    pub const NONPERSONAL_REGION: &str = "nonpersonal.region";
    pub const SYSTEM_LOG: &str = "system.log";
    pub const THIRD_PARTY_CONTACT: &str = "third_party.contact";
    pub const USER: &str = "user";
    pub const USER_ACCOUNT_ID: &str = "user.account.id";
    pub const USER_ACCOUNT_PROFILE: &str = "user.account.profile";
    pub const USER_ACCOUNT_ROLE: &str = "user.account.role";
    pub const USER_ACCOUNT_SUBSCRIPTION: &str = "user.account.subscription";
    pub const USER_ACCOUNT_USERNAME: &str = "user.account.username";
    pub const USER_AUTHORIZATION_PASSWORD: &str = "user.authorization.password";
    pub const USER_BEHAVIOR: &str = "user.behavior";
    pub const USER_BEHAVIOR_BROWSING_HISTORY: &str = "user.behavior.browsing_history";
    pub const USER_BEHAVIOR_CLICKSTREAM: &str = "user.behavior.clickstream";
    pub const USER_BEHAVIOR_EMAIL_ENGAGEMENT: &str = "user.behavior.email_engagement";
    pub const USER_BEHAVIOR_INTERACTIONS: &str = "user.behavior.interactions";
    pub const USER_BEHAVIOR_PURCHASE_HISTORY: &str = "user.behavior.purchase_history";
    pub const USER_BEHAVIOR_REFERRAL: &str = "user.behavior.referral";
    pub const USER_BEHAVIOR_USAGE: &str = "user.behavior.usage";
    pub const USER_CONTACT_ADDRESS: &str = "user.contact.address";
    pub const USER_CONTACT_ADDRESS_COUNTRY: &str = "user.contact.address.country";
    pub const USER_CONTACT_ADDRESS_STATE: &str = "user.contact.address.state";
    pub const USER_CONTACT_EMAIL: &str = "user.contact.email";
    pub const USER_CONTACT_PHONE_NUMBER: &str = "user.contact.phone_number";
    pub const USER_CONTENT_COMMUNICATION: &str = "user.content.communication";
    pub const USER_CONTENT_JOB_LISTING: &str = "user.content.job_listing";
    pub const USER_CONTENT_PRIVATE: &str = "user.content.private";
    pub const USER_CONTENT_PUBLIC: &str = "user.content.public";
    pub const USER_CONTENT_SURVEY_RESPONSE: &str = "user.content.survey_response";
    pub const USER_DEMOGRAPHIC_AGE_RANGE: &str = "user.demographic.age_range";
    pub const USER_DEMOGRAPHIC_DATE_OF_BIRTH: &str = "user.demographic.date_of_birth";
    pub const USER_DERIVED_CROSS_DEVICE_ID: &str = "user.derived.cross_device_id";
    pub const USER_DERIVED_INTERESTS: &str = "user.derived.interests";
    pub const USER_DERIVED_PROFILE: &str = "user.derived.profile";
    pub const USER_DEVICE_BROWSER: &str = "user.device.browser";
    pub const USER_DEVICE_COOKIE_ID: &str = "user.device.cookie_id";
    pub const USER_DEVICE_DEVICE_ID: &str = "user.device.device_id";
    pub const USER_DEVICE_IP_ADDRESS: &str = "user.device.ip_address";
    pub const USER_DEVICE_ISP: &str = "user.device.isp";
    pub const USER_DEVICE_MAC_ADDRESS: &str = "user.device.mac_address";
    pub const USER_DEVICE_MOBILE_UUID: &str = "user.device.mobile_uuid";
    pub const USER_DEVICE_OS: &str = "user.device.os";
    pub const USER_DEVICE_SCREEN: &str = "user.device.screen";
    pub const USER_DEVICE_TELEMETRY: &str = "user.device.telemetry";
    pub const USER_DEVICE_TYPE: &str = "user.device.type";
    pub const USER_EDUCATION_ASSESSMENT: &str = "user.education.assessment";
    pub const USER_EDUCATION_CERTIFICATE: &str = "user.education.certificate";
    pub const USER_EDUCATION_PROGRESS: &str = "user.education.progress";
    pub const USER_EDUCATION_SUBMISSION: &str = "user.education.submission";
    pub const USER_EMPLOYMENT_APPLICATION: &str = "user.employment.application";
    pub const USER_EMPLOYMENT_EDUCATION: &str = "user.employment.education";
    pub const USER_EMPLOYMENT_HISTORY: &str = "user.employment.history";
    pub const USER_EMPLOYMENT_RESUME: &str = "user.employment.resume";
    pub const USER_EXTERNAL_PARTNER: &str = "user.external.partner";
    pub const USER_EXTERNAL_PUBLIC_RECORD: &str = "user.external.public_record";
    pub const USER_EXTERNAL_SOCIAL_PROFILE: &str = "user.external.social_profile";
    pub const USER_FINANCIAL_BILLING: &str = "user.financial.billing";
    pub const USER_FINANCIAL_PAYMENT_CARD: &str = "user.financial.payment_card";
    pub const USER_FINANCIAL_PAYMENT_CARD_LAST4: &str = "user.financial.payment_card.last4";
    pub const USER_FINANCIAL_PAYMENT_METHOD: &str = "user.financial.payment_method";
    pub const USER_FINANCIAL_TRANSACTION: &str = "user.financial.transaction";
    pub const USER_GOVERNMENT_ID_NATIONAL_ID: &str = "user.government_id.national_id";
    pub const USER_LOCATION_COARSE: &str = "user.location.coarse";
    pub const USER_LOCATION_PRECISE: &str = "user.location.precise";
    pub const USER_NAME: &str = "user.name";
    pub const USER_NAME_TITLE: &str = "user.name.title";
    pub const USER_PRIVACY_PREFERENCES: &str = "user.privacy_preferences";
    pub const USER_PROFESSIONAL_BUSINESS_TYPE: &str = "user.professional.business_type";
    pub const USER_PROFESSIONAL_COMPANY: &str = "user.professional.company";
    pub const USER_PROFESSIONAL_COMPANY_SIZE: &str = "user.professional.company_size";
    pub const USER_PROFESSIONAL_INDUSTRY: &str = "user.professional.industry";
    pub const USER_PROFESSIONAL_ROLE: &str = "user.professional.role";
    pub const USER_SETTINGS_ANSWERS: &str = "user.settings.answers";
    pub const USER_SETTINGS_PREFERENCES: &str = "user.settings.preferences";
    pub const USER_SPECIAL_HEALTH: &str = "user.special.health";
}

/// Who receives data.
pub mod recipient {
    pub const ACQUIRER: &str = "acquirer";
    pub const AFFILIATE_LEARNING: &str = "affiliate_learning";
    pub const AUTHORITY: &str = "authority";
    pub const CONTACT_CENTRE: &str = "contact_centre";
    pub const GATEWAY_A: &str = "gateway.a";
    pub const INVESTOR: &str = "investor";
    pub const LMS_HOST: &str = "lms_host";
    pub const MAIL_SERVICE: &str = "mail_service";
    pub const PARTNERA: &str = "partnerA";
}

/// Why a question was denied, or an act refused.
pub mod reason {
    /// No version of the policy is in force at this instant.
    pub const POLICY_NOT_IN_FORCE: &str = "policy_not_in_force";

    /// The user's data were erased.
    pub const ERASED: &str = "erased";

    /// This surface is not bound to the policy.
    pub const POLICY_NOT_BOUND: &str = "policy_not_bound";

    /// The account is closed or terminated.
    pub const ACCOUNT_TERMINATED: &str = "account_terminated";

    /// The user recorded disagreement with the policy.
    pub const POLICY_NOT_ACCEPTED: &str = "policy_not_accepted";

    /// The policy forbids this operation on the category.
    pub const CATEGORY_PROHIBITED: &str = "category_prohibited";

    /// Selling, renting or trading the data is barred.
    pub const SALE_PROHIBITED: &str = "sale_prohibited";

    /// The category or purpose is not allowed for a child.
    pub const CHILD_CATEGORY_BLOCKED: &str = "child_category_blocked";

    /// The user is below the minimum age.
    pub const AGE_BELOW_MINIMUM: &str = "age_below_minimum";

    /// The user's age is not known well enough.
    pub const AGE_UNKNOWN: &str = "age_unknown";

    /// No guardian has consented.
    pub const PARENTAL_CONSENT_MISSING: &str = "parental_consent_missing";

    /// The guardian is not verified.
    pub const PARENTAL_CONSENT_UNVERIFIED: &str = "parental_consent_unverified";

    /// A guardian withdrew consent.
    pub const PARENTAL_CONSENT_WITHDRAWN: &str = "parental_consent_withdrawn";

    /// The purpose is not declared for this use.
    pub const PURPOSE_UNDECLARED: &str = "purpose_undeclared";

    /// The content does not fit the purpose.
    pub const PURPOSE_MISMATCH: &str = "purpose_mismatch";

    /// The user or an event has not activated the feature.
    pub const FEATURE_NOT_ACTIVATED: &str = "feature_not_activated";

    /// The policy switches tracking technologies off.
    pub const TECH_NOT_ENABLED: &str = "tech_not_enabled";

    /// The technology is not registered.
    pub const TECH_UNREGISTERED: &str = "tech_unregistered";

    /// The lifetime asked for is above the declared one.
    pub const TECH_LIFETIME_EXCEEDED: &str = "tech_lifetime_exceeded";

    /// Only aggregated or anonymised data may be used.
    pub const REQUIRES_DEIDENTIFIED: &str = "requires_deidentified";

    /// The category is not listed for the purpose.
    pub const CATEGORY_NOT_PERMITTED: &str = "category_not_permitted";

    /// The category is in no taxonomy.
    pub const CATEGORY_UNKNOWN: &str = "category_unknown";

    /// Data of this origin may not be used for the purpose.
    pub const SOURCE_NOT_PERMITTED: &str = "source_not_permitted";

    /// The data may be used only for what they were given for.
    pub const PURPOSE_BOUND_SOURCE: &str = "purpose_bound_source";

    /// A category that the purpose needs was not supplied.
    pub const REQUIRED_CATEGORY_MISSING: &str = "required_category_missing";

    /// Processing is restricted.
    pub const RESTRICTED: &str = "restricted";

    /// The user contests the automated decision.
    pub const CONTESTED: &str = "contested";

    /// The user opted out.
    pub const OPTED_OUT: &str = "opted_out";

    /// The user objected.
    pub const OBJECTED: &str = "objected";

    /// A signal of the user's browser, device or register refuses this.
    pub const SIGNAL_OPT_OUT: &str = "signal_opt_out";

    /// No declared legal basis applies.
    pub const BASIS_MISSING: &str = "basis_missing";

    /// The user has not consented.
    pub const CONSENT_MISSING: &str = "consent_missing";

    /// The consent on record is not explicit.
    pub const CONSENT_NOT_EXPLICIT: &str = "consent_not_explicit";

    /// The user withdrew consent.
    pub const CONSENT_WITHDRAWN: &str = "consent_withdrawn";

    /// The consent is over.
    pub const CONSENT_EXPIRED: &str = "consent_expired";

    /// The purpose needs a user with an account.
    pub const ANONYMOUS_SUBJECT: &str = "anonymous_subject";

    /// The user has not instructed this.
    pub const INSTRUCTION_MISSING: &str = "instruction_missing";

    /// A required notice is not on record.
    pub const NOTICE_MISSING: &str = "notice_missing";

    /// No registered legal instrument covers this.
    pub const LEGAL_INSTRUMENT_MISSING: &str = "legal_instrument_missing";

    /// The automated decision has a significant effect.
    pub const SIGNIFICANT_EFFECT: &str = "significant_effect";

    /// The retention period is over.
    pub const RETENTION_EXPIRED: &str = "retention_expired";

    /// The data are isolated from processing.
    pub const ISOLATED: &str = "isolated";

    /// The recipient is not listed.
    pub const RECIPIENT_UNLISTED: &str = "recipient_unlisted";

    /// The recipient is not listed for this purpose or category.
    pub const RECIPIENT_PURPOSE_MISMATCH: &str = "recipient_purpose_mismatch";

    /// No agreement with the recipient is on record.
    pub const RECIPIENT_NO_AGREEMENT: &str = "recipient_no_agreement";

    /// The review of the recipient is overdue.
    pub const RECIPIENT_REVIEW_OVERDUE: &str = "recipient_review_overdue";

    /// No valid mechanism covers the transfer.
    pub const TRANSFER_NO_MECHANISM: &str = "transfer_no_mechanism";

    /// The actor has no right to do this.
    pub const ACTOR_NOT_AUTHORIZED: &str = "actor_not_authorized";

    /// Multi-factor authentication is required.
    pub const MFA_REQUIRED: &str = "mfa_required";

    /// The channel is not encrypted.
    pub const INSECURE_CHANNEL: &str = "insecure_channel";

    /// Encryption was not attested.
    pub const ENCRYPTION_MISSING: &str = "encryption_missing";

    /// The purpose can't be opted out of or objected to.
    pub const NON_OPTIONAL: &str = "non_optional";

    /// A ground or reason has to be given.
    pub const GROUND_MISSING: &str = "ground_missing";

    /// The identity of the requester is not verified.
    pub const IDENTITY_UNVERIFIED: &str = "identity_unverified";

    /// The request was made too often.
    pub const REQUEST_TOO_FREQUENT: &str = "request_too_frequent";

    /// The right is not available for the residence.
    pub const RIGHT_UNAVAILABLE: &str = "right_unavailable";
}

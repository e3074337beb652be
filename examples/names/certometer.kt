// The names of the policy certometer@2024-01-01, made by `placet codegen`; not to be edited.

/** What data are processed for. */
enum class Purpose(
    /** As the engine knows it. */
    val key: String,
) {
    ANALYTICS_AGGREGATE("analytics.aggregate"),
    ANALYTICS_PRODUCT("analytics.product"),
    BUSINESS_TRANSFER("business.transfer"),
    COMMUNICATION_SURVEY("communication.survey"),
    DISCLOSURE_BY_CONSENT("disclosure.by_consent"),
    ESSENTIAL_SERVICE_ACCOUNT("essential.service.account"),
    ESSENTIAL_SERVICE_AUTHENTICATION("essential.service.authentication"),
    ESSENTIAL_SERVICE_CERTIFICATION("essential.service.certification"),
    ESSENTIAL_SERVICE_COMMUNITY("essential.service.community"),
    ESSENTIAL_SERVICE_DELIVERY("essential.service.delivery"),
    ESSENTIAL_SERVICE_INVITATION("essential.service.invitation"),
    ESSENTIAL_SERVICE_NOTIFICATION("essential.service.notification"),
    ESSENTIAL_SERVICE_OPERATIONS("essential.service.operations"),
    ESSENTIAL_SERVICE_PAYMENT("essential.service.payment"),
    ESSENTIAL_SERVICE_PEER_TRANSACTION("essential.service.peer_transaction"),
    ESSENTIAL_SERVICE_PUBLICATION("essential.service.publication"),
    ESSENTIAL_SERVICE_REQUESTED_INFO("essential.service.requested_info"),
    ESSENTIAL_SERVICE_SUPPORT("essential.service.support"),
    FUNCTIONAL_PERSONALIZATION("functional.personalization"),
    IMPROVEMENT_DEVELOPMENT("improvement.development"),
    IMPROVEMENT_SERVICE("improvement.service"),
    LEGAL_REQUEST("legal.request"),
    MARKETING_CHAT("marketing.chat"),
    MARKETING_EMAIL("marketing.email"),
    MARKETING_NEEDS_ASSESSMENT("marketing.needs_assessment"),
    MARKETING_PARTNER_PROMOTIONS("marketing.partner_promotions"),
    MARKETING_PHONE("marketing.phone"),
    MARKETING_WEB("marketing.web"),
    RIGHTS_PORTABILITY("rights.portability"),
    RIGHTS_SELF_SERVICE("rights.self_service"),
}

/** Groups of purposes: what is said of one holds for all in it. */
enum class PurposeGroup(
    /** As the engine knows it. */
    val key: String,
) {
    ANALYTICS("analytics"),
    BUSINESS("business"),
    COMMUNICATION("communication"),
    DISCLOSURE("disclosure"),
    ESSENTIAL("essential"),
    ESSENTIAL_SERVICE("essential.service"),
    FUNCTIONAL("functional"),
    IMPROVEMENT("improvement"),
    LEGAL("legal"),
    MARKETING("marketing"),
    RIGHTS("rights"),
}

/** What data are. */
enum class Category(
    /** As the engine knows it. */
    val key: String,
) {
    NONPERSONAL_AGGREGATE("nonpersonal.aggregate"),
    NONPERSONAL_DEVICE("nonpersonal.device"),
    NONPERSONAL_REGION("nonpersonal.region"),
    SYSTEM_LOG("system.log"),
    THIRD_PARTY_CONTACT("third_party.contact"),
    USER("user"),
    USER_ACCOUNT_ID("user.account.id"),
    USER_ACCOUNT_PROFILE("user.account.profile"),
    USER_ACCOUNT_ROLE("user.account.role"),
    USER_ACCOUNT_SUBSCRIPTION("user.account.subscription"),
    USER_ACCOUNT_USERNAME("user.account.username"),
    USER_AUTHORIZATION_PASSWORD("user.authorization.password"),
    USER_BEHAVIOR("user.behavior"),
    USER_BEHAVIOR_BROWSING_HISTORY("user.behavior.browsing_history"),
    USER_BEHAVIOR_CLICKSTREAM("user.behavior.clickstream"),
    USER_BEHAVIOR_EMAIL_ENGAGEMENT("user.behavior.email_engagement"),
    USER_BEHAVIOR_INTERACTIONS("user.behavior.interactions"),
    USER_BEHAVIOR_PURCHASE_HISTORY("user.behavior.purchase_history"),
    USER_BEHAVIOR_REFERRAL("user.behavior.referral"),
    USER_BEHAVIOR_USAGE("user.behavior.usage"),
    USER_CONTACT_ADDRESS("user.contact.address"),
    USER_CONTACT_ADDRESS_COUNTRY("user.contact.address.country"),
    USER_CONTACT_ADDRESS_STATE("user.contact.address.state"),
    USER_CONTACT_EMAIL("user.contact.email"),
    USER_CONTACT_PHONE_NUMBER("user.contact.phone_number"),
    USER_CONTENT_COMMUNICATION("user.content.communication"),
    USER_CONTENT_JOB_LISTING("user.content.job_listing"),
    USER_CONTENT_PRIVATE("user.content.private"),
    USER_CONTENT_PUBLIC("user.content.public"),
    USER_CONTENT_SURVEY_RESPONSE("user.content.survey_response"),
    USER_DEMOGRAPHIC_AGE_RANGE("user.demographic.age_range"),
    USER_DEMOGRAPHIC_DATE_OF_BIRTH("user.demographic.date_of_birth"),
    USER_DERIVED_CROSS_DEVICE_ID("user.derived.cross_device_id"),
    USER_DERIVED_INTERESTS("user.derived.interests"),
    USER_DERIVED_PROFILE("user.derived.profile"),
    USER_DEVICE_BROWSER("user.device.browser"),
    USER_DEVICE_COOKIE_ID("user.device.cookie_id"),
    USER_DEVICE_DEVICE_ID("user.device.device_id"),
    USER_DEVICE_IP_ADDRESS("user.device.ip_address"),
    USER_DEVICE_ISP("user.device.isp"),
    USER_DEVICE_MAC_ADDRESS("user.device.mac_address"),
    USER_DEVICE_MOBILE_UUID("user.device.mobile_uuid"),
    USER_DEVICE_OS("user.device.os"),
    USER_DEVICE_SCREEN("user.device.screen"),
    USER_DEVICE_TELEMETRY("user.device.telemetry"),
    USER_DEVICE_TYPE("user.device.type"),
    USER_EDUCATION_ASSESSMENT("user.education.assessment"),
    USER_EDUCATION_CERTIFICATE("user.education.certificate"),
    USER_EDUCATION_PROGRESS("user.education.progress"),
    USER_EDUCATION_SUBMISSION("user.education.submission"),
    USER_EMPLOYMENT_APPLICATION("user.employment.application"),
    USER_EMPLOYMENT_EDUCATION("user.employment.education"),
    USER_EMPLOYMENT_HISTORY("user.employment.history"),
    USER_EMPLOYMENT_RESUME("user.employment.resume"),
    USER_EXTERNAL_PARTNER("user.external.partner"),
    USER_EXTERNAL_PUBLIC_RECORD("user.external.public_record"),
    USER_EXTERNAL_SOCIAL_PROFILE("user.external.social_profile"),
    USER_FINANCIAL_BILLING("user.financial.billing"),
    USER_FINANCIAL_PAYMENT_CARD("user.financial.payment_card"),
    USER_FINANCIAL_PAYMENT_CARD_LAST4("user.financial.payment_card.last4"),
    USER_FINANCIAL_PAYMENT_METHOD("user.financial.payment_method"),
    USER_FINANCIAL_TRANSACTION("user.financial.transaction"),
    USER_GOVERNMENT_ID_NATIONAL_ID("user.government_id.national_id"),
    USER_LOCATION_COARSE("user.location.coarse"),
    USER_LOCATION_PRECISE("user.location.precise"),
    USER_NAME("user.name"),
    USER_NAME_TITLE("user.name.title"),
    USER_PRIVACY_PREFERENCES("user.privacy_preferences"),
    USER_PROFESSIONAL_BUSINESS_TYPE("user.professional.business_type"),
    USER_PROFESSIONAL_COMPANY("user.professional.company"),
    USER_PROFESSIONAL_COMPANY_SIZE("user.professional.company_size"),
    USER_PROFESSIONAL_INDUSTRY("user.professional.industry"),
    USER_PROFESSIONAL_ROLE("user.professional.role"),
    USER_SETTINGS_ANSWERS("user.settings.answers"),
    USER_SETTINGS_PREFERENCES("user.settings.preferences"),
    USER_SPECIAL_HEALTH("user.special.health"),
}

/** Who receives data. */
enum class Recipient(
    /** As the engine knows it. */
    val key: String,
) {
    ACQUIRER("acquirer"),
    AFFILIATE_LEARNING("affiliate_learning"),
    AUTHORITY("authority"),
    CONTACT_CENTRE("contact_centre"),
    GATEWAY_A("gateway.a"),
    INVESTOR("investor"),
    LMS_HOST("lms_host"),
    MAIL_SERVICE("mail_service"),
    PARTNERA("partnerA"),
}

/** Why a question was denied, or an act refused. */
enum class Reason(
    /** As the engine knows it. */
    val key: String,
) {
    /** No version of the policy is in force at this instant. */
    POLICY_NOT_IN_FORCE("policy_not_in_force"),
    /** The user's data were erased. */
    ERASED("erased"),
    /** This surface is not bound to the policy. */
    POLICY_NOT_BOUND("policy_not_bound"),
    /** The account is closed or terminated. */
    ACCOUNT_TERMINATED("account_terminated"),
    /** The user recorded disagreement with the policy. */
    POLICY_NOT_ACCEPTED("policy_not_accepted"),
    /** The policy forbids this operation on the category. */
    CATEGORY_PROHIBITED("category_prohibited"),
    /** Selling, renting or trading the data is barred. */
    SALE_PROHIBITED("sale_prohibited"),
    /** The category or purpose is not allowed for a child. */
    CHILD_CATEGORY_BLOCKED("child_category_blocked"),
    /** The user is below the minimum age. */
    AGE_BELOW_MINIMUM("age_below_minimum"),
    /** The user's age is not known well enough. */
    AGE_UNKNOWN("age_unknown"),
    /** No guardian has consented. */
    PARENTAL_CONSENT_MISSING("parental_consent_missing"),
    /** The guardian is not verified. */
    PARENTAL_CONSENT_UNVERIFIED("parental_consent_unverified"),
    /** A guardian withdrew consent. */
    PARENTAL_CONSENT_WITHDRAWN("parental_consent_withdrawn"),
    /** The purpose is not declared for this use. */
    PURPOSE_UNDECLARED("purpose_undeclared"),
    /** The content does not fit the purpose. */
    PURPOSE_MISMATCH("purpose_mismatch"),
    /** The user or an event has not activated the feature. */
    FEATURE_NOT_ACTIVATED("feature_not_activated"),
    /** The policy switches tracking technologies off. */
    TECH_NOT_ENABLED("tech_not_enabled"),
    /** The technology is not registered. */
    TECH_UNREGISTERED("tech_unregistered"),
    /** The lifetime asked for is above the declared one. */
    TECH_LIFETIME_EXCEEDED("tech_lifetime_exceeded"),
    /** Only aggregated or anonymised data may be used. */
    REQUIRES_DEIDENTIFIED("requires_deidentified"),
    /** The category is not listed for the purpose. */
    CATEGORY_NOT_PERMITTED("category_not_permitted"),
    /** The category is in no taxonomy. */
    CATEGORY_UNKNOWN("category_unknown"),
    /** Data of this origin may not be used for the purpose. */
    SOURCE_NOT_PERMITTED("source_not_permitted"),
    /** The data may be used only for what they were given for. */
    PURPOSE_BOUND_SOURCE("purpose_bound_source"),
    /** A category that the purpose needs was not supplied. */
    REQUIRED_CATEGORY_MISSING("required_category_missing"),
    /** Processing is restricted. */
    RESTRICTED("restricted"),
    /** The user contests the automated decision. */
    CONTESTED("contested"),
    /** The user opted out. */
    OPTED_OUT("opted_out"),
    /** The user objected. */
    OBJECTED("objected"),
    /** A signal of the user's browser, device or register refuses this. */
    SIGNAL_OPT_OUT("signal_opt_out"),
    /** No declared legal basis applies. */
    BASIS_MISSING("basis_missing"),
    /** The user has not consented. */
    CONSENT_MISSING("consent_missing"),
    /** The consent on record is not explicit. */
    CONSENT_NOT_EXPLICIT("consent_not_explicit"),
    /** The user withdrew consent. */
    CONSENT_WITHDRAWN("consent_withdrawn"),
    /** The consent is over. */
    CONSENT_EXPIRED("consent_expired"),
    /** The purpose needs a user with an account. */
    ANONYMOUS_SUBJECT("anonymous_subject"),
    /** The user has not instructed this. */
    INSTRUCTION_MISSING("instruction_missing"),
    /** A required notice is not on record. */
    NOTICE_MISSING("notice_missing"),
    /** No registered legal instrument covers this. */
    LEGAL_INSTRUMENT_MISSING("legal_instrument_missing"),
    /** The automated decision has a significant effect. */
    SIGNIFICANT_EFFECT("significant_effect"),
    /** The retention period is over. */
    RETENTION_EXPIRED("retention_expired"),
    /** The data are isolated from processing. */
    ISOLATED("isolated"),
    /** The recipient is not listed. */
    RECIPIENT_UNLISTED("recipient_unlisted"),
    /** The recipient is not listed for this purpose or category. */
    RECIPIENT_PURPOSE_MISMATCH("recipient_purpose_mismatch"),
    /** No agreement with the recipient is on record. */
    RECIPIENT_NO_AGREEMENT("recipient_no_agreement"),
    /** The review of the recipient is overdue. */
    RECIPIENT_REVIEW_OVERDUE("recipient_review_overdue"),
    /** No valid mechanism covers the transfer. */
    TRANSFER_NO_MECHANISM("transfer_no_mechanism"),
    /** The actor has no right to do this. */
    ACTOR_NOT_AUTHORIZED("actor_not_authorized"),
    /** Multi-factor authentication is required. */
    MFA_REQUIRED("mfa_required"),
    /** The channel is not encrypted. */
    INSECURE_CHANNEL("insecure_channel"),
    /** Encryption was not attested. */
    ENCRYPTION_MISSING("encryption_missing"),
    /** The purpose can't be opted out of or objected to. */
    NON_OPTIONAL("non_optional"),
    /** A ground or reason has to be given. */
    GROUND_MISSING("ground_missing"),
    /** The identity of the requester is not verified. */
    IDENTITY_UNVERIFIED("identity_unverified"),
    /** The request was made too often. */
    REQUEST_TOO_FREQUENT("request_too_frequent"),
    /** The right is not available for the residence. */
    RIGHT_UNAVAILABLE("right_unavailable"),
}

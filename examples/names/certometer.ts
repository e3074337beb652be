// The names of the policy certometer@2024-01-01, made by `placet codegen`; not to be edited.

/** What data are processed for. */
export const Purpose = {
  analyticsAggregate: "analytics.aggregate",
  analyticsProduct: "analytics.product",
  businessTransfer: "business.transfer",
  communicationSurvey: "communication.survey",
  disclosureByConsent: "disclosure.by_consent",
  essentialServiceAccount: "essential.service.account",
  essentialServiceAuthentication: "essential.service.authentication",
  essentialServiceCertification: "essential.service.certification",
  essentialServiceCommunity: "essential.service.community",
  essentialServiceDelivery: "essential.service.delivery",
  essentialServiceInvitation: "essential.service.invitation",
  essentialServiceNotification: "essential.service.notification",
  essentialServiceOperations: "essential.service.operations",
  essentialServicePayment: "essential.service.payment",
  essentialServicePeerTransaction: "essential.service.peer_transaction",
  essentialServicePublication: "essential.service.publication",
  essentialServiceRequestedInfo: "essential.service.requested_info",
  essentialServiceSupport: "essential.service.support",
  functionalPersonalization: "functional.personalization",
  improvementDevelopment: "improvement.development",
  improvementService: "improvement.service",
  legalRequest: "legal.request",
  marketingChat: "marketing.chat",
  marketingEmail: "marketing.email",
  marketingNeedsAssessment: "marketing.needs_assessment",
  marketingPartnerPromotions: "marketing.partner_promotions",
  marketingPhone: "marketing.phone",
  marketingWeb: "marketing.web",
  rightsPortability: "rights.portability",
  rightsSelfService: "rights.self_service",
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** Groups of purposes: what is said of one holds for all in it. */
export const PurposeGroup = {
  analytics: "analytics",
  business: "business",
  communication: "communication",
  disclosure: "disclosure",
  essential: "essential",
  essentialService: "essential.service",
  functional: "functional",
  improvement: "improvement",
  legal: "legal",
  marketing: "marketing",
  rights: "rights",
} as const;
export type PurposeGroup = (typeof PurposeGroup)[keyof typeof PurposeGroup];

/** What data are. */
export const Category = {
  nonpersonalAggregate: "nonpersonal.aggregate",
  nonpersonalDevice: "nonpersonal.device",
  nonpersonalRegion: "nonpersonal.region",
  systemLog: "system.log",
  thirdPartyContact: "third_party.contact",
  user: "user",
  userAccountId: "user.account.id",
  userAccountProfile: "user.account.profile",
  userAccountRole: "user.account.role",
  userAccountSubscription: "user.account.subscription",
  userAccountUsername: "user.account.username",
  userAuthorizationPassword: "user.authorization.password",
  userBehavior: "user.behavior",
  userBehaviorBrowsingHistory: "user.behavior.browsing_history",
  userBehaviorClickstream: "user.behavior.clickstream",
  userBehaviorEmailEngagement: "user.behavior.email_engagement",
  userBehaviorInteractions: "user.behavior.interactions",
  userBehaviorPurchaseHistory: "user.behavior.purchase_history",
  userBehaviorReferral: "user.behavior.referral",
  userBehaviorUsage: "user.behavior.usage",
  userContactAddress: "user.contact.address",
  userContactAddressCountry: "user.contact.address.country",
  userContactAddressState: "user.contact.address.state",
  userContactEmail: "user.contact.email",
  userContactPhoneNumber: "user.contact.phone_number",
  userContentCommunication: "user.content.communication",
  userContentJobListing: "user.content.job_listing",
  userContentPrivate: "user.content.private",
  userContentPublic: "user.content.public",
  userContentSurveyResponse: "user.content.survey_response",
  userDemographicAgeRange: "user.demographic.age_range",
  userDemographicDateOfBirth: "user.demographic.date_of_birth",
  userDerivedCrossDeviceId: "user.derived.cross_device_id",
  userDerivedInterests: "user.derived.interests",
  userDerivedProfile: "user.derived.profile",
  userDeviceBrowser: "user.device.browser",
  userDeviceCookieId: "user.device.cookie_id",
  userDeviceDeviceId: "user.device.device_id",
  userDeviceIpAddress: "user.device.ip_address",
  userDeviceIsp: "user.device.isp",
  userDeviceMacAddress: "user.device.mac_address",
  userDeviceMobileUuid: "user.device.mobile_uuid",
  userDeviceOs: "user.device.os",
  userDeviceScreen: "user.device.screen",
  userDeviceTelemetry: "user.device.telemetry",
  userDeviceType: "user.device.type",
  userEducationAssessment: "user.education.assessment",
  userEducationCertificate: "user.education.certificate",
  userEducationProgress: "user.education.progress",
  userEducationSubmission: "user.education.submission",
  userEmploymentApplication: "user.employment.application",
  userEmploymentEducation: "user.employment.education",
  userEmploymentHistory: "user.employment.history",
  userEmploymentResume: "user.employment.resume",
  userExternalPartner: "user.external.partner",
  userExternalPublicRecord: "user.external.public_record",
  userExternalSocialProfile: "user.external.social_profile",
  userFinancialBilling: "user.financial.billing",
  userFinancialPaymentCard: "user.financial.payment_card",
  userFinancialPaymentCardLast4: "user.financial.payment_card.last4",
  userFinancialPaymentMethod: "user.financial.payment_method",
  userFinancialTransaction: "user.financial.transaction",
  userGovernmentIdNationalId: "user.government_id.national_id",
  userLocationCoarse: "user.location.coarse",
  userLocationPrecise: "user.location.precise",
  userName: "user.name",
  userNameTitle: "user.name.title",
  userPrivacyPreferences: "user.privacy_preferences",
  userProfessionalBusinessType: "user.professional.business_type",
  userProfessionalCompany: "user.professional.company",
  userProfessionalCompanySize: "user.professional.company_size",
  userProfessionalIndustry: "user.professional.industry",
  userProfessionalRole: "user.professional.role",
  userSettingsAnswers: "user.settings.answers",
  userSettingsPreferences: "user.settings.preferences",
  userSpecialHealth: "user.special.health",
} as const;
export type Category = (typeof Category)[keyof typeof Category];

/** Who receives data. */
export const Recipient = {
  acquirer: "acquirer",
  affiliateLearning: "affiliate_learning",
  authority: "authority",
  contactCentre: "contact_centre",
  gatewayA: "gateway.a",
  investor: "investor",
  lmsHost: "lms_host",
  mailService: "mail_service",
  partnerA: "partnerA",
} as const;
export type Recipient = (typeof Recipient)[keyof typeof Recipient];

/** Why a question was denied, or an act refused. */
export const Reason = {
  /** No version of the policy is in force at this instant. */
  policyNotInForce: "policy_not_in_force",
  /** The user's data were erased. */
  erased: "erased",
  /** This surface is not bound to the policy. */
  policyNotBound: "policy_not_bound",
  /** The account is closed or terminated. */
  accountTerminated: "account_terminated",
  /** The user recorded disagreement with the policy. */
  policyNotAccepted: "policy_not_accepted",
  /** The policy forbids this operation on the category. */
  categoryProhibited: "category_prohibited",
  /** Selling, renting or trading the data is barred. */
  saleProhibited: "sale_prohibited",
  /** The category or purpose is not allowed for a child. */
  childCategoryBlocked: "child_category_blocked",
  /** The user is below the minimum age. */
  ageBelowMinimum: "age_below_minimum",
  /** The user's age is not known well enough. */
  ageUnknown: "age_unknown",
  /** No guardian has consented. */
  parentalConsentMissing: "parental_consent_missing",
  /** The guardian is not verified. */
  parentalConsentUnverified: "parental_consent_unverified",
  /** A guardian withdrew consent. */
  parentalConsentWithdrawn: "parental_consent_withdrawn",
  /** The purpose is not declared for this use. */
  purposeUndeclared: "purpose_undeclared",
  /** The content does not fit the purpose. */
  purposeMismatch: "purpose_mismatch",
  /** The user or an event has not activated the feature. */
  featureNotActivated: "feature_not_activated",
  /** The policy switches tracking technologies off. */
  techNotEnabled: "tech_not_enabled",
  /** The technology is not registered. */
  techUnregistered: "tech_unregistered",
  /** The lifetime asked for is above the declared one. */
  techLifetimeExceeded: "tech_lifetime_exceeded",
  /** Only aggregated or anonymised data may be used. */
  requiresDeidentified: "requires_deidentified",
  /** The category is not listed for the purpose. */
  categoryNotPermitted: "category_not_permitted",
  /** The category is in no taxonomy. */
  categoryUnknown: "category_unknown",
  /** Data of this origin may not be used for the purpose. */
  sourceNotPermitted: "source_not_permitted",
  /** The data may be used only for what they were given for. */
  purposeBoundSource: "purpose_bound_source",
  /** A category that the purpose needs was not supplied. */
  requiredCategoryMissing: "required_category_missing",
  /** Processing is restricted. */
  restricted: "restricted",
  /** The user contests the automated decision. */
  contested: "contested",
  /** The user opted out. */
  optedOut: "opted_out",
  /** The user objected. */
  objected: "objected",
  /** A signal of the user's browser, device or register refuses this. */
  signalOptOut: "signal_opt_out",
  /** No declared legal basis applies. */
  basisMissing: "basis_missing",
  /** The user has not consented. */
  consentMissing: "consent_missing",
  /** The consent on record is not explicit. */
  consentNotExplicit: "consent_not_explicit",
  /** The user withdrew consent. */
  consentWithdrawn: "consent_withdrawn",
  /** The consent is over. */
  consentExpired: "consent_expired",
  /** The purpose needs a user with an account. */
  anonymousSubject: "anonymous_subject",
  /** The user has not instructed this. */
  instructionMissing: "instruction_missing",
  /** A required notice is not on record. */
  noticeMissing: "notice_missing",
  /** No registered legal instrument covers this. */
  legalInstrumentMissing: "legal_instrument_missing",
  /** The automated decision has a significant effect. */
  significantEffect: "significant_effect",
  /** The retention period is over. */
  retentionExpired: "retention_expired",
  /** The data are isolated from processing. */
  isolated: "isolated",
  /** The recipient is not listed. */
  recipientUnlisted: "recipient_unlisted",
  /** The recipient is not listed for this purpose or category. */
  recipientPurposeMismatch: "recipient_purpose_mismatch",
  /** No agreement with the recipient is on record. */
  recipientNoAgreement: "recipient_no_agreement",
  /** The review of the recipient is overdue. */
  recipientReviewOverdue: "recipient_review_overdue",
  /** No valid mechanism covers the transfer. */
  transferNoMechanism: "transfer_no_mechanism",
  /** The actor has no right to do this. */
  actorNotAuthorized: "actor_not_authorized",
  /** Multi-factor authentication is required. */
  mfaRequired: "mfa_required",
  /** The channel is not encrypted. */
  insecureChannel: "insecure_channel",
  /** Encryption was not attested. */
  encryptionMissing: "encryption_missing",
  /** The purpose can't be opted out of or objected to. */
  nonOptional: "non_optional",
  /** A ground or reason has to be given. */
  groundMissing: "ground_missing",
  /** The identity of the requester is not verified. */
  identityUnverified: "identity_unverified",
  /** The request was made too often. */
  requestTooFrequent: "request_too_frequent",
  /** The right is not available for the residence. */
  rightUnavailable: "right_unavailable",
} as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

declare module "placet" {
  interface Register {
    purpose: Purpose;
    category: Category;
    recipient:
      | Recipient
      | `employer${string}`
      | `uni${string}`
      | `user:${string}`;
    reason: Reason;
  }
}

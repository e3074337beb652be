// The names of the policy certometer@2024-01-01, made by `placet codegen`; not to be edited.

/// What data are processed for.
public enum Purpose: String, CaseIterable, Sendable {
  case analyticsAggregate = "analytics.aggregate"
  case analyticsProduct = "analytics.product"
  case businessTransfer = "business.transfer"
  case communicationSurvey = "communication.survey"
  case disclosureByConsent = "disclosure.by_consent"
  case essentialServiceAccount = "essential.service.account"
  case essentialServiceAuthentication = "essential.service.authentication"
  case essentialServiceCertification = "essential.service.certification"
  case essentialServiceCommunity = "essential.service.community"
  case essentialServiceDelivery = "essential.service.delivery"
  case essentialServiceInvitation = "essential.service.invitation"
  case essentialServiceNotification = "essential.service.notification"
  case essentialServiceOperations = "essential.service.operations"
  case essentialServicePayment = "essential.service.payment"
  case essentialServicePeerTransaction = "essential.service.peer_transaction"
  case essentialServicePublication = "essential.service.publication"
  case essentialServiceRequestedInfo = "essential.service.requested_info"
  case essentialServiceSupport = "essential.service.support"
  case functionalPersonalization = "functional.personalization"
  case improvementDevelopment = "improvement.development"
  case improvementService = "improvement.service"
  case legalRequest = "legal.request"
  case marketingChat = "marketing.chat"
  case marketingEmail = "marketing.email"
  case marketingNeedsAssessment = "marketing.needs_assessment"
  case marketingPartnerPromotions = "marketing.partner_promotions"
  case marketingPhone = "marketing.phone"
  case marketingWeb = "marketing.web"
  case rightsPortability = "rights.portability"
  case rightsSelfService = "rights.self_service"
}

/// Groups of purposes: what is said of one holds for all in it.
public enum PurposeGroup: String, CaseIterable, Sendable {
  case analytics = "analytics"
  case business = "business"
  case communication = "communication"
  case disclosure = "disclosure"
  case essential = "essential"
  case essentialService = "essential.service"
  case functional = "functional"
  case improvement = "improvement"
  case legal = "legal"
  case marketing = "marketing"
  case rights = "rights"
}

/// What data are.
public enum Category: String, CaseIterable, Sendable {
  case nonpersonalAggregate = "nonpersonal.aggregate"
  case nonpersonalDevice = "nonpersonal.device"
  case nonpersonalRegion = "nonpersonal.region"
  case systemLog = "system.log"
  case thirdPartyContact = "third_party.contact"
  case user = "user"
  case userAccountId = "user.account.id"
  case userAccountProfile = "user.account.profile"
  case userAccountRole = "user.account.role"
  case userAccountSubscription = "user.account.subscription"
  case userAccountUsername = "user.account.username"
  case userAuthorizationPassword = "user.authorization.password"
  case userBehavior = "user.behavior"
  case userBehaviorBrowsingHistory = "user.behavior.browsing_history"
  case userBehaviorClickstream = "user.behavior.clickstream"
  case userBehaviorEmailEngagement = "user.behavior.email_engagement"
  case userBehaviorInteractions = "user.behavior.interactions"
  case userBehaviorPurchaseHistory = "user.behavior.purchase_history"
  case userBehaviorReferral = "user.behavior.referral"
  case userBehaviorUsage = "user.behavior.usage"
  case userContactAddress = "user.contact.address"
  case userContactAddressCountry = "user.contact.address.country"
  case userContactAddressState = "user.contact.address.state"
  case userContactEmail = "user.contact.email"
  case userContactPhoneNumber = "user.contact.phone_number"
  case userContentCommunication = "user.content.communication"
  case userContentJobListing = "user.content.job_listing"
  case userContentPrivate = "user.content.private"
  case userContentPublic = "user.content.public"
  case userContentSurveyResponse = "user.content.survey_response"
  case userDemographicAgeRange = "user.demographic.age_range"
  case userDemographicDateOfBirth = "user.demographic.date_of_birth"
  case userDerivedCrossDeviceId = "user.derived.cross_device_id"
  case userDerivedInterests = "user.derived.interests"
  case userDerivedProfile = "user.derived.profile"
  case userDeviceBrowser = "user.device.browser"
  case userDeviceCookieId = "user.device.cookie_id"
  case userDeviceDeviceId = "user.device.device_id"
  case userDeviceIpAddress = "user.device.ip_address"
  case userDeviceIsp = "user.device.isp"
  case userDeviceMacAddress = "user.device.mac_address"
  case userDeviceMobileUuid = "user.device.mobile_uuid"
  case userDeviceOs = "user.device.os"
  case userDeviceScreen = "user.device.screen"
  case userDeviceTelemetry = "user.device.telemetry"
  case userDeviceType = "user.device.type"
  case userEducationAssessment = "user.education.assessment"
  case userEducationCertificate = "user.education.certificate"
  case userEducationProgress = "user.education.progress"
  case userEducationSubmission = "user.education.submission"
  case userEmploymentApplication = "user.employment.application"
  case userEmploymentEducation = "user.employment.education"
  case userEmploymentHistory = "user.employment.history"
  case userEmploymentResume = "user.employment.resume"
  case userExternalPartner = "user.external.partner"
  case userExternalPublicRecord = "user.external.public_record"
  case userExternalSocialProfile = "user.external.social_profile"
  case userFinancialBilling = "user.financial.billing"
  case userFinancialPaymentCard = "user.financial.payment_card"
  case userFinancialPaymentCardLast4 = "user.financial.payment_card.last4"
  case userFinancialPaymentMethod = "user.financial.payment_method"
  case userFinancialTransaction = "user.financial.transaction"
  case userGovernmentIdNationalId = "user.government_id.national_id"
  case userLocationCoarse = "user.location.coarse"
  case userLocationPrecise = "user.location.precise"
  case userName = "user.name"
  case userNameTitle = "user.name.title"
  case userPrivacyPreferences = "user.privacy_preferences"
  case userProfessionalBusinessType = "user.professional.business_type"
  case userProfessionalCompany = "user.professional.company"
  case userProfessionalCompanySize = "user.professional.company_size"
  case userProfessionalIndustry = "user.professional.industry"
  case userProfessionalRole = "user.professional.role"
  case userSettingsAnswers = "user.settings.answers"
  case userSettingsPreferences = "user.settings.preferences"
  case userSpecialHealth = "user.special.health"
}

/// Who receives data.
public enum Recipient: String, CaseIterable, Sendable {
  case acquirer = "acquirer"
  case affiliateLearning = "affiliate_learning"
  case authority = "authority"
  case contactCentre = "contact_centre"
  case gatewayA = "gateway.a"
  case investor = "investor"
  case lmsHost = "lms_host"
  case mailService = "mail_service"
  case partnerA = "partnerA"
}

/// Why a question was denied, or an act refused.
public enum Reason: String, CaseIterable, Sendable {
  /// No version of the policy is in force at this instant.
  case policyNotInForce = "policy_not_in_force"
  /// The user's data were erased.
  case erased = "erased"
  /// This surface is not bound to the policy.
  case policyNotBound = "policy_not_bound"
  /// The account is closed or terminated.
  case accountTerminated = "account_terminated"
  /// The user recorded disagreement with the policy.
  case policyNotAccepted = "policy_not_accepted"
  /// The policy forbids this operation on the category.
  case categoryProhibited = "category_prohibited"
  /// Selling, renting or trading the data is barred.
  case saleProhibited = "sale_prohibited"
  /// The category or purpose is not allowed for a child.
  case childCategoryBlocked = "child_category_blocked"
  /// The user is below the minimum age.
  case ageBelowMinimum = "age_below_minimum"
  /// The user's age is not known well enough.
  case ageUnknown = "age_unknown"
  /// No guardian has consented.
  case parentalConsentMissing = "parental_consent_missing"
  /// The guardian is not verified.
  case parentalConsentUnverified = "parental_consent_unverified"
  /// A guardian withdrew consent.
  case parentalConsentWithdrawn = "parental_consent_withdrawn"
  /// The purpose is not declared for this use.
  case purposeUndeclared = "purpose_undeclared"
  /// The content does not fit the purpose.
  case purposeMismatch = "purpose_mismatch"
  /// The user or an event has not activated the feature.
  case featureNotActivated = "feature_not_activated"
  /// The policy switches tracking technologies off.
  case techNotEnabled = "tech_not_enabled"
  /// The technology is not registered.
  case techUnregistered = "tech_unregistered"
  /// The lifetime asked for is above the declared one.
  case techLifetimeExceeded = "tech_lifetime_exceeded"
  /// Only aggregated or anonymised data may be used.
  case requiresDeidentified = "requires_deidentified"
  /// The category is not listed for the purpose.
  case categoryNotPermitted = "category_not_permitted"
  /// The category is in no taxonomy.
  case categoryUnknown = "category_unknown"
  /// Data of this origin may not be used for the purpose.
  case sourceNotPermitted = "source_not_permitted"
  /// The data may be used only for what they were given for.
  case purposeBoundSource = "purpose_bound_source"
  /// A category that the purpose needs was not supplied.
  case requiredCategoryMissing = "required_category_missing"
  /// Processing is restricted.
  case restricted = "restricted"
  /// The user contests the automated decision.
  case contested = "contested"
  /// The user opted out.
  case optedOut = "opted_out"
  /// The user objected.
  case objected = "objected"
  /// A signal of the user's browser, device or register refuses this.
  case signalOptOut = "signal_opt_out"
  /// No declared legal basis applies.
  case basisMissing = "basis_missing"
  /// The user has not consented.
  case consentMissing = "consent_missing"
  /// The consent on record is not explicit.
  case consentNotExplicit = "consent_not_explicit"
  /// The user withdrew consent.
  case consentWithdrawn = "consent_withdrawn"
  /// The consent is over.
  case consentExpired = "consent_expired"
  /// The purpose needs a user with an account.
  case anonymousSubject = "anonymous_subject"
  /// The user has not instructed this.
  case instructionMissing = "instruction_missing"
  /// A required notice is not on record.
  case noticeMissing = "notice_missing"
  /// No registered legal instrument covers this.
  case legalInstrumentMissing = "legal_instrument_missing"
  /// The automated decision has a significant effect.
  case significantEffect = "significant_effect"
  /// The retention period is over.
  case retentionExpired = "retention_expired"
  /// The data are isolated from processing.
  case isolated = "isolated"
  /// The recipient is not listed.
  case recipientUnlisted = "recipient_unlisted"
  /// The recipient is not listed for this purpose or category.
  case recipientPurposeMismatch = "recipient_purpose_mismatch"
  /// No agreement with the recipient is on record.
  case recipientNoAgreement = "recipient_no_agreement"
  /// The review of the recipient is overdue.
  case recipientReviewOverdue = "recipient_review_overdue"
  /// No valid mechanism covers the transfer.
  case transferNoMechanism = "transfer_no_mechanism"
  /// The actor has no right to do this.
  case actorNotAuthorized = "actor_not_authorized"
  /// Multi-factor authentication is required.
  case mfaRequired = "mfa_required"
  /// The channel is not encrypted.
  case insecureChannel = "insecure_channel"
  /// Encryption was not attested.
  case encryptionMissing = "encryption_missing"
  /// The purpose can't be opted out of or objected to.
  case nonOptional = "non_optional"
  /// A ground or reason has to be given.
  case groundMissing = "ground_missing"
  /// The identity of the requester is not verified.
  case identityUnverified = "identity_unverified"
  /// The request was made too often.
  case requestTooFrequent = "request_too_frequent"
  /// The right is not available for the residence.
  case rightUnavailable = "right_unavailable"
}

// Names that the fragments of the pages use without saying what they are: what an app has.

import Foundation
import Placet

let engine: Engine = { fatalError("no fragment is run") }()
let user = "ada"
let users = ["ada"]
let policy = "policy.toml"
let store = "ledger.sqlite"
let key = Data()
let publicKey = ""
let since: Int64 = 0
let known: Int64 = 0

func sendNewsletter(_ user: String) {}
func show(_ told: Any) {}

enum queue { static func append(_ permit: String) {} }

enum backend {
  static func send(_ changes: String) async throws {}
  static func changes(since: Int64, user: String) async throws -> String { "" }
}

enum ATTrackingManager {
  enum AuthorizationStatus { case authorized, denied }
  static let trackingAuthorizationStatus = AuthorizationStatus.denied
}

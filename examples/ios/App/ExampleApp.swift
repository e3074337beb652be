// The app: it opens the engine off the main thread, and shows the screen.

import Placet
import SwiftUI

/// Who publishes the policy; `placet sign --key FILE` prints it.
private let publicKey = "put the public key of your policy here"

@main
struct ExampleApp: App {
  @State private var screen: PrivacyScreen?

  var body: some Scene {
    WindowGroup {
      if let screen {
        PrivacyView(screen: screen)
      } else {
        ProgressView().task { screen = try? await open() }
      }
    }
  }

  private func open() async throws -> PrivacyScreen {
    let engine = try await Task.detached {
      let policy = Bundle.main.url(forResource: "policy", withExtension: "json")!
      let store = URL.applicationSupportDirectory.appending(path: "ledger.sqlite")
      return try Engine.open(policy, store, policyKeys: [publicKey])
    }.value
    return PrivacyScreen(try PrivacyModel(engine: engine, user: "this-device"))
  }
}

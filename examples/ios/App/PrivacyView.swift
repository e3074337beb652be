// The privacy screen in SwiftUI: it shows what the model knows, and hands on what is touched.

import Placet
import SwiftUI

/// What the view watches.
@MainActor @Observable
final class PrivacyScreen {
  private let model: PrivacyModel
  private(set) var state: PrivacyState
  private(set) var fault: String?

  init(_ model: PrivacyModel) {
    self.model = model
    state = model.state
    model.onChange = { [weak self] in self?.state = $0 }
  }

  func run(_ work: @escaping (PrivacyModel) async throws -> Void) {
    Task {
      do { try await work(model) } catch { fault = error.localizedDescription }
    }
  }
}

struct PrivacyView: View {
  @State var screen: PrivacyScreen
  @State private var birthdate = Date()

  var body: some View {
    Form {
      if screen.state.asksForAge {
        DatePicker("When were you born?", selection: $birthdate, in: ...Date(), displayedComponents: .date)
        Button("Go on") {
          let day = birthdate.formatted(.iso8601.year().month().day())
          let residence = Locale.current.region?.identifier ?? ""
          screen.run { try await $0.begin(birthdate: day, residence: residence) }
        }
      } else if screen.state.isTooYoung {
        Text("You are too young for this app.")
      } else {
        Toggle("Offers by e-mail", isOn: toggle(screen.state.offers) { try await $0.setOffers($1) })
        Toggle("Help to make the app better", isOn: toggle(screen.state.analytics) { try await $0.setAnalytics($1) })
        Button("Send me an offer") { screen.run { try $0.offer { /* the app's own */  } } }
      }
      if let message = screen.state.message ?? screen.fault { Text(message) }
    }
  }

  private func toggle(
    _ on: Bool, _ set: @escaping (PrivacyModel, Bool) async throws -> Void
  ) -> Binding<Bool> {
    Binding(get: { on }, set: { value in screen.run { try await set($0, value) } })
  }
}

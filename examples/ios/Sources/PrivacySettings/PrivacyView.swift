// The privacy screen. Whatever is decided is in the model; here it is drawn.

#if canImport(SwiftUI)
  import SwiftUI

  public struct PrivacyView: View {
    @State private var model: PrivacyModel
    @State private var birthdate = Date()
    private let send: (String) async throws -> Void

    /// - Parameter send: sends a newsletter to a user.
    public init(model: PrivacyModel, send: @escaping (String) async throws -> Void) {
      _model = State(initialValue: model)
      self.send = send
    }

    public var body: some View {
      Form {
        switch model.gate {
        case .askAge:
          DatePicker("Your birthday", selection: $birthdate, in: ...Date(), displayedComponents: .date)
          Button("Continue") { Task { await model.enter(birthdate: day(birthdate)) } }
        case .closed(let reason):
          Text(reason)
        case .open:
          Toggle(
            "Newsletter",
            isOn: Binding {
              model.newsletterIsOn
            } set: { isOn in
              Task { await model.setNewsletter(isOn) }
            })
          Toggle(
            "Statistics",
            isOn: Binding {
              model.statisticsAreOn
            } set: { isOn in
              Task { await model.setStatistics(isOn) }
            })
          Button("Send me the latest issue") { Task { await model.sendNewsletter(by: send) } }
        }
        if let message = model.message { Text(message).foregroundStyle(.secondary) }
      }
    }

    private func day(_ date: Date) -> String {
      // the day that the user picked, in the calendar in which it was shown
      let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: date)
      return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }
  }
#endif

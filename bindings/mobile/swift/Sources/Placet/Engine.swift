// The engine: what product code asks.

import Dispatch
import Foundation
import PlacetFFI
import PlacetNative

/// An open policy on an open store.
///
/// Questions (`canProcess`, `decide`, `require`, …) are answered at once, on any thread. Acts (`grant`, `withdraw`, …) are `async`: they
/// return when the act is durable and every process on the store sees it, and are carried out on a queue of the engine's own, never on
/// the caller's thread nor on one of those that Swift's tasks share. An act that was called is carried out, also when the task that waits
/// for it is cancelled: a withdrawal is not lost with the screen it was made on.
///
/// Each call throws `PlacetError`.
public final class Engine: Sendable {
  let native: NativeEngine
  /// What the quick question takes; good as long as `native` is.
  private let address: Int64
  /// Acts at the same time share a commit, so they need not wait for each other.
  private let acts = DispatchQueue(label: "dev.placet.acts", attributes: .concurrent)

  private init(_ documents: [String], _ store: String, _ clock: (@Sendable () -> Date)?, _ key: Data?) throws {
    let told = clock.map { Clock(tell: $0) as any NativeClock }
    native = try call {
      try NativeEngine.open(
        opening: Opening(policy: documents, store: store, clock: told, pseudonymKey: key))
    }
    address = native.address()
  }

  /// Opens a policy on a store.
  ///
  /// - Parameters:
  ///   - policy: the text of a document, or its path.
  ///   - store: the path of the ledger's file, or `memory:`.
  ///   - clock: tells the time in place of the system's clock; it is asked once for each call.
  ///   - pseudonymKey: the key of the pseudonyms that `transform = "hash"` makes: at least 16 random bytes, kept by the application.
  public static func open(
    _ policy: String, _ store: String, clock: (@Sendable () -> Date)? = nil, pseudonymKey: Data? = nil
  ) throws -> Engine {
    try Engine([policy], store, clock, pseudonymKey)
  }

  /// Opens several versions of one policy on a store.
  public static func open(
    _ policies: [String], _ store: String, clock: (@Sendable () -> Date)? = nil, pseudonymKey: Data? = nil
  ) throws -> Engine {
    try Engine(policies, store, clock, pseudonymKey)
  }

  /// Opens a policy that lies in a file, in the app's bundle say, on a store in a file.
  public static func open(
    _ policy: URL, _ store: URL, clock: (@Sendable () -> Date)? = nil, pseudonymKey: Data? = nil
  ) throws -> Engine {
    try Engine([path(policy, "policy")], path(store, "store"), clock, pseudonymKey)
  }

  /// Lets go of the store. Calls that are under way finish first; each later one throws.
  public func close() {
    native.closeStore()
  }

  /// Key of the policy.
  public var policy: String { native.policy() }

  /// The path of the store.
  public var store: String { native.store() }

  /// The version of the policy that is in force, as `id@version`; none before the first.
  public func version() throws -> String? {
    try call { try native.version() }
  }

  // MARK: Questions

  /// Whether this user's data may be processed for this purpose.
  public func canProcess(_ user: String, _ purpose: String) throws -> Bool {
    // a closure that takes the number alone keeps nothing alive, which is half of what a call costs; so this does, until the end
    defer { withExtendedLifetime(self) {} }
    let address = self.address
    let answer = user.utf8.withContiguousStorageIfAvailable { u in
      purpose.utf8.withContiguousStorageIfAvailable { p in
        placet_can_process(address, u.baseAddress, u.count, p.baseAddress, p.count)
      }
    }
    if let answer = answer.flatMap({ $0 }), answer >= 0 { return answer == 1 }
    return try canProcessInFull(user, purpose)
  }

  /// The same by the way of all other calls, which says what is wrong.
  @inline(never)
  private func canProcessInFull(_ user: String, _ purpose: String) throws -> Bool {
    try call { try native.canProcess(user: user, purpose: purpose) }
  }

  /// The answer for each of many users, in their order.
  public func canProcessMany(_ users: some Sequence<String>, _ purpose: String) throws -> [Bool] {
    try call { try native.canProcessMany(users: Array(users), purpose: purpose) }.map { $0 == 1 }
  }

  /// The answer in full: reasons, basis, remedy, obligations, evidence.
  public func decide(_ user: String, _ purpose: String, _ context: Context? = nil) throws -> Decision {
    try call { try native.decide(user: user, purpose: purpose, context: context) }
  }

  /// The answer in full, and what each of the eleven checks found.
  public func explain(_ user: String, _ purpose: String, _ context: Context? = nil) throws -> Explained {
    try call { try native.explain(user: user, purpose: purpose, context: context) }
  }

  /// Demands an allowance: a permit, or `PlacetError.denied` with the decision.
  @discardableResult
  public func require(_ user: String, _ purpose: String, _ context: Context? = nil) throws -> Permit {
    Permit(try call { try native.require(user: user, purpose: purpose, context: context) })
  }

  /// Checks a permit again: a withdrawal since it was given ends it, and so does its time.
  @discardableResult
  public func recheck(_ permit: Permit) throws -> Permit {
    Permit(try call { try native.recheck(json: permit.json) })
  }

  /// Demands that a permit is good now for data of a user of some categories, shown as they are.
  public func admit(_ permit: Permit, _ user: String, _ categories: [String]) throws {
    try call { try native.admit(json: permit.json, user: user, categories: categories) }
  }

  /// Demands an allowance for some work: throws `PlacetError.denied` before it begins; else gives back what the work does.
  ///
  /// Before work that waits, call `require`.
  public func guarding<R>(
    _ user: String, _ purpose: String, _ context: Context? = nil, _ work: (Permit) throws -> R
  ) throws -> R {
    try work(require(user, purpose, context))
  }

  /// Carries out an act on the engine's queue.
  func act<T: Sendable>(_ work: @escaping @Sendable (NativeEngine) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { waiting in
      acts.async { [native] in
        waiting.resume(with: Result { try call { try work(native) } })
      }
    }
  }
}

/// A clock as the library asks it.
private final class Clock: NativeClock {
  let tell: @Sendable () -> Date

  init(tell: @escaping @Sendable () -> Date) {
    self.tell = tell
  }

  func now() -> Date { tell() }
}

private func path(_ url: URL, _ argument: String) throws -> String {
  guard url.isFileURL else {
    throw PlacetError.invalid(argument, "`\(url.scheme ?? "")` URLs are not read; give the URL of a file")
  }
  return url.path
}

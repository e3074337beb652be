// Ledgers that meet, and who is told what happens.

import Foundation
import PlacetNative

/// What a merge did.
public typealias Merged = PlacetNative.Merged

/// Where an event was recorded, when that was another ledger.
public typealias Origin = PlacetNative.Origin

/// What happened: an act, a reload, or an answer that enforcement would have made a denial.
public typealias EngineNotification = PlacetNative.NativeNotification

extension Engine {
  /// The name of this ledger among others: the same in every process on it.
  public var ledger: String { native.ledger() }

  /// What was recorded behind a position, as JSON text for `merge` in another ledger; `0` is the beginning.
  ///
  /// Ask with the `until` of the last answer that the other ledger took in. It holds names and acts in the clear: send it to whom it
  /// concerns, by a channel that keeps it secret, and give `user` where a device is to know of its own user only.
  public func changes(since: Int64 = 0, user: String? = nil) throws -> String {
    try call { try native.changes(since: since, user: user) }
  }

  /// Takes in what `changes` gave in another ledger on the same policy: all of it with one commit, or nothing.
  ///
  /// Whatever the order in which ledgers meet, they come to know the same, and a withdrawal is never undone by a grant that did not know
  /// of it. With `user`, only that user's changes are taken: what somebody who is signed in as that user may send.
  @discardableResult
  public func merge(_ changes: String, user: String? = nil) async throws -> Merged {
    try await act { try $0.merge(changes: changes, user: user) }
  }

  /// Every act that is recorded from now on, reloads, and what enforcement would have denied.
  ///
  /// Nothing is lost while the loop over it is slow: what it has not taken yet waits in memory. What another process recorded is told when
  /// this engine next looks at the ledger, at its next question or act.
  public func notifications() throws -> AsyncStream<EngineNotification> {
    let (stream, continuation) = AsyncStream.makeStream(of: EngineNotification.self)
    let subscription = try call { try native.subscribe(listener: Listener { continuation.yield($0) }) }
    continuation.onTermination = { _ in subscription.end() }
    return stream
  }
}

/// A function that is told, as the library calls it.
private final class Listener: NativeListener {
  private let tell: @Sendable (EngineNotification) -> Void

  init(tell: @escaping @Sendable (EngineNotification) -> Void) {
    self.tell = tell
  }

  func told(notification: NativeNotification) { tell(notification) }
}
